package io.github.proxymtls.it.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PKITLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.SelfSignedTLSClientAuthentication;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.github.proxymtls.it.Sites;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.samples.site.TlsClient;
import io.github.proxymtls.testing.Pki;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootVersion;

/** The tests that hold for Spring Boot applications behind every proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@AllowedLog({"code=container-header-limit", "appears to have started a thread named [task-"})
abstract class SpringContract {

  private static final String INVALID = "Bearer error=\"invalid_token\"";
  private static final RawRequest ACCOUNTS = RawRequest.get("/accounts");
  private static final RawRequest API_ACCOUNTS = RawRequest.get("/api/accounts");

  private final ProxyKind kind;
  private Site site;
  private Bank bank;

  SpringContract(ProxyKind kind) {
    this.kind = kind;
  }

  /** Skips or fails the class if the proxy is missing. */
  @BeforeAll
  void openTheBank() throws Exception {
    bank = Bank.open(Sites.start(SiteSettings.of(kind), SiteCertificates.create(Instant.now())));
    site = bank.site();
  }

  @AfterAll
  void closeTheBank() throws Exception {
    if (bank != null) {
      bank.close();
    }
  }

  /** The clients of the authorization server. */
  enum Client {
    /** Below an intermediate authority. */
    LEDGER(Listener.VERIFIED),
    /**
     * Directly below the root: Spring Authorization Server would treat a chain of only its leaf as
     * self-signed.
     */
    TELLER(Listener.VERIFIED),
    /** Self-signed. */
    KIOSK(Listener.ANY_CERTIFICATE);

    private final Listener listener;

    Client(Listener listener) {
      this.listener = listener;
    }

    private Pki.Held held(Bank bank) {
      return switch (this) {
        case LEDGER -> bank.site().certificates().ledger();
        case TELLER -> bank.teller();
        case KIOSK -> bank.site().certificates().kiosk();
      };
    }

    private ClientAuthentication authentication(SSLSocketFactory tls) {
      ClientID id = new ClientID(name().toLowerCase(Locale.ROOT));
      return this == KIOSK
          ? new SelfSignedTLSClientAuthentication(id, tls)
          : new PKITLSClientAuthentication(id, tls);
    }
  }

  @Test
  void applicationsRunTheSpringBootThatTheBuildNames() {
    assertThat(SpringBootVersion.getVersion())
        .isEqualTo(System.getProperty("spring-boot-on-class-path"));
  }

  @ParameterizedTest
  @EnumSource
  void registeredClientGetsATokenBoundToItsCertificate(Client client) throws Exception {
    SignedJWT token = SignedJWT.parse(token(client));

    assertThat(token.getJWTClaimsSet().getSubject()).isEqualToIgnoringCase(client.name());
    assertThat(token.getJWTClaimsSet().getJSONObjectClaim("cnf"))
        .isEqualTo(Map.of("x5t#S256", client.held(bank).thumbprint()));
  }

  @ParameterizedTest
  @EnumSource(names = "KIOSK", mode = EnumSource.Mode.EXCLUDE)
  void resourceServerAcceptsATokenWithItsCertificate(Client client) throws Exception {
    Answer answer = resource(client.listener, client.held(bank), ACCOUNTS, token(client));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualToIgnoringCase(client.name());
  }

  @Test
  void resourceServerRejectsATokenWithAnotherCertificate() throws Exception {
    Pki.Held reports = site.certificates().reports();
    Answer answer = resource(Listener.VERIFIED, reports, ACCOUNTS, token(Client.LEDGER));

    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.values("WWW-Authenticate"))
        .singleElement()
        .asString()
        .startsWith(INVALID + ", error_description=");
  }

  @ParameterizedTest
  @EnumSource
  void acceptsTheRightCertificateIfTheFilterComparesToo(Client client) throws Exception {
    Answer answer = resource(client.listener, client.held(bank), API_ACCOUNTS, token(client));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualToIgnoringCase(client.name());
  }

  @ParameterizedTest
  @EnumSource
  @AllowedLog("reason=token-mismatch")
  void rejectsAnotherCertificateIfTheFilterComparesToo(Client client) throws Exception {
    for (Pki.Held other :
        new Pki.Held[] {site.certificates().reports(), site.certificates().unregistered()}) {
      Answer answer = resource(Listener.ANY_CERTIFICATE, other, API_ACCOUNTS, token(client));

      assertThat(answer.status()).as(answer.body()).isEqualTo(401);
      assertThat(answer.values("WWW-Authenticate")).containsExactly(INVALID);
    }
  }

  @ParameterizedTest
  @EnumSource
  @AllowedLog({"reason=client-mismatch", "reason=certificate-not-pinned"})
  void anotherClientGetsNoToken(Client client) throws Exception {
    for (Pki.Held other :
        new Pki.Held[] {site.certificates().reports(), site.certificates().unregistered()}) {
      TokenResponse refused = request(client, Listener.ANY_CERTIFICATE, other);

      assertThat(refused.indicatesSuccess()).isFalse();
      assertThat(refused.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_client");
      assertThat(refused.toErrorResponse().getErrorObject().getHTTPStatusCode()).isEqualTo(401);
    }
  }

  @Test
  @AllowedLog("reason=certificate-required")
  void requestWithoutACertificateIsRejected() throws Exception {
    RawRequest token = tokenRequest("ledger");
    Answer refused = send(bank.authorization().port(Listener.ANY_CERTIFICATE), null, token);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).contains("invalid_client");
    assertThat(resource(Listener.ANY_CERTIFICATE, null, ACCOUNTS, token(Client.LEDGER)).status())
        .isEqualTo(403);
    assertThat(
            resource(Listener.ANY_CERTIFICATE, null, API_ACCOUNTS, token(Client.LEDGER)).status())
        .isEqualTo(401);
    assertThat(isServed(bank.authorization().port(Listener.VERIFIED), token)).isFalse();
    assertThat(isServed(bank.resources().port(Listener.VERIFIED), ACCOUNTS)).isFalse();
  }

  @Test
  @AllowedLog({
    "reason=proxy-credential-missing",
    "reason=proxy-credential-wrong",
    "reason=proxy-certificate-missing"
  })
  void rejectsAForgedHeaderSentDirectlyToTheApplication() throws Exception {
    String bearer = token(Client.LEDGER);
    assertForgeryRefused(bank.authorization(), tokenRequest("ledger"));
    for (RawRequest request : new RawRequest[] {ACCOUNTS, API_ACCOUNTS}) {
      assertForgeryRefused(bank.resources(), request.header("Authorization", "Bearer " + bearer));
    }
    assertForgeryRefused(bank.x509(), RawRequest.get("/me"));
  }

  @Test
  void forgedHeaderThroughTheProxyImpersonatesNobody() throws Exception {
    RawRequest forged = forged(RawRequest.get("/me"));
    Answer answer = send(bank.x509().port(Listener.VERIFIED), bank.teller(), forged);

    assertThat(answer.body()).isEqualTo("teller");
  }

  @Test
  void x509FindsTheUserOfTheCertificate() throws Exception {
    RawRequest me = RawRequest.get("/me");
    int port = bank.x509().port(Listener.VERIFIED);

    assertThat(send(port, site.certificates().ledger(), me).body()).isEqualTo("ledger");
    assertThat(send(port, bank.teller(), me).body()).isEqualTo("teller");
    assertThat(send(port, site.certificates().reports(), me).status()).isEqualTo(403);
  }

  @Test
  void userIsTheSameInEveryDispatch() throws Exception {
    int port = bank.x509().port(Listener.VERIFIED);
    Answer later = send(port, bank.teller(), RawRequest.get("/later"));
    Answer error = send(port, bank.teller(), RawRequest.get("/no-such-page"));

    assertThat(later.body()).isEqualTo("teller");
    assertThat(error.status()).as("an error page has to be authenticated as well").isEqualTo(404);
  }

  @Test
  void applicationSeesNoHeaderOfTheFilter() throws Exception {
    int port = bank.x509().port(Listener.VERIFIED);
    String seen = send(port, bank.teller(), RawRequest.get("/headers")).body();

    assertThat(seen.toLowerCase(Locale.ROOT))
        .contains("host")
        .doesNotContain(kind.credentialHeader().toLowerCase(Locale.ROOT))
        .doesNotContain(kind.headers(bank.teller().certificate()).keySet());
  }

  @Test
  void chainEndsWithItsAnchor() throws Exception {
    RawRequest chain = RawRequest.get("/chain");
    int port = bank.x509().port(Listener.VERIFIED);

    assertThat(send(port, bank.teller(), chain).body())
        .isEqualTo("[\"CN=teller,O=Example Bank,C=XX\",\"CN=Example Client Root\"]");
    assertThat(send(port, site.certificates().ledger(), chain).body())
        .isEqualTo(
            "[\"CN=ledger,O=Example Bank,C=XX\",\"CN=Example Client Issuing CA\","
                + "\"CN=Example Client Root\"]");
  }

  private String token(Client client) throws Exception {
    TokenResponse response = request(client, client.listener, client.held(bank));
    assertThat(response.indicatesSuccess())
        .as(() -> response.toErrorResponse().toJSONObject().toString())
        .isTrue();
    return response.toSuccessResponse().getTokens().getAccessToken().getValue();
  }

  /** Requests a token as an application with the SDK does. */
  private TokenResponse request(Client client, Listener listener, Pki.Held held) throws Exception {
    SSLSocketFactory tls =
        TlsClient.of(site.certificates().serverRoot().certificate(), held).socketFactory();
    URI endpoint =
        URI.create("https://localhost:" + bank.authorization().port(listener) + "/oauth2/token");
    TokenRequest request =
        new TokenRequest.Builder(endpoint, client.authentication(tls), new ClientCredentialsGrant())
            .scope(new Scope("accounts"))
            .build();
    return TokenResponse.parse(request.toHTTPRequest().send());
  }

  private static RawRequest tokenRequest(String clientId) {
    return RawRequest.form("/oauth2/token", "grant_type=client_credentials&client_id=" + clientId);
  }

  private Answer resource(Listener listener, Pki.Held held, RawRequest request, String token)
      throws Exception {
    return send(
        bank.resources().port(listener), held, request.header("Authorization", "Bearer " + token));
  }

  private void assertForgeryRefused(Bank.Branch branch, RawRequest request) throws Exception {
    RawRequest forged = forged(request);
    RawRequest guessed = forged.header(kind.credentialHeader(), "Basic ZWRnZS0xOmd1ZXNz");
    for (Pki.Held peer : new Pki.Held[] {null, site.certificates().proxy()}) {
      for (RawRequest attempt : new RawRequest[] {forged, guessed}) {
        Answer answer = send(branch.directPort(), peer, attempt);
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("proxy-not-trusted");
      }
    }
  }

  private RawRequest forged(RawRequest request) {
    RawRequest forged = request;
    for (var header : kind.headers(site.certificates().ledger().certificate()).entrySet()) {
      forged = forged.header(header.getKey(), header.getValue());
    }
    return forged;
  }

  private boolean isServed(int port, RawRequest request) throws Exception {
    Reply reply = site.send(port, null, request);
    return reply instanceof Answer answer && answer.status() != 400;
  }

  private Answer send(int port, Pki.Held held, RawRequest request) throws Exception {
    Reply reply = site.send(port, held, request);
    assertThat(reply).isInstanceOf(Answer.class);
    return (Answer) Objects.requireNonNull(reply);
  }
}
