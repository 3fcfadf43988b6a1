package io.github.proxymtls.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.github.proxymtls.internal.proxy.HtpasswdLine;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.server.ReferenceServer;
import io.github.proxymtls.testing.Pki;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the project does. */
class ReadmeIT {

  private static final Path TOP = Path.of("..");

  @TempDir Path folder;

  @Test
  void theFivePropertiesAcceptWhatNginxForwards() throws Exception {
    Pki pki = Pki.create();
    Pki.Authority root = pki.root("Example Root");
    Pki.Authority issuer = root.intermediate("Example Issuing CA");
    Pki.Held client = issuer.client("svc").issue();
    Path properties =
        Files.writeString(folder.resolve("proxymtls.properties"), block("```properties"));
    Files.writeString(
        folder.resolve("users"),
        HtpasswdLine.of("edge-1", "secret".getBytes(StandardCharsets.UTF_8), 4) + "\n");
    Files.writeString(folder.resolve("client-ca.pem"), root.pem());
    Files.writeString(folder.resolve("client-intermediates.pem"), issuer.pem());

    try (ReferenceServer server = ReferenceServer.start(properties, 0, Container.JETTY, null)) {
      RequestSpecification forwarded =
          given()
              .baseUri(server.uri().toString())
              .header("ssl-client-cert", escaped(client.certificatePem()))
              .header("ssl-client-verify", "SUCCESS");
      forwarded.get("/whoami").then().statusCode(403);

      forwarded
          .header("Proxy-Authorization", basic("edge-1:secret"))
          .get("/whoami")
          .then()
          .statusCode(200)
          .body("certificate.'x5t#S256'", is(client.thumbprint()))
          .body("principal", is("CN=svc"));
    }
  }

  @Test
  void itsProfilesKeepTheClientsOfTwoProxiesApart() throws Exception {
    Pki pki = Pki.create();
    Pki.Authority customers = pki.root("Customers");
    Pki.Authority services = pki.root("Services");
    Pki.Held customer = customers.client("customer").issue();
    Pki.Held service = services.client("service").issue();
    Path properties =
        Files.writeString(
            folder.resolve("proxymtls.properties"),
            block("```properties\nproxymtls.profiles=edge,mesh")
                + "proxymtls.profiles=edge,mesh\n");
    users("edge-users", "edge-1");
    users("mesh-users", "mesh-1");
    Files.writeString(folder.resolve("customers-ca.pem"), customers.pem());
    Files.writeString(folder.resolve("services-ca.pem"), services.pem());

    try (ReferenceServer server = ReferenceServer.start(properties, 0, Container.JETTY, null)) {
      String uri = server.uri().toString();
      edge(uri, customer)
          .get("/whoami")
          .then()
          .statusCode(200)
          .body("profile", is("edge"))
          .body("principal", is("CN=customer"));
      mesh(uri, service)
          .get("/whoami")
          .then()
          .statusCode(200)
          .body("profile", is("mesh"))
          .body("principal", is("CN=service"));

      edge(uri, service).get("/whoami").then().statusCode(403);
      mesh(uri, customer).get("/whoami").then().statusCode(403);
      edge(uri, customer)
          .header("Client-Cert", sequence(service))
          .get("/whoami")
          .then()
          .statusCode(400)
          .body("code", is("header-foreign"));
    }
  }

  private void users(String file, String user) throws IOException {
    Files.writeString(
        folder.resolve(file),
        HtpasswdLine.of(user, "secret".getBytes(StandardCharsets.UTF_8), 4) + "\n");
  }

  private static RequestSpecification edge(String uri, Pki.Held client) {
    return given()
        .baseUri(uri)
        .header("Proxy-Authorization", basic("edge-1:secret"))
        .header("ssl-client-cert", escaped(client.certificatePem()))
        .header("ssl-client-verify", "SUCCESS");
  }

  private static RequestSpecification mesh(String uri, Pki.Held client) {
    return given()
        .baseUri(uri)
        .header("Proxy-Authorization", basic("mesh-1:secret"))
        .header("Client-Cert", sequence(client));
  }

  private static String sequence(Pki.Held client) {
    return ":" + Base64.getEncoder().encodeToString(client.der()) + ":";
  }

  @Test
  void itsWebXmlPutsTheFilterInFrontOfEveryServlet() throws Exception {
    Files.writeString(folder.resolve("proxymtls.properties"), block("```properties"));
    Files.writeString(folder.resolve("users"), "");
    Pki.Authority root = Pki.create().root("Example Root");
    Files.writeString(folder.resolve("client-ca.pem"), root.pem());
    Files.writeString(
        folder.resolve("client-intermediates.pem"), root.intermediate("Issuing CA").pem());
    Path application = Files.createDirectories(folder.resolve("application/WEB-INF"));
    String filter = block("```xml\n<filter>").replace("/etc/app", folder.toString());
    Files.writeString(
        application.resolve("web.xml"),
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">\n<filter>\n"
            + filter
            + "</web-app>\n");

    System.clearProperty("catalina.home");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.resolve("tomcat").toString());
    tomcat.setPort(0);
    tomcat.getHost().setAppBase(folder.toString());
    tomcat.addWebapp("", application.getParent().toString());
    Files.writeString(application.resolveSibling("page.txt"), "the application");
    try {
      tomcat.start();
      given()
          .port(tomcat.getConnector().getLocalPort())
          .get("/page.txt")
          .then()
          .statusCode(403)
          .body("code", is("certificate-required"));
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @Test
  void itsNginxLinesAreThoseOfTheSample() throws IOException {
    String sample = Files.readString(TOP.resolve("proxy-samples/nginx/nginx.conf"));
    List<String> lines = block("```nginx").lines().map(String::strip).toList();

    assertThat(lines).hasSize(4);
    assertThat(sample.lines().map(line -> line.replaceAll(";.*", ";").strip()).toList())
        .containsAll(lines);
  }

  @Test
  void everyPageThatItNamesIsThere() throws IOException {
    List<String> named =
        java.util.regex.Pattern.compile("]\\(([^):#]+)\\)")
            .matcher(readme())
            .results()
            .map(link -> link.group(1))
            .toList();

    assertThat(named).isNotEmpty().allSatisfy(page -> assertThat(TOP.resolve(page)).exists());
  }

  private static String block(String fence) throws IOException {
    String readme = readme();
    int start = readme.indexOf(fence + "\n") + fence.length() + 1;
    assertThat(start).isGreaterThan(fence.length());
    return readme.substring(start, readme.indexOf("```", start));
  }

  private static String readme() throws IOException {
    return Files.readString(TOP.resolve("README.md"));
  }

  private static String escaped(String pem) {
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  private static String basic(String credential) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
  }
}
