package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.cache.RefusalKey;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cache of refused certificates, and of those that only a pin can accept. */
class RememberedRefusalTest extends PipelineFixture {

  private static final Pki.Held UNTRUSTED = PKI.root("Foreign").client("svc").issue();
  private static final Pki.Held SELF_MADE = PKI.selfSigned("svc").issue();

  @Test
  void remembersFinalRefusalOfHeader() throws IOException {
    Pipeline pipeline = pipeline(Map.of());
    Facts request = proxy().with(UNTRUSTED);

    assertFirst(pipeline, request, Reason.CERTIFICATE_UNTRUSTED);
    assertAgain(pipeline, request, Reason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void remembersFinalRefusalOfHandshake() throws IOException {
    Pipeline pipeline = pipeline(direct());
    List<X509Certificate> padded = new ArrayList<>(UNTRUSTED.chain());
    padded.add(ROOT.certificate());

    assertFirst(pipeline, tls(UNTRUSTED.chain()), Reason.CERTIFICATE_UNTRUSTED);
    assertAgain(pipeline, tls(UNTRUSTED.chain()), Reason.CERTIFICATE_UNTRUSTED);
    assertFirst(pipeline, tls(padded), Reason.CERTIFICATE_UNTRUSTED);
    assertAgain(pipeline, tls(padded), Reason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void remembersEveryFinalReason() throws IOException {
    Pipeline pipeline = pipeline(Map.of("client.allow.subject-dn", "CN=other"));
    assertRemembered(pipeline, ROOT.client("svc").rsa(1024).issue(), Reason.CERTIFICATE_ALGORITHM);
    assertRemembered(pipeline, ROOT.server("svc").issue(), Reason.CERTIFICATE_EXTENDED_KEY_USAGE);
    assertRemembered(pipeline, ROOT.client("svc").issue(), Reason.CERTIFICATE_NOT_ALLOWED);

    Facts malformed = proxy().with(UNTRUSTED).and("ssl-client-cert", "MIIB");
    assertFirst(pipeline, malformed, Reason.CERTIFICATE_MALFORMED);
    assertAgain(pipeline, malformed, Reason.CERTIFICATE_MALFORMED);
  }

  private static void assertRemembered(Pipeline pipeline, Pki.Held client, Reason reason) {
    assertFirst(pipeline, proxy().with(client), reason);
    assertAgain(pipeline, proxy().with(client), reason);
  }

  @Test
  void remembersRevokedCertificate() throws IOException {
    Pki.Held client = ROOT.client("svc").issue();
    String list = ROOT.crl().revoke(client).pem();
    Pipeline pipeline =
        pipeline(
            Map.of(
                "client.revocation.methods",
                "crl",
                "client.revocation.crls",
                file("root.crl", list)));

    assertRemembered(pipeline, client, Reason.CERTIFICATE_REVOKED);
  }

  @Test
  void neverRemembersDate() throws IOException {
    Pki.Held client = ROOT.client("svc").notYetValid().issue();
    Pipeline pipeline = pipeline(Map.of());
    assertFirst(pipeline, proxy().with(client), Reason.CERTIFICATE_NOT_YET_VALID);
    assertFirst(pipeline, proxy().with(client), Reason.CERTIFICATE_NOT_YET_VALID);

    clock.set(client.certificate().getNotBefore().toInstant());
    assertThat(pipeline.decide(EndpointKind.PLAIN, proxy().with(client)))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void neverRemembersLimit() throws IOException {
    Pipeline pipeline = pipeline(Map.of("limits.certificate-size", "100"));
    assertFirst(pipeline, proxy().with(UNTRUSTED), Reason.CERTIFICATE_TOO_LARGE);
    assertFirst(pipeline, proxy().with(UNTRUSTED), Reason.CERTIFICATE_TOO_LARGE);
    assertThat(caches.refused().size()).isZero();
  }

  @Test
  void decidesVerdictForEachRequestDespiteRememberedRefusal() throws IOException {
    Pipeline pipeline = pipeline(Map.of());
    Facts request = proxy().with(UNTRUSTED);
    assertFirst(pipeline, request, Reason.CERTIFICATE_UNTRUSTED);

    assertFirst(pipeline, request.without("ssl-client-verify"), Reason.VERDICT_MISSING);
    assertFirst(pipeline, request.and("ssl-client-verify", "NONE"), Reason.VERDICT_NEGATIVE);
    assertAgain(pipeline, request, Reason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void remembersRefusalForTheSameChainOnly() throws IOException {
    Pki.Authority issuing = ROOT.intermediate("Issuing");
    Pki.Held client = issuing.client("svc").issue();
    Pipeline pipeline = pipeline(direct());

    assertFirst(pipeline, tls(client.chain().subList(0, 1)), Reason.CERTIFICATE_UNTRUSTED);
    assertThat(pipeline.decide(EndpointKind.PLAIN, tls(client.chain())))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void unencodableCharacterChangesTheRefusalKey() {
    RefusalKey plain = RefusalKey.ofLines(null, "a?", List.of());
    assertThat(RefusalKey.ofLines(null, "a\ud800", List.of())).isNotEqualTo(plain);
    assertThat(RefusalKey.ofLines(null, "a\ufffd", List.of())).isNotEqualTo(plain);
    assertThat(RefusalKey.ofLines(null, "a\ud800", List.of()))
        .isNotEqualTo(RefusalKey.ofLines(null, "a\ud801", List.of()));
  }

  /** The characters of one line have the octets of the other's. */
  @Test
  void widthOfCharactersChangesTheRefusalKey() {
    assertThat(RefusalKey.ofLines(null, "\u0161", List.of()))
        .isNotEqualTo(RefusalKey.ofLines(null, "\u0001a", List.of()));
  }

  @Test
  void profileLinesAndOrderChangeTheRefusalKey() {
    List<RefusalKey> keys =
        List.of(
            RefusalKey.ofLines(null, "ab", List.of("c")),
            RefusalKey.ofLines("", "ab", List.of("c")),
            RefusalKey.ofLines("p", "ab", List.of("c")),
            RefusalKey.ofLines(null, "a", List.of("bc")),
            RefusalKey.ofLines(null, "ab", List.of("c", "")),
            RefusalKey.ofLines(null, "ab", List.of("", "c")),
            RefusalKey.ofLines(null, "abc", List.of()),
            RefusalKey.ofCertificates(List.of(new byte[] {0, 'a', 0, 'b'}, new byte[] {0, 'c'})),
            RefusalKey.ofCertificates(List.of(new byte[] {0, 'a', 0, 'b', 0, 'c'})));
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void refusedCertificatesEvictNoAcceptedOne() throws IOException {
    Pipeline pipeline = pipeline(Map.of("cache.maximum-bytes", "64KB"));
    Pki.Held client = ROOT.client("svc").issue();
    assertThat(pipeline.decide(EndpointKind.PLAIN, proxy().with(client)))
        .isInstanceOf(Decision.Accepted.class);
    for (int i = 0; i < 500; i++) {
      pipeline.decide(EndpointKind.PLAIN, proxy().with(client).and("ssl-client-cert", "MIIB" + i));
    }

    assertThat(caches.accepted().size()).isOne();
    assertThat(caches.refused().size()).isBetween(1L, 64L * 1024 / 256);
  }

  @Test
  void keepsNothingOfCertificateThatNoPinAccepted() throws IOException {
    Pipeline pipeline = pipeline(pinned());
    for (int i = 0; i < 20; i++) {
      Pki.Held other = PKI.selfSigned("svc").issue();
      assertThat(reason(pipeline, asClient(other))).isEqualTo(Reason.CLIENT_MISMATCH);
      assertThat(reason(pipeline, EndpointKind.PLAIN, tls(other.chain())))
          .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    }
    assertThat(caches.accepted().size()).isZero();
    assertThat(caches.refused().size()).isEqualTo(20);
  }

  @Test
  void keepsPinnedCertificateAfterItsRegistrationAcceptedIt() throws IOException {
    Pipeline pipeline = pipeline(pinned());
    assertThat(reason(pipeline, EndpointKind.PLAIN, tls(SELF_MADE.chain())))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    assertThat(caches.accepted().size()).isZero();

    for (int i = 0; i < 2; i++) {
      assertThat(pipeline.decide(EndpointKind.CLIENT_AUTHENTICATION, asClient(SELF_MADE)))
          .isInstanceOf(Decision.Accepted.class);
      assertThat(caches.accepted().size()).isOne();
    }
    assertThat(reason(pipeline, EndpointKind.PLAIN, tls(SELF_MADE.chain())))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  @Test
  void rejectsPinnedCertificateAfterItExpires() throws IOException {
    Pipeline pipeline = pipeline(pinned());
    Pki.Held other = PKI.selfSigned("svc").issue();
    assertThat(reason(pipeline, asClient(other))).isEqualTo(Reason.CLIENT_MISMATCH);

    clock.set(other.certificate().getNotAfter().toInstant().plusSeconds(1));
    assertThat(reason(pipeline, asClient(other))).isEqualTo(Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void remembersNothingIfTheCacheIsOff() throws IOException {
    Pipeline pipeline = pipeline(Map.of("cache.maximum-bytes", "0"));
    assertFirst(pipeline, proxy().with(UNTRUSTED), Reason.CERTIFICATE_UNTRUSTED);
    assertFirst(pipeline, proxy().with(UNTRUSTED), Reason.CERTIFICATE_UNTRUSTED);
    assertThat(caches.refused().size()).isZero();
  }

  private Map<String, String> pinned() throws IOException {
    String clients =
        """
        [{"client_id":"c","token_endpoint_auth_method":"self_signed_tls_client_auth",
          "jwks":{"keys":[{"kty":"EC","x5t#S256":"%s"}]}}]
        """
            .formatted(SELF_MADE.thumbprint());
    Map<String, String> keys = new HashMap<>(direct());
    keys.put("client.self-signed", "pinned");
    keys.put("binding.client-authentication", "/token");
    keys.put("binding.clients", file("clients.json", clients));
    return keys;
  }

  private static Facts asClient(Pki.Held client) {
    return new Facts().tls(client).form("client_id", "c");
  }

  private static void assertFirst(Pipeline pipeline, RequestFacts request, Reason reason) {
    Decision.Rejected rejected = rejected(pipeline, EndpointKind.PLAIN, request);
    assertThat(rejected.reason()).as(rejected.detail()).isEqualTo(reason);
    assertThat(rejected.detail()).doesNotContain("refused before");
  }

  private static void assertAgain(Pipeline pipeline, RequestFacts request, Reason reason) {
    Decision.Rejected rejected = rejected(pipeline, EndpointKind.PLAIN, request);
    assertThat(rejected.reason()).as(rejected.detail()).isEqualTo(reason);
    assertThat(rejected.detail()).startsWith("refused before, remembered as ");
  }

  private static Reason reason(Pipeline pipeline, RequestFacts request) {
    return reason(pipeline, EndpointKind.CLIENT_AUTHENTICATION, request);
  }

  private static Reason reason(Pipeline pipeline, EndpointKind where, RequestFacts request) {
    return rejected(pipeline, where, request).reason();
  }

  private static Decision.Rejected rejected(
      Pipeline pipeline, EndpointKind where, RequestFacts request) {
    Decision decision = pipeline.decide(where, request);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return (Decision.Rejected) decision;
  }
}
