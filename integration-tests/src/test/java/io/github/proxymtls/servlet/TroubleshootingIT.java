package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.CommandLineRun;
import io.github.proxymtls.testing.Pki;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.authenticator.NonLoginAuthenticator;
import org.apache.catalina.authenticator.SSLAuthenticator;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/**
 * Makes each mistake of {@code filter/docs/troubleshooting.md} at the real proxy or application,
 * and compares the line of the log and the output of {@code doctor} with the page. {@link
 * TroubleshootingStartIT} makes those that end at the start of an application.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleshootingIT {

  private static final String OFF = "proxymtls.client.revocation.methods=off\n";

  private Path folder;
  private Fixture fixture;
  private ProxyMtls engine;
  private ProxyMtls haproxyEngine;
  private Container.Running application;
  private Container.Running behindHaproxy;
  private Tomcat tomcat;
  private List<String> linesOfTomcat;
  private CapturingServer capture;
  private MistakenProxies proxies;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    fixture = new Fixture(folder);
    engine = nginxEngine().build();
    haproxyEngine = fixture.engine().set("proxymtls.format", "haproxy").build();
    application = Container.UNDERTOW.start(WebApp.behind(engine).on("/*", View::write));
    behindHaproxy = Container.UNDERTOW.start(WebApp.behind(haproxyEngine).on("/*", View::write));
    try (LogCapture log = LogCapture.open()) {
      tomcat = tomcat();
      linesOfTomcat = log.lines();
    }
    capture = new CapturingServer();
    proxies =
        new MistakenProxies(
            fixture,
            folder,
            new MistakenProxies.Applications(tomcatPort(), behindHaproxy.port(), capture.port()));
  }

  @AfterAll
  void stop() throws Exception {
    proxies.close();
    capture.close();
    tomcat.stop();
    tomcat.destroy();
    behindHaproxy.close();
    application.close();
    haproxyEngine.close();
    engine.close();
  }

  @Test
  void pageHasTwentyMistakes() throws IOException {
    assertThat(TroubleshootingPage.rows()).isEqualTo(20);
  }

  @AllowedLog("rejected reason=")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void lineNamesTheMistakeAtNginx(int mistake) throws Exception {
    assertLine(mistake, mistaken(mistake).tls(fixture.client), proxies.nginxProxy());
  }

  @AllowedLog("rejected reason=")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 8})
  void lineNamesTheMistakeAtHaproxy(int mistake) throws Exception {
    assertLine(mistake, mistaken(mistake).tls(clientOf(mistake)), proxies.haproxyProxy());
  }

  private Pki.Held clientOf(int mistake) {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    return switch (mistake) {
      case 5 -> fixture.root.intermediate("Issuing").client("svc").issue();
      case 6 ->
          fixture.root.client("svc").validity(tomorrow, tomorrow.plus(Duration.ofDays(1))).issue();
      case 8 -> Pki.create().root("Example Root").client("svc").issue();
      default -> fixture.client;
    };
  }

  @AllowedLog("rejected reason=")
  @Test
  void lineNamesTheMistakeIfTheProxyIsBypassed() throws Exception {
    assertLine(9, Wire.get("/"), application);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10})
  void doctorNamesTheMistakeInTheRequestThatNginxSends(int mistake) throws Exception {
    Wire.get("/capture" + mistake)
        .tls(mistake == 10 ? clientWithManyNames() : fixture.client)
        .to(proxies.nginxProxy());

    assertDoctor(mistake, fixture.file("request.txt", capture.next()), "--config", config());
  }

  @Test
  void doctorNamesTheMistakeInTheRequestThatBypassesTheProxy() throws Exception {
    Wire.get("/").to(MistakenProxies.at(capture.port()));

    assertDoctor(9, fixture.file("request.txt", capture.next()), "--config", config());
  }

  @Test
  void doctorNamesTheMistakeInTheCredential() throws Exception {
    String credential = fixture.file("credential", "edge-1:wrong\n");

    assertDoctor(2, config(), "--credential-file", credential);
  }

  @Test
  void doctorNamesTheMistakeInTheHeader() throws Exception {
    Wire.get("/capture3").tls(fixture.client).to(proxies.nginxProxy());
    String request = capture.next();
    String value = request.replaceFirst("(?s).*ssl-client-cert: (.*?)\r\n(?! ).*", "$1");

    InputStream standardInput = System.in;
    System.setIn(new ByteArrayInputStream(value.getBytes(StandardCharsets.ISO_8859_1)));
    try {
      assertDoctor(3, "--format", "nginx");
    } finally {
      System.setIn(standardInput);
    }
  }

  @ParameterizedTest
  @CsvSource({"5,''", "6,''", "8,''", "11,'proxymtls.client.allow.subject-dn.1=O=Acme,CN=svc'"})
  void doctorNamesTheMistakeInTheCertificate(int mistake, String key) throws Exception {
    String certificate = fixture.file("client.pem", clientOf(mistake).certificatePem());

    assertDoctor(mistake, certificate, "--config", config(OFF, key));
  }

  /** Also says that the name which Java prints is not a mistake any more. */
  @AllowedLog({"rejected reason=", "code=subject-dn-reversed"})
  @Test
  void lineNamesTheMistakeInAConfiguredName() throws Exception {
    String key = "proxymtls.client.allow.subject-dn.1";
    try (ProxyMtls other = nginxEngine().set(key, "O=Acme,CN=svc").build();
        Container.Running server =
            Container.UNDERTOW.start(WebApp.behind(other).on("/*", View::write))) {
      assertLine(11, forwarded(fixture.client), server);
    }
    try (ProxyMtls other = nginxEngine().set(key, "CN=svc, O=Acme").build();
        Container.Running server =
            Container.UNDERTOW.start(WebApp.behind(other).on("/*", View::write))) {
      assertThat(forwarded(fixture.client).to(server).status()).isEqualTo(200);
      assertThat(TroubleshootingPage.withoutLine(12)).contains("accepted");
    }
  }

  /** An expired CRL, and one of another CA. */
  @AllowedLog({"reason=revocation-unavailable", "code=expire", "code=crl-missing"})
  @ParameterizedTest
  @ValueSource(ints = {7, 17})
  void linesAtTheStartAndAtTheRequestNameTheMistakeInACrl(int mistake) throws Exception {
    Instant past = Instant.now().minus(Duration.ofDays(2));
    String crl =
        mistake == 7
            ? fixture.root.crl().thisUpdate(past).nextUpdate(past.plusSeconds(60)).pem()
            : fixture.services.crl().pem();
    String file = fixture.file("clients.crl", crl);
    List<String> said = new ArrayList<>();
    try (LogCapture log = LogCapture.open("io.github.proxymtls");
        ProxyMtls other =
            nginxEngine()
                .set("proxymtls.client.revocation.methods", "crl")
                .set("proxymtls.client.revocation.crls", file)
                .build();
        Container.Running server =
            Container.UNDERTOW.start(WebApp.behind(other).on("/*", View::write))) {
      assertThat(forwarded(fixture.client).to(server).status()).isEqualTo(503);
      said.addAll(log.lines());
    }

    assertSaid(said, TroubleshootingPage.line(mistake));
    assertDoctor(
        mistake,
        config(
            "proxymtls.client.revocation.methods=crl\n",
            "proxymtls.client.revocation.crls=" + file));
  }

  @AllowedLog("Error parsing HTTP request header")
  @Test
  void containerRejectsLongHeadersBeforeTheFilter() throws Exception {
    Pki.Held client = clientWithManyNames();
    try (LogCapture log = LogCapture.open()) {
      Wire.Reply reply = mistaken(10).tls(client).to(proxies.nginxProxy());

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.headers()).doesNotContainKey("X-Request-Id");
      assertThat(log.lines()).isEmpty();
    }
    assertSaid(linesOfTomcat, TroubleshootingPage.line(10));
    CommandLineRun probe =
        CommandLineRun.of(
            "doctor",
            "probe",
            "--url",
            "https://localhost:" + proxies.nginxProxy().port() + "/mistake10",
            "--config",
            config(),
            "--cert",
            fixture.file("many.pem", client.certificatePem()),
            "--key",
            fixture.file("many.key", MistakenProxies.key(client)),
            "--server-ca",
            folder.resolve("root.pem").toString());
    assertThat(probe.out()).contains(TroubleshootingPage.doctor(10).subList(1, 2));
    CommandLineRun examined =
        CommandLineRun.of("doctor", "config", config(), "--container", "tomcat");
    assertThat(examined.out()).contains("tomcat by default rejects more than 8192 bytes");
  }

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "startup failed due to previous errors"
  })
  @ParameterizedTest
  @ValueSource(strings = {"CLIENT-CERT", "CONFIDENTIAL"})
  void startFailsIfWebXmlAsksForTls(String what) throws Exception {
    Tomcat server = new Tomcat();
    server.setBaseDir(folder.toString());
    server.setPort(0);
    server.getConnector().setProperty("address", "127.0.0.1");
    StartTest.ObservedStart filter = new StartTest.ObservedStart(new ProxyMtlsFilter(engine));
    Context context = context(server, filter);
    if (what.equals("CONFIDENTIAL")) {
      protect(context, what, new NonLoginAuthenticator());
    } else {
      context.setLoginConfig(new LoginConfig(what, null, null, null));
      protect(context, null, new SSLAuthenticator());
    }
    try {
      server.start();
      assertThat(filter.failure).isNotNull();
      assertSaid(List.of(filter.failure.getMessage()), TroubleshootingPage.line(14));
    } finally {
      server.stop();
      server.destroy();
    }
  }

  @AllowedLog("rejected reason=")
  @Test
  void lineNamesTheSessionOfAnotherCertificate() throws Exception {
    Pki.Held renewed = fixture.root.client("svc").subject("CN=svc-2,O=Acme").issue();
    try (Container.Running server =
        Container.UNDERTOW.start(
            WebApp.behind(engine).on("/*", (request, response) -> request.getSession()))) {
      String cookie = forwarded(fixture.client).to(server).header("Set-Cookie").split(";", -1)[0];

      assertLine(15, forwarded(renewed).header("Cookie", cookie), server);
    }
  }

  @AllowedLog({"rejected reason=", "is mapped to []"})
  @Test
  void lineNamesTheTestSupportToMockMvc() throws Exception {
    try (LogCapture log = LogCapture.open()) {
      MockMvcBuilders.standaloneSetup(new Object())
          .addFilter(
              new ProxyMtlsFilter(engine),
              "proxymtls",
              Map.of(),
              EnumSet.allOf(DispatcherType.class),
              "/*")
          .build()
          .perform(get("/"))
          .andExpect(status().isForbidden());

      assertThat(log.lines()).last().asString().contains(TroubleshootingPage.line(19));
    }
  }

  /** The user gets a second line, then a line with another password; the proxy keeps the first. */
  @AllowedLog({"event=reload-failed", "reason=proxy-credential-wrong"})
  @Test
  void linesNameTheMistakeInARotatedPassword() throws Exception {
    String config = config(OFF, "proxymtls.reload-interval=1s");
    Path users = folder.resolve("users");
    String next = newUsersLine();
    List<String> said = new ArrayList<>();
    try (LogCapture log = LogCapture.open("io.github.proxymtls");
        ProxyMtls other = ProxyMtls.builder().set("proxymtls.config", config).build();
        Container.Running server =
            Container.UNDERTOW.start(WebApp.behind(other).on("/*", View::write))) {
      Files.writeString(users, Files.readString(users) + next);
      assertDoctor(20, config);
      await(() -> log.lines().stream().anyMatch(line -> line.contains("event=reload-failed")));
      Files.writeString(users, next);
      await(() -> forwarded(fixture.client).to(server).status() == 403);
      said.addAll(log.lines());
    }

    assertSaid(said, TroubleshootingPage.line(20));
  }

  private String newUsersLine() {
    String credential = folder.resolve("next").toString();
    return CommandLineRun.of(
            "hash-password", "--random", "--user", "edge-1", "--credential-file", credential)
        .out();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
  }

  private static void assertLine(int mistake, Wire request, Container.Running server)
      throws Exception {
    try (LogCapture log = LogCapture.open()) {
      Wire.Reply reply = request.to(server);

      assertThat(log.lines()).as(reply.body()).hasSize(1);
      assertThat(log.lines().get(0))
          .contains("id=\"" + reply.header("X-Request-Id") + "\"")
          .contains(TroubleshootingPage.line(mistake));
    }
  }

  private static void assertSaid(List<String> lines, List<String> fragments) {
    assertThat(fragments)
        .allSatisfy(
            fragment -> assertThat(lines).anySatisfy(line -> assertThat(line).contains(fragment)));
  }

  /** Runs the command that the page names. */
  private static void assertDoctor(int mistake, String... arguments) throws IOException {
    List<String> page = TroubleshootingPage.doctor(mistake);
    List<String> command = new ArrayList<>(List.of("doctor", page.get(0)));
    command.addAll(Arrays.asList(arguments));
    CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));

    assertThat(run.out()).as(run.err()).contains(page.subList(1, page.size()));
    assertThat(run.out()).doesNotContain(Fixture.SECRET);
  }

  private static Wire mistaken(int mistake) {
    return Wire.get("/mistake" + mistake);
  }

  private ProxyMtls.Builder nginxEngine() {
    return fixture.engine().set("proxymtls.format", "nginx");
  }

  /** Writes the properties of the application behind NGINX. */
  private String config(String... more) {
    fixture.file("users", "edge-1:" + Fixture.HASH + "\n");
    return fixture.file(
        "proxymtls.properties",
        """
        proxymtls.format=nginx
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=users
        proxymtls.client.trust-anchors=root.pem
        """
            + String.join("", more));
  }

  private Pki.Held clientWithManyNames() {
    var client = fixture.root.client("svc");
    for (int i = 0; i < 100; i++) {
      client.dns("a-very-long-name-of-a-client-with-the-number-" + i + ".svc.example");
    }
    return client.issue();
  }

  /** Undertow refuses a header of several lines, as NGINX sends one for mistake 3. */
  private Tomcat tomcat() throws Exception {
    Tomcat server = new Tomcat();
    server.setBaseDir(folder.toString());
    server.setPort(0);
    server.getConnector().setProperty("address", "127.0.0.1");
    context(server, new ProxyMtlsFilter(engine));
    server.start();
    return server;
  }

  private static Context context(Tomcat server, Filter application) {
    Context context = server.addContext("", null);
    FilterDef filter = new FilterDef();
    filter.setFilterName("proxymtls");
    filter.setFilter(application);
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("proxymtls");
    mapping.addURLPattern("/*");
    context.addFilterMap(mapping);
    Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
        .addMapping("/");
    return context;
  }

  private static void protect(Context context, String guarantee, Valve authenticator) {
    SecurityConstraint everything = new SecurityConstraint();
    SecurityCollection paths = new SecurityCollection();
    paths.addPattern("/*");
    everything.addCollection(paths);
    if (guarantee == null) {
      everything.addAuthRole("**");
    } else {
      everything.setUserConstraint(guarantee);
    }
    context.addConstraint(everything);
    context.getPipeline().addValve(authenticator);
  }

  private int tomcatPort() {
    return tomcat.getConnector().getLocalPort();
  }

  private static Wire forwarded(Pki.Held client) {
    return forwarded("/", client);
  }

  private static Wire forwarded(String path, Pki.Held client) {
    String pem = URLEncoder.encode(client.certificatePem(), StandardCharsets.US_ASCII);
    return Fixture.credential(Wire.get(path))
        .header("ssl-client-cert", pem.replace("+", "%20"))
        .header("ssl-client-verify", "SUCCESS");
  }
}
