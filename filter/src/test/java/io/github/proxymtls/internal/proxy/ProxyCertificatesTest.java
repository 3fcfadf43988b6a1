package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Facts;
import io.github.proxymtls.Problem;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.Pki.Authority;
import io.github.proxymtls.testing.Pki.Held;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.jcajce.provider.asymmetric.x509.CertificateFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyCertificatesTest {

  private static final List<String> NONE = List.of();

  private final Instant start = Instant.now();
  private final AtomicReference<Instant> now = new AtomicReference<>(start);
  private final Problems problems = new Problems(Map.of());
  private final Pki pki = Pki.create();
  private final Authority root = pki.root("Proxy CA");
  private final Authority issuing = root.intermediate("Proxy Issuing CA");
  private final Held edge =
      issuing
          .client("edge-1")
          .subject("CN=edge-1,O=Acme")
          .dns("edge-1.example")
          .uri("spiffe://example/edge-1")
          .issue();

  @TempDir private Path folder;

  @Test
  void identifiesTheProxyByEachKindOfName() throws IOException {
    assertPassed(check(bySubject("O=other", "cn=EDGE-1,o=acme"), edge), "cn=EDGE-1,o=acme");
    assertPassed(check(load(NONE, List.of("edge-1.example"), NONE, NONE), edge), "edge-1.example");
    assertPassed(
        check(load(NONE, NONE, List.of("spiffe://example/edge-1"), NONE), edge),
        "spiffe://example/edge-1");
    assertPassed(check(load(NONE, NONE, NONE, List.of(edge.sha256Hex())), edge), edge.sha256Hex());
  }

  @Test
  void requiresAllConfiguredKindsToMatch() throws IOException {
    List<String> dn = List.of("CN=edge-1,O=Acme");
    List<String> dns = List.of("other.example", "edge-1.example");

    assertPassed(check(load(dn, dns, NONE, List.of(edge.sha256Hex())), edge), dn.get(0));
    assertFailed(
        check(load(dn, List.of("other.example"), NONE, NONE), edge), Reason.PROXY_CERTIFICATE_NAME);
    assertFailed(
        check(load(dn, dns, List.of("spiffe://example/other"), NONE), edge),
        Reason.PROXY_CERTIFICATE_NAME);
    assertFailed(
        check(load(dn, dns, NONE, List.of("00".repeat(32))), edge), Reason.PROXY_CERTIFICATE_NAME);
  }

  @Test
  void ignoresCertificateAttributeWithoutTls() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    Facts facts = facts(edge.chain());

    assertPassed(certificates.check(facts), "CN=edge-1,O=Acme");
    assertFailed(certificates.check(facts.withoutTls()), Reason.PROXY_CERTIFICATE_MISSING);
  }

  @Test
  void requiresACertificateOnTls() throws IOException {
    assertFailed(
        bySubject("CN=edge-1,O=Acme").check(facts(List.of())), Reason.PROXY_CERTIFICATE_MISSING);
  }

  @Test
  void rejectsTheSameNameFromAnotherCa() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    Authority namesake = pki.root("Proxy CA").intermediate("Proxy Issuing CA");
    Authority clients = pki.root("Client CA");

    for (Authority authority : List.of(namesake, clients)) {
      Held forged = authority.client("edge-1").subject("CN=edge-1,O=Acme").issue();
      assertFailed(check(certificates, forged), Reason.PROXY_CERTIFICATE_UNTRUSTED);
      assertThat(certificates.isProxy(facts(forged.chain()))).isFalse();
    }
    Held own = pki.selfSigned("edge-1").subject("CN=edge-1,O=Acme").ca(false).issue();
    assertFailed(check(certificates, own), Reason.PROXY_CERTIFICATE_UNTRUSTED);
  }

  @Test
  void rejectsOtherCertificatesOfTheProxiesCa() throws IOException {
    Held other = issuing.client("other").subject("O=CN\\=edge-1\\,O\\=Acme,CN=other").issue();

    assertFailed(check(bySubject("CN=edge-1,O=Acme"), other), Reason.PROXY_CERTIFICATE_NAME);
  }

  @Test
  void onlyTheLeafIdentifiesTheProxy() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme", "CN=Proxy Issuing CA");
    Held other = issuing.client("other").issue();

    assertFailed(check(certificates, other), Reason.PROXY_CERTIFICATE_NAME);
    assertFailed(
        certificates.check(
            facts(List.of(other.certificate(), edge.certificate(), issuing.certificate()))),
        Reason.PROXY_CERTIFICATE_NAME);
    Held unrelated = pki.root("Client CA").client("unrelated").issue();
    assertFailed(
        certificates.check(
            facts(List.of(unrelated.certificate(), edge.certificate(), issuing.certificate()))),
        Reason.PROXY_CERTIFICATE_UNTRUSTED);
  }

  @Test
  void cachedCertificateDoesNotAcceptAnother() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    Held other = issuing.client("other").issue();
    for (int i = 0; i < 3; i++) {
      assertPassed(check(certificates, edge), "CN=edge-1,O=Acme");
      assertFailed(check(certificates, other), Reason.PROXY_CERTIFICATE_NAME);
      assertFailed(
          certificates.check(facts(List.of(other.certificate(), edge.certificate()))),
          Reason.PROXY_CERTIFICATE_UNTRUSTED);
    }
  }

  @Test
  void certificateWithTheSameSerialNumberIsNotMistakenForAnother() throws Exception {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    Held other = issuing.client("edge-2").serial(edge.certificate().getSerialNumber()).issue();
    List<X509Certificate> copies = new ArrayList<>();
    for (X509Certificate certificate : edge.chain()) {
      copies.add(
          (X509Certificate)
              new CertificateFactory()
                  .engineGenerateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
    }

    for (int i = 0; i < 2; i++) {
      assertPassed(check(certificates, edge), "CN=edge-1,O=Acme");
      assertPassed(certificates.check(facts(copies)), "CN=edge-1,O=Acme");
      assertFailed(check(certificates, other), Reason.PROXY_CERTIFICATE_NAME);
    }
  }

  @Test
  void checksDatesOnEachRequest() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    assertPassed(check(certificates, edge), "CN=edge-1,O=Acme");
    Instant last = edge.certificate().getNotAfter().toInstant();

    now.set(last);
    assertPassed(check(certificates, edge), "CN=edge-1,O=Acme");
    now.set(last.plusSeconds(1));
    assertFailed(check(certificates, edge), Reason.PROXY_CERTIFICATE_UNTRUSTED);
    now.set(edge.certificate().getNotBefore().toInstant().minusMillis(1));
    assertFailed(check(certificates, edge), Reason.PROXY_CERTIFICATE_UNTRUSTED);
    now.set(start);
    assertPassed(check(certificates, edge), "CN=edge-1,O=Acme");
  }

  @Test
  void checksTheDatesOfTheWholePath() throws IOException {
    Authority brief =
        root.intermediateBuilder("Brief CA")
            .validity(start.minus(Duration.ofHours(1)), start.plus(Duration.ofHours(1)))
            .issueAuthority();
    Held proxy = brief.client("edge-1").subject("CN=edge-1,O=Acme").issue();
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    assertPassed(check(certificates, proxy), "CN=edge-1,O=Acme");

    now.set(start.plus(Duration.ofHours(2)));
    assertFailed(check(certificates, proxy), Reason.PROXY_CERTIFICATE_UNTRUSTED);
  }

  @Test
  void requiresClientAuthInTheLeaf() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");

    assertPassed(
        check(
            certificates,
            issuing.client("e").subject("CN=edge-1,O=Acme").noExtendedKeyUsage().issue()),
        "CN=edge-1,O=Acme");
    assertFailed(
        check(certificates, issuing.server("e").subject("CN=edge-1,O=Acme").issue()),
        Reason.PROXY_CERTIFICATE_UNTRUSTED);
    assertFailed(
        check(
            certificates,
            issuing
                .client("e")
                .subject("CN=edge-1,O=Acme")
                .extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage.getId())
                .issue()),
        Reason.PROXY_CERTIFICATE_UNTRUSTED);
    assertFailed(
        check(certificates, issuing.client("e").subject("CN=edge-1,O=Acme").ca(true).issue()),
        Reason.PROXY_CERTIFICATE_UNTRUSTED);
  }

  @Test
  void recognizesAProxyCertificateEvenIfAuthenticationFails() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    Held expired = within(-30, -10);
    Held future = within(10, 30);
    Held server = issuing.server("e").subject("CN=edge-1,O=Acme").issue();

    for (Held proxy : List.of(edge, expired, future, server)) {
      assertThat(certificates.isProxy(facts(proxy.chain()))).isTrue();
      assertThat(certificates.isProxy(facts(proxy.chain()).withoutTls())).isTrue();
    }
    Held client = issuing.client("client").issue();
    assertThat(certificates.isProxy(facts(client.chain()))).isFalse();
    assertThat(certificates.isProxy(facts(List.of()))).isFalse();
  }

  /** F7: a client that connects itself and pads its chain pays once for what that costs. */
  @Test
  void judgesAClientsOwnChainOnce() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    ReadOften chain = new ReadOften(pki.root("Client CA").client("client").issue().chain());
    Facts client = facts(chain);

    assertThat(detail(certificates.check(client))).contains("; remembered as ");
    assertThat(certificates.isProxy(client)).isFalse();
    int validations = chain.validations;
    assertThat(validations).isPositive();
    for (int i = 0; i < 3; i++) {
      assertFailed(certificates.check(client), Reason.PROXY_CERTIFICATE_UNTRUSTED);
      assertThat(detail(certificates.check(client)))
          .contains("certificate-untrusted, refused before, remembered as ");
      assertThat(certificates.isProxy(client)).isFalse();
    }
    assertThat(chain.validations).isEqualTo(validations);
  }

  @Test
  void judgesAProxysChainOnceThatFailsAnotherCheck() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    ReadOften chain = new ReadOften(within(-30, -10).chain());

    assertThat(certificates.isProxy(facts(chain))).isTrue();
    int validations = chain.validations;
    assertThat(validations).isPositive();
    assertThat(certificates.isProxy(facts(chain))).isTrue();
    assertThat(chain.validations).isEqualTo(validations);
  }

  @Test
  void aRefusalDoesNotOutliveTheDateThatCausedIt() throws IOException {
    ProxyCertificates certificates = bySubject("CN=edge-1,O=Acme");
    Held soon =
        issuing
            .client("e")
            .subject("CN=edge-1,O=Acme")
            .validity(start.plusSeconds(20), start.plusSeconds(40))
            .issue();
    for (int i = 0; i < 2; i++) {
      assertFailed(check(certificates, soon), Reason.PROXY_CERTIFICATE_UNTRUSTED);
    }
    now.set(start.plusSeconds(22));
    assertPassed(check(certificates, soon), "CN=edge-1,O=Acme");
    now.set(start.plusSeconds(42));
    assertFailed(check(certificates, soon), Reason.PROXY_CERTIFICATE_UNTRUSTED);
    now.set(start.plusSeconds(22));
    assertPassed(check(certificates, soon), "CN=edge-1,O=Acme");
  }

  @Test
  void startFailsWithoutANameRule() throws IOException {
    assertThat(loadOrNull(NONE, NONE, NONE, NONE)).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("proxy-name-missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "edge-1", "CN=edge-1,,"})
  void reportsUnreadableName(String subject) throws IOException {
    assertThat(loadOrNull(List.of("CN=edge-1", subject), NONE, NONE, NONE)).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("proxy-name-invalid");
  }

  @Test
  void reportsUnreadableAnchors() {
    Path missing = folder.resolve("missing.pem");
    ProxyRules.Mtls rules =
        new ProxyRules.Mtls(
            new Resource("proxymtls.proxy.mtls.trust-anchors", missing.toString(), missing),
            List.of("CN=edge-1"),
            NONE,
            NONE,
            List.of("not a hash"));

    assertThat(ProxyCertificates.load(rules, Clock.systemUTC(), problems)).isNull();
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly("unreadable-file", "proxy-name-invalid");
  }

  @Test
  void warnsOfNameInReverseOrderAndNamesItInTheDetail() throws IOException {
    ProxyCertificates reversed = bySubject("C=DE, O=Acme, CN=edge-1");
    assertThat(problems.warnings())
        .extracting(Problem::code)
        .containsExactly("subject-dn-reversed");
    Held presented = issuing.client("x").subject("CN=edge-1,O=Acme,C=DE").issue();
    assertThat(((Check.Failed) check(reversed, presented)).refusal().detail())
        .contains("in reverse order", "subject 'CN=edge-1,O=Acme,C=DE'");
    assertThat(((Check.Failed) check(reversed, edge)).refusal().detail())
        .contains("subject 'CN=edge-1,O=Acme'")
        .doesNotContain("reverse");
    assertPassed(check(bySubject("CN=edge-1, O=Acme"), edge), "CN=edge-1, O=Acme");
  }

  private Held within(int fromMinutes, int toMinutes) {
    return issuing
        .client("e")
        .subject("CN=edge-1,O=Acme")
        .validity(
            start.plus(Duration.ofMinutes(fromMinutes)), start.plus(Duration.ofMinutes(toMinutes)))
        .issue();
  }

  private ProxyCertificates bySubject(String... names) throws IOException {
    return load(List.of(names), NONE, NONE, NONE);
  }

  private ProxyCertificates load(
      List<String> subjectDns, List<String> sanDns, List<String> sanUris, List<String> sha256)
      throws IOException {
    ProxyCertificates certificates = loadOrNull(subjectDns, sanDns, sanUris, sha256);
    assertThat(problems.list()).isEmpty();
    return Objects.requireNonNull(certificates);
  }

  private @Nullable ProxyCertificates loadOrNull(
      List<String> subjectDns, List<String> sanDns, List<String> sanUris, List<String> sha256)
      throws IOException {
    Path anchors = Files.writeString(folder.resolve("anchors.pem"), root.pem());
    Resource resource =
        new Resource("proxymtls.proxy.mtls.trust-anchors", anchors.toString(), anchors);
    InstantSource source = now::get;
    return ProxyCertificates.load(
        new ProxyRules.Mtls(resource, subjectDns, sanDns, sanUris, sha256),
        source.withZone(ZoneOffset.UTC),
        problems);
  }

  private static Check check(ProxyCertificates certificates, Held held) {
    return certificates.check(facts(held.chain()));
  }

  private static Facts facts(List<X509Certificate> certificates) {
    return Facts.from("10.0.0.1").withTls(certificates);
  }

  private static String detail(Check check) {
    return ((Check.Failed) check).refusal().detail();
  }

  /** A chain that counts how often a validation reads it. */
  private static final class ReadOften extends ArrayList<X509Certificate> {

    private static final long serialVersionUID = 1L;

    private int validations;

    ReadOften(List<X509Certificate> chain) {
      super(chain);
    }

    @Override
    public Stream<X509Certificate> stream() {
      validations++;
      return super.stream();
    }
  }

  private static void assertPassed(Check check, String name) {
    assertThat(check).isEqualTo(new Check.Passed(name));
  }

  private static void assertFailed(Check check, Reason reason) {
    assertThat(check).isInstanceOf(Check.Failed.class);
    assertThat(((Check.Failed) check).refusal().reason()).isEqualTo(reason);
  }
}
