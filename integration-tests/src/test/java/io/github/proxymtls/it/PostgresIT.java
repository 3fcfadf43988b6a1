package io.github.proxymtls.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
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
import java.sql.SQLException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.PGObjectFactory;

/** Registrations in PostgreSQL that the filter looks up in a container. */
@Tag("slow")
@AllowedLog("code=container-header-limit")
class PostgresIT {

  private static final String PASSWORD = "open sesame";
  private static final int BCRYPT_COST = 4;
  private static final String QUERY = "select metadata from clients where client_id = ?";

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Client Root");
  private static final Pki.Held CLIENT = ROOT.client("svc").dns("svc.example").issue();
  private static final Pki.Held OTHER = ROOT.client("other").dns("other.example").issue();
  private static final Pki.Held OWN = PKI.selfSigned("own").issue();

  @TempDir private static Path folder;
  private static PostgresServer database;

  @BeforeAll
  static void startDatabase() throws IOException {
    database = PostgresServer.create();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void fill() throws SQLException {
    database.run("drop table if exists clients");
    database.run("create table clients (client_id text, metadata jsonb)");
    register("svc", named("svc", "svc.example"));
    register(
        "own",
        """
        {"client_id": "own", "token_endpoint_auth_method": "self_signed_tls_client_auth",
         "jwks": {"keys": [{"kty": "EC", "x5t#S256": "%s"}]}}
        """
            .formatted(OWN.thumbprint()));
  }

  @Test
  @ExpectedLog({"reason=client-unknown", "reason=client-mismatch"})
  void clientsAuthenticateByTheirRegistrationInTheDatabase() throws Exception {
    try (Application application = Application.start(engine(QUERY).dataSource(source()))) {
      application.token("svc", CLIENT).statusCode(200).body(is("svc"));
      application.token("own", OWN).statusCode(200).body(is("own"));
      application.token("svc", OTHER).statusCode(401).body("error", is("invalid_client"));
      application.token("own", CLIENT).statusCode(401).body("error", is("invalid_client"));
      for (String unknown : new String[] {"nobody", "SVC", "%", "' or '1'='1", "svc\\", "svc'--"}) {
        application.token(unknown, CLIENT).statusCode(401).body("error", is("invalid_client"));
      }
    }
  }

  @Test
  @ExpectedLog("reason=client-unknown")
  void changesTakeEffectAfterTheTimeToLive() throws Exception {
    try (Application application = Application.start(engine(QUERY).dataSource(source()))) {
      application.token("new", OTHER).statusCode(401);
      register("new", named("new", "other.example"));
      application.token("new", OTHER).statusCode(200).body(is("new"));

      database.run("delete from clients where client_id = 'new'");
      await().untilAsserted(() -> application.token("new", OTHER).statusCode(401));
    }
  }

  @Test
  @ExpectedLog("reason=client-registration-invalid")
  void unusableRegistrationRejectsItsClient() throws Exception {
    register("null", null);
    register("other", named("svc", "svc.example"));
    register("array", "[]");
    register(
        "nameless",
        "{\"client_id\": \"nameless\", \"token_endpoint_auth_method\": \"tls_client_auth\"}");
    register("twice", named("twice", "svc.example"));
    register("twice", named("twice", "svc.example"));
    ProxyMtls.Builder passing = engine(QUERY).set("proxymtls.binding.other-methods", "pass");
    try (Application application = Application.start(passing.dataSource(source()))) {
      for (String id : new String[] {"null", "other", "array", "nameless", "twice"}) {
        application.token(id, CLIENT).statusCode(401).body("error", is("invalid_client"));
      }
      application.token("nobody", CLIENT).statusCode(200).body(is("null"));
    }
  }

  @Test
  @ExpectedLog("reason=client-registry-unavailable")
  void slowOrFailedQueryIs503() throws Exception {
    String slow = QUERY + " and pg_sleep(600) is not null";
    try (Application application = Application.start(engine(slow).dataSource(source()))) {
      application
          .token("svc", CLIENT)
          .statusCode(503)
          .header("Retry-After", is("5"))
          .body("code", is("client-registry-unavailable"));
      assertThat(sleepers()).as("the query was cancelled").isZero();
    }
    String wrong = QUERY.replace("clients", "nowhere");
    try (Application application = Application.start(engine(wrong).dataSource(source()))) {
      application.token("svc", CLIENT).statusCode(503);
    }
  }

  @Test
  @ExpectedLog("reason=client-registry-unavailable")
  void unavailableDatabaseIsNeverAnAcceptance() throws Exception {
    try (Application application = Application.start(engine(QUERY).dataSource(source()))) {
      application.token("svc", CLIENT).statusCode(200);
      database.stop();
      try {
        await().untilAsserted(() -> application.token("svc", CLIENT).statusCode(503));
        for (String id : new String[] {"svc", "own", "nobody"}) {
          application.token(id, CLIENT).statusCode(503);
        }
      } finally {
        database.start();
      }
      await().untilAsserted(() -> application.token("svc", CLIENT).statusCode(200));
    }
  }

  /**
   * The usual set-up: the server declares the data source, and the filter's configuration has its
   * name.
   */
  @Test
  void findsTheDataSourceOfTomcatByItsName() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.enableNaming();
    Context context = tomcat.addContext("", folder.toString());
    context.getNamingResources().addResource(resource());
    Map<String, String> parameters = new HashMap<>(parameters(QUERY));
    parameters.put("proxymtls.binding.jdbc.data-source", "jdbc/clients");
    ByInitParameters.declare(context, parameters);
    Tomcat.addServlet(context, "token", new TokenServlet());
    context.addServletMapping("/*", "token");
    tomcat.start();
    try {
      int port = tomcat.getConnector().getLocalPort();
      Application.token(port, "svc", CLIENT).statusCode(200).body(is("svc"));
      Application.token(port, "svc", OTHER).statusCode(401);
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private static ContextResource resource() {
    ContextResource resource = new ContextResource();
    resource.setName("jdbc/clients");
    resource.setType(PGSimpleDataSource.class.getName());
    resource.setProperty("factory", PGObjectFactory.class.getName());
    database.properties().forEach(resource::setProperty);
    return resource;
  }

  private static PGSimpleDataSource source() {
    return database.dataSource();
  }

  private static String named(String id, String dns) {
    return """
    {"client_id": "%s", "token_endpoint_auth_method": "tls_client_auth",
     "tls_client_auth_san_dns": "%s"}
    """
        .formatted(id, dns);
  }

  private static void register(String id, String metadata) throws SQLException {
    try (var connection = source().getConnection();
        var insert = connection.prepareStatement("insert into clients values (?, ?::jsonb)")) {
      insert.setString(1, id);
      insert.setString(2, metadata);
      insert.execute();
    }
  }

  private static int sleepers() throws SQLException {
    String sql =
        "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%'"
            + " and state = 'active' and pid <> pg_backend_pid()";
    try (var connection = source().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static ProxyMtls.Builder engine(String query) throws IOException {
    ProxyMtls.Builder builder = ProxyMtls.builder();
    parameters(query).forEach(builder::set);
    return builder;
  }

  private static Map<String, String> parameters(String query) throws IOException {
    String hash = BcryptPassword.hash(PASSWORD.getBytes(StandardCharsets.UTF_8), BCRYPT_COST);
    Path users = Files.writeString(folder.resolve("users"), "edge:" + hash + "\n");
    Path anchors = Files.writeString(folder.resolve("client-ca.pem"), ROOT.pem());
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("proxymtls.format", "rfc9440");
    parameters.put("proxymtls.proxy.authentication", "basic");
    parameters.put("proxymtls.proxy.basic.users-file", users.toString());
    parameters.put("proxymtls.client.trust-anchors", anchors.toString());
    parameters.put("proxymtls.client.self-signed", "pinned");
    parameters.put("proxymtls.binding.client-authentication", "/token");
    parameters.put("proxymtls.binding.jdbc.query", query);
    parameters.put("proxymtls.binding.registry.time-to-live", "1s");
    parameters.put("proxymtls.binding.registry.negative-time-to-live", "0");
    return parameters;
  }

  /** The filter in front of a token endpoint, in Jetty. */
  private record Application(Server server, ProxyMtls engine) implements AutoCloseable {

    static Application start(ProxyMtls.Builder builder) throws Exception {
      ProxyMtls engine = builder.build();
      Server server = new Server();
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler();
      FilterHolder filter = new FilterHolder(new ProxyMtlsFilter(engine));
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
      context.addServlet(new ServletHolder(new TokenServlet()), "/*");
      server.setHandler(context);
      server.start();
      return new Application(server, engine);
    }

    ValidatableResponse token(String clientId, Pki.Held held) {
      return token(((ServerConnector) server.getConnectors()[0]).getLocalPort(), clientId, held);
    }

    static ValidatableResponse token(int port, String clientId, Pki.Held held) {
      String credential =
          Base64.getEncoder().encodeToString(("edge:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
      return given()
          .baseUri("http://127.0.0.1")
          .port(port)
          .header("Proxy-Authorization", "Basic " + credential)
          .header(Format.RFC9440.header(), Format.RFC9440.of(held))
          .contentType("application/x-www-form-urlencoded; charset=UTF-8")
          .formParam("grant_type", "client_credentials")
          .formParam("client_id", clientId)
          .post("/token")
          .then();
    }

    @Override
    public void close() throws Exception {
      server.stop();
      engine.close();
    }
  }

  /** Answers with the client id. */
  private static final class TokenServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
      response.setContentType("text/plain");
      response.getWriter().write(client == null ? "nobody" : String.valueOf(client.clientId()));
    }
  }
}
