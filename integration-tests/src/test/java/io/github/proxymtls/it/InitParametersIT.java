package io.github.proxymtls.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.files.BcryptPassword;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import io.github.proxymtls.testing.Pki;
import io.restassured.response.ValidatableResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter as web.xml declares it: by its class name and init-parameters only. */
@Tag("slow")
class InitParametersIT {

  private static final String PASSWORD = "open sesame";
  private static final int BCRYPT_COST = 4;

  private final Pki.Authority root = Pki.create().root("Example Client Root");
  private final Pki.Held client = root.client("svc").issue();

  @TempDir private Path folder;
  private Map<String, String> parameters;

  @BeforeEach
  void writeFiles() throws IOException {
    String hash = BcryptPassword.hash(PASSWORD.getBytes(StandardCharsets.UTF_8), BCRYPT_COST);
    Path users = Files.writeString(folder.resolve("users"), "edge:" + hash + "\n");
    Path anchors = Files.writeString(folder.resolve("client-ca.pem"), root.pem());
    parameters =
        Map.of(
            "proxymtls.format",
            "nginx",
            "proxymtls.proxy.authentication",
            "basic",
            "proxymtls.proxy.basic.users-file",
            users.toString(),
            "proxymtls.client.trust-anchors",
            anchors.toString());
  }

  @Test
  @ExpectedLog({
    "reason=proxy-credential-wrong",
    "reason=certificate-malformed",
    "reason=certificate-required"
  })
  void jettyStartsTheFilterFromThem() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    FilterHolder filter = new FilterHolder();
    filter.setClassName(ProxyMtlsFilter.class.getName());
    filter.setAsyncSupported(true);
    parameters.forEach(filter::setInitParameter);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    context.addServlet(new ServletHolder(new WhoServlet()), "/*");
    server.setHandler(context);
    server.start();
    try {
      assertProtected(connector.getLocalPort());
    } finally {
      server.stop();
    }
  }

  @Test
  @ExpectedLog({
    "reason=proxy-credential-wrong",
    "reason=certificate-malformed",
    "reason=certificate-required"
  })
  void tomcatStartsTheFilterFromThem() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder.toString());
    ByInitParameters.declare(context, parameters);
    Tomcat.addServlet(context, "who", new WhoServlet());
    context.addServletMapping("/*", "who");
    tomcat.start();
    try {
      assertProtected(tomcat.getConnector().getLocalPort());
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private void assertProtected(int port) {
    String good = Format.NGINX.of(client);
    get(port, "edge:" + PASSWORD, good).statusCode(200).body(is(client.thumbprint()));
    get(port, "edge:guess", good).statusCode(403).body("code", is("proxy-not-trusted"));
    get(port, "edge:" + PASSWORD, "x").statusCode(400).body("code", is("certificate-malformed"));
    assertThat(given().baseUri("http://127.0.0.1").port(port).get("/who").statusCode())
        .isEqualTo(403);
  }

  private static ValidatableResponse get(int port, String credential, String certificate) {
    String encoded =
        Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
    return given()
        .baseUri("http://127.0.0.1")
        .port(port)
        .header("Proxy-Authorization", "Basic " + encoded)
        .header("ssl-client-cert", certificate)
        .header("ssl-client-verify", "SUCCESS")
        .get("/who")
        .then();
  }

  /** Answers with the thumbprint of the client. */
  private static final class WhoServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
      response.setContentType("text/plain");
      response.getWriter().write(client == null ? "nobody" : client.thumbprint());
    }
  }
}
