package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.site.Authentication;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that hold behind every proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  /** Rows about an authentication of the proxy that this configuration does not use. */
  private static final Set<String> ABOUT_THE_CREDENTIAL =
      Set.of(
          "a proxy without its credential",
          "a proxy with a wrong password",
          "the same with the proxy's certificate, no credential");

  private static final Set<String> ABOUT_THE_CERTIFICATE =
      Set.of("a proxy with another proxy's certificate");

  private static final Set<String> ABOUT_EITHER =
      Set.of("forged headers directly to the application");

  private final ProxyKind kind;
  final Sites sites = new Sites();

  ProxyContract(ProxyKind kind) {
    this.kind = kind;
  }

  /** Skips or fails the class if the proxy is missing. */
  @BeforeAll
  void startTheSample() throws IOException {
    sites.of(SiteSettings.of(kind));
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  final Site site() throws IOException {
    return sites.of(SiteSettings.of(kind));
  }

  @TestFactory
  @AllowedLog({
    "reason=client-mismatch",
    "reason=token-mismatch",
    "reason=token-missing",
    "reason=certificate-required",
    "reason=certificate-not-pinned",
    "reason=certificate-expired",
    "reason=header-duplicate",
    "reason=proxy-credential-missing",
    "reason=proxy-credential-wrong",
    "reason=proxy-certificate-missing",
    "reason=proxy-certificate-name",
    "code=insecure"
  })
  Stream<DynamicContainer> everyRowOfTheDemoHolds() {
    return Stream.concat(
        Stream.of(Authentication.values()).map(proof -> demo(Container.JETTY, proof)),
        Stream.of(demo(Container.TOMCAT, Authentication.ALL)));
  }

  private DynamicContainer demo(Container container, Authentication proof) {
    return dynamicContainer(
        container + " " + proof, Stream.of(0).flatMap(once -> rows(container, proof)));
  }

  private Stream<DynamicTest> rows(Container container, Authentication proof) {
    List<DemoRow> rows;
    try {
      rows =
          DemoRow.run(sites.of(SiteSettings.of(kind).on(container).authenticatedBy(proof)), kind);
    } catch (IOException e) {
      return Stream.of(
          dynamicTest(
              "the demo runs",
              () -> {
                throw e;
              }));
    }
    Stream<DynamicTest> each =
        rows.stream()
            .map(row -> dynamicTest(row.step() + ", " + row.where(), () -> holds(row, proof)));
    return Stream.concat(
        each,
        Stream.of(dynamicTest("no row is missing", () -> assertThat(rows).hasSizeGreaterThan(20))));
  }

  private static void holds(DemoRow row, Authentication proof) {
    if (isNotAskedFor(row.step(), proof)) {
      assertThat(row.observed()).as(row.toString()).isEqualTo("200 CN=ledger");
    } else {
      assertThat(row.met()).as(row.toString()).isTrue();
    }
  }

  /** A configuration cannot detect a failed authentication that it does not use. */
  private static boolean isNotAskedFor(String step, Authentication proof) {
    boolean credential = proof != Authentication.MTLS && proof != Authentication.ADDRESS;
    boolean certificate = proof != Authentication.BASIC && proof != Authentication.ADDRESS;
    return (!credential && ABOUT_THE_CREDENTIAL.contains(step))
        || (!certificate && ABOUT_THE_CERTIFICATE.contains(step))
        || (!credential && !certificate && ABOUT_EITHER.contains(step));
  }

  /** The proxy drops it, or the proxy or the filter rejects the request; it is never accepted. */
  @ParameterizedTest
  @ValueSource(chars = {'_', '.'})
  @AllowedLog("reason=certificate-not-pinned")
  void twinOfAHeaderNeverImpersonatesAClient(char separator) throws IOException {
    for (Pki.Held client :
        List.of(site().certificates().reports(), site().certificates().kiosk())) {
      RawRequest forged = WHOAMI;
      for (var header : sent().entrySet()) {
        forged = forged.header(header.getKey().replace('-', separator), header.getValue());
      }
      assertNobodyElse(client, forged);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy-authorization",
        "Proxy_Authorization",
        "close, Proxy-Authorization, Ssl-Client-Cert, Ssl-Client-Verify, X-Forwarded-Client-Cert",
        "keep-alive, ssl_client_cert, x_forwarded_client_cert"
      })
  void connectionHeaderCannotRemoveTheHeadersOfTheProxy(String names) throws IOException {
    String own = kind.credentialHeader() + ", " + String.join(", ", sent().keySet());
    RawRequest named = WHOAMI.header("Connection", names + ", " + own + ", close");
    assertRecognised(
        site().send(Listener.VERIFIED, site().certificates().reports(), named),
        site().certificates().reports());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ZWRnZS0xOmd1ZXNz", "Basic !", "", "Bearer x"})
  void replacesProxyAuthorizationOfTheClient(String value) throws IOException {
    RawRequest own = WHOAMI;
    for (String header : new TreeSet<>(List.of("Proxy-Authorization", kind.credentialHeader()))) {
      own = own.header(header, value).header(header, "x");
    }
    assertRecognised(
        site().send(Listener.VERIFIED, site().certificates().reports(), own),
        site().certificates().reports());
  }

  @ParameterizedTest
  @EnumSource(Listener.class)
  void applicationSeesTheClientOfEveryListener(Listener listener) throws IOException {
    for (Pki.Held client :
        List.of(site().certificates().ledger(), site().certificates().reports())) {
      assertRecognised(site().send(listener, client, WHOAMI), client);
    }
  }

  @Test
  void applicationSeesNoHeaderOfTheFilter() throws IOException {
    Answer answer = answer(site().send(Listener.VERIFIED, site().certificates().ledger(), WHOAMI));
    assertThat(Whoami.members(answer.body()).get("headers"))
        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
        .contains("host")
        .doesNotContain("proxy-authorization", kind.credentialHeader().toLowerCase(Locale.ROOT))
        .doesNotContainAnyElementsOf(sent().keySet());
  }

  /** The filter hides only the headers of the format; the proxy removes all of them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void applicationSeesNoCompanionHeaderOfAClient(boolean lowerCase) throws IOException {
    for (Preset preset : Preset.all()) {
      RawRequest forged = WHOAMI;
      for (String companion : preset.companions()) {
        // Some proxies reject every name with an underscore.
        String name = companion.replace('_', '-');
        String sent = lowerCase ? name.toLowerCase(Locale.ROOT) : name.toUpperCase(Locale.ROOT);
        forged = forged.header(sent, "CN=ledger").header(sent, "CN=ledger");
      }
      assertThat(headersSeen(forged))
          .as(preset.format().name())
          .contains("host")
          .noneMatch(name -> name.contains("cert") || name.contains("ssl"));
    }
  }

  /** Some proxies reject such a request; the others and the filter remove the header. */
  @ParameterizedTest
  @ValueSource(chars = {'_', '.'})
  void applicationSeesNoTwinOfACompanionHeader(char separator) throws IOException {
    for (String name : kind.companions()) {
      String twin = name.replace('-', separator);
      Answer answer =
          answer(
              site()
                  .send(
                      Listener.VERIFIED,
                      site().certificates().reports(),
                      WHOAMI.header(twin, "CN=ledger")));
      assertThat(answer.status()).as(twin).isIn(200, 400);
      assertThat(answer.body()).as(twin).doesNotContainIgnoringCase(twin);
    }
  }

  /** The content of a tunnel would bypass all rules of the proxy. */
  @Test
  void applicationReceivesNoUpgrade() throws IOException {
    assertThat(headersOfUpgrade())
        .contains("host")
        .doesNotContain("upgrade", "http2-settings", "early-data");
  }

  @Test
  @AllowedLog("reason=token-mismatch")
  void tokenIsBoundToTheCertificateOfItsClient() throws Exception {
    ApiClient ledger = ApiClient.of(site(), site().certificates().ledger());
    ApiClient reports = ApiClient.of(site(), site().certificates().reports());
    String token = ledger.token("ledger");
    ledger
        .resource(token)
        .statusCode(200)
        .body("clientId", nullValue())
        .body("certificate.'x5t#S256'", is(site().certificates().ledger().thumbprint()));
    reports
        .resource(token)
        .statusCode(401)
        .header("WWW-Authenticate", containsString("invalid_token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void secondConnectionOfTheSameTlsClientIsTheSameClient(String protocol) throws Exception {
    TlsSessions reports = TlsSessions.of(site(), site().certificates().reports(), protocol);
    TlsSessions ledger = TlsSessions.of(site(), site().certificates().ledger(), protocol);
    for (int connection = 0; connection < 3; connection++) {
      assertThat(Whoami.thumbprint(reports.whoami()))
          .isEqualTo(site().certificates().reports().thumbprint());
      assertThat(Whoami.thumbprint(ledger.whoami()))
          .isEqualTo(site().certificates().ledger().thumbprint());
    }
  }

  /** Returns what the application gets if a client asks for an upgrade. */
  final List<String> headersOfUpgrade() throws IOException {
    RawRequest upgrade =
        WHOAMI
            .header("Connection", "close, Upgrade, HTTP2-Settings")
            .header("Upgrade", "h2c")
            .header("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")
            .header("Early-Data", "1");
    return headersSeen(upgrade);
  }

  /** Returns the names of the headers that the application gets, in lower case. */
  private List<String> headersSeen(RawRequest request) throws IOException {
    Answer answer =
        answer(site().send(Listener.VERIFIED, site().certificates().reports(), request));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return ((List<?>) Objects.requireNonNull(Whoami.members(answer.body()).get("headers")))
        .stream().map(Object::toString).toList();
  }

  /** Returns the outcome of CONNECT to the listener itself. */
  final int statusOfConnect() throws IOException {
    String self = "localhost:" + site().proxy().port(Listener.VERIFIED);
    RawRequest connect = new RawRequest("CONNECT", self, List.of(), "");
    return answer(site().send(Listener.VERIFIED, site().certificates().reports(), connect))
        .status();
  }

  /** Returns the outcome of a client whose certificate is too large for a header. */
  final Answer answerToLargeCertificate() throws IOException {
    CertificateBuilder large = site().certificates().clientIssuing().client("large");
    for (int name = 0; name < 1200; name++) {
      large.dns("n" + name + "." + "x".repeat(40) + ".bank.example");
    }
    Pki.Held client = large.issue();
    assertThat(client.der()).hasSizeGreaterThan(60_000);
    return answer(site().send(Listener.ANY_CERTIFICATE, client, WHOAMI));
  }

  /** Returns the header that the proxy sends for ledger. */
  private Map<String, String> sent() throws IOException {
    return kind.headers(site().certificates().ledger().certificate());
  }

  private void assertNobodyElse(Pki.Held client, RawRequest request) throws IOException {
    Answer answer = answer(site().send(Listener.ANY_CERTIFICATE, client, request));
    assertThat(answer.status()).as(answer.body()).isIn(200, 400, 403);
    if (answer.status() == 200) {
      assertThat(Whoami.thumbprint(answer.body())).isEqualTo(client.thumbprint());
    }
    assertThat(answer.body()).doesNotContain(site().certificates().ledger().thumbprint());
  }
}
