package io.github.proxymtls.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.github.proxymtls.Reason;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.CommandLineRun;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.server.ReferenceServer;
import io.github.proxymtls.testing.Pki;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the README, and the example of profiles that it links to. */
@Tag("slow")
class ReadmeIT {

  private static final Path TOP = Path.of("..");
  private static final Path README = TOP.resolve("README.md");
  private static final Path CONFIGURATION = TOP.resolve("filter/docs/configuration.md");
  private static final int MOST_LINES = 150;

  @TempDir Path folder;

  @Test
  @ExpectedLog("reason=proxy-credential-missing")
  void fivePropertiesAcceptCertificateThatNginxForwards() throws Exception {
    Pki pki = Pki.create();
    Pki.Authority root = pki.root("Example Root");
    Pki.Authority issuer = root.intermediate("Example Issuing CA");
    Pki.Held client = issuer.client("svc").issue();
    Path properties =
        Files.writeString(folder.resolve("proxymtls.properties"), block("```properties"));
    String credential = makeCredential("users", "edge-1");
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
          .header("Proxy-Authorization", basic(credential))
          .get("/whoami")
          .then()
          .statusCode(200)
          .body("certificate.'x5t#S256'", is(client.thumbprint()))
          .body("principal", is("CN=svc"));
    }
  }

  @Test
  void configureWritesNginxConfigurationFromTheSameProperties() throws Exception {
    Path properties =
        Files.writeString(folder.resolve("proxymtls.properties"), block("```properties"));
    String credential = makeCredential("users", "edge-1");

    CommandLineRun run = command("proxy-samples/proxymtls configure", properties);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("proxy_set_header ssl-client-cert ", basic(credential), "app.internal:8443");
  }

  @Test
  @ExpectedLog({"reason=certificate-untrusted", "reason=header-foreign"})
  void profilesSeparateTheClientsOfTwoProxies() throws Exception {
    Pki pki = Pki.create();
    Pki.Authority customers = pki.root("Customers");
    Pki.Authority services = pki.root("Services");
    Pki.Held customer = customers.client("customer").issue();
    Pki.Held service = services.client("service").issue();
    Path properties =
        Files.writeString(
            folder.resolve("proxymtls.properties"),
            block(CONFIGURATION, "```properties\nproxymtls.profiles=edge,mesh")
                + "proxymtls.profiles=edge,mesh\n");
    String edgeCredential = makeCredential("edge-users", "edge-1");
    String meshCredential = makeCredential("mesh-users", "mesh-1");
    Files.writeString(folder.resolve("customers-ca.pem"), customers.pem());
    Files.writeString(folder.resolve("services-ca.pem"), services.pem());

    try (ReferenceServer server = ReferenceServer.start(properties, 0, Container.JETTY, null)) {
      String uri = server.uri().toString();
      edge(uri, edgeCredential, customer)
          .get("/whoami")
          .then()
          .statusCode(200)
          .body("profile", is("edge"))
          .body("principal", is("CN=customer"));
      mesh(uri, meshCredential, service)
          .get("/whoami")
          .then()
          .statusCode(200)
          .body("profile", is("mesh"))
          .body("principal", is("CN=service"));

      edge(uri, edgeCredential, service).get("/whoami").then().statusCode(403);
      mesh(uri, meshCredential, customer).get("/whoami").then().statusCode(403);
      edge(uri, edgeCredential, customer)
          .header("Client-Cert", sequence(service))
          .get("/whoami")
          .then()
          .statusCode(400)
          .body("code", is("header-foreign"));
    }
  }

  /** Runs the README's command {@code hash-password}; returns what it writes for the proxy. */
  private String makeCredential(String users, String user) throws IOException {
    Path file = folder.resolve("credential-of-" + user);
    String line = readmeLine("proxy-samples/proxymtls hash-password");
    CommandLineRun run =
        CommandLineRun.of(
            line.replaceFirst(" >> users$", "")
                .replace("edge-1", user)
                .replace("--credential-file credential", "--credential-file " + file)
                .split(" "));
    assertThat(run.status()).as(run.err()).isZero();
    Files.writeString(folder.resolve(users), run.out());
    return Files.readString(file).strip();
  }

  private CommandLineRun command(String start, Path properties) throws IOException {
    return CommandLineRun.of(
        readmeLine(start)
            .replace("--config proxymtls.properties", "--config " + properties)
            .replace(
                "--credential-file credential",
                "--credential-file " + folder.resolve("credential-of-edge-1"))
            .split(" "));
  }

  /** The line of the README that begins so, without the name of the script. */
  private static String readmeLine(String start) throws IOException {
    return Files.readAllLines(README).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.replaceFirst("^proxy-samples/proxymtls ", ""))
        .findFirst()
        .orElseThrow();
  }

  private static RequestSpecification edge(String uri, String credential, Pki.Held client) {
    return given()
        .baseUri(uri)
        .header("Proxy-Authorization", basic(credential))
        .header("ssl-client-cert", escaped(client.certificatePem()))
        .header("ssl-client-verify", "SUCCESS");
  }

  private static RequestSpecification mesh(String uri, String credential, Pki.Held client) {
    return given()
        .baseUri(uri)
        .header("Proxy-Authorization", basic(credential))
        .header("Client-Cert", sequence(client));
  }

  private static String sequence(Pki.Held client) {
    return ":" + Base64.getEncoder().encodeToString(client.der()) + ":";
  }

  @Test
  @ExpectedLog("reason=certificate-required")
  @AllowedLog({"appBase on host", "Servlet [jsp]"})
  void webXmlPutsTheFilterBeforeEveryServlet() throws Exception {
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
  void nginxLinesAreThoseOfTheSample() throws IOException {
    String sample = Files.readString(TOP.resolve("proxy-samples/nginx/nginx.conf"));
    List<String> lines = block("```nginx").lines().map(String::strip).toList();

    assertThat(lines).hasSize(4);
    assertThat(sample.lines().map(line -> line.replaceAll(";.*", ";").strip()).toList())
        .containsAll(lines);
  }

  @Test
  void codesInTheTableOfRejectionsExist() throws IOException {
    String readme = Files.readString(README);
    String table =
        readme.substring(
            readme.indexOf("## What the filter rejects"), readme.indexOf("## Documentation"));
    List<String> known =
        Stream.concat(
                Arrays.stream(Reason.values()).map(Reason::callerCode),
                Stream.of("invalid_client", "invalid_token"))
            .toList();

    List<String> named =
        Pattern.compile("`([^`]+)` \\|\n")
            .matcher(table)
            .results()
            .map(code -> code.group(1))
            .toList();

    assertThat(named).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void isShort() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(MOST_LINES);
  }

  private static String block(String fence) throws IOException {
    return block(README, fence);
  }

  private static String block(Path page, String fence) throws IOException {
    String text = Files.readString(page);
    int start = text.indexOf(fence + "\n") + fence.length() + 1;
    assertThat(start).isGreaterThan(fence.length());
    return text.substring(start, text.indexOf("```", start));
  }

  private static String escaped(String pem) {
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  private static String basic(String credential) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
  }
}
