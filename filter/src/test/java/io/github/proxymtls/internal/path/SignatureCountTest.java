package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.Pki;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.Test;

/** How often Bouncy Castle verifies a signature, and what is remembered of it. */
class SignatureCountTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Root");
  private static final Pki.Authority ISSUING = ROOT.intermediate("Issuing");

  private final KnownIssuers known = new KnownIssuers(KnownIssuers.MAXIMUM_BYTES);
  private final PathValidator validator =
      new PathValidator(
          Issuers.of(List.of(ROOT.certificate()), List.of()),
          PathRules.client(ExtendedKeyUsageRule.CLIENT_AUTH),
          RevocationChecker.OFF,
          known);

  @Test
  void searchAndValidationVerifyEachSignatureOnce() {
    PathNode leaf = PathNode.leaf(parsed(ISSUING.client("svc").issue()));
    PathNode issuing = PathNode.forwarded(parsed(ISSUING.held()));
    CandidatePath path = PathFixture.search(leaf, List.of(issuing), ROOT).paths().get(0);

    assertThat(path.invalidity(PathRules.client(ExtendedKeyUsageRule.CLIENT_AUTH), Instant.now()))
        .isNull();

    assertThat(leaf.bouncyCastleCertificate().verifications()).isOne();
    assertThat(issuing.bouncyCastleCertificate().verifications()).isOne();
  }

  @Test
  void nextLeafOfTheSameIssuerCostsNoSignatureAboveIt() {
    PathResult.Valid first = validate(ISSUING.client("one").issue(), ISSUING);
    PathResult.Valid second = validate(ISSUING.client("two").issue(), ISSUING);

    PathNode issuing = Objects.requireNonNull(known.remembered(parsed(ISSUING.held())));
    assertThat(issuing.bouncyCastleCertificate().verifications()).isOne();
    // The JDK remembers in the certificate with which key it verified the signature.
    assertThat(second.path().get(1)).isSameAs(first.path().get(1));
  }

  @Test
  void remembersNoCertificateOfAnInvalidPath() {
    Pki.Authority other = PKI.root("Other").intermediate("Issuing");

    assertThat(result(other.client("svc").issue(), other)).isInstanceOf(PathResult.NoPath.class);
    assertThat(result(ISSUING.client("svc").issue(), other)).isInstanceOf(PathResult.NoPath.class);

    assertThat(known.remembered(parsed(other.held()))).isNull();
  }

  @Test
  void remembersNoLeafAndNoConfiguredCertificate() {
    Pki.Held leaf = ISSUING.client("svc").issue();
    validate(leaf, ISSUING, ROOT);

    assertThat(known.remembered(parsed(leaf))).isNull();
    assertThat(known.remembered(parsed(ROOT.held()))).isNull();
  }

  @Test
  void rejectsALeafOfAnotherKeyThoughItsIssuerIsRemembered() {
    validate(ISSUING.client("svc").issue(), ISSUING);
    Pki.Authority impostor = PKI.root("Other").intermediate("Issuing");

    assertThat(result(impostor.client("svc").issue(), ISSUING))
        .isInstanceOf(PathResult.NoPath.class);
  }

  /** Same name, key and serial number as the remembered one; only the signature differs. */
  @Test
  void rejectsARememberedCertificateWithOneChangedOctet() {
    Pki.Held leaf = ISSUING.client("svc").issue();
    validate(leaf, ISSUING);
    byte[] changed = ISSUING.held().der();
    changed[changed.length - 1] ^= 1;

    assertThat(validator.validate(decoded(leaf.der()), List.of(decoded(changed)), Instant.now()))
        .isInstanceOf(PathResult.NoPath.class);
  }

  @Test
  void validatesThePathLengthOfRememberedCertificates() {
    Pki.Authority last = ROOT.intermediateBuilder("Last").pathLength(0).issueAuthority();
    validate(last.client("svc").issue(), last);
    Pki.Authority below = last.intermediate("Below");

    assertThat(result(below.client("svc").issue(), last, below))
        .isInstanceOf(PathResult.NoPath.class);
  }

  @Test
  void validatesTheDatesOfRememberedCertificates() {
    Pki.Held leaf = ISSUING.client("svc").issue();
    validate(leaf, ISSUING);
    Instant later = ISSUING.certificate().getNotAfter().toInstant().plusSeconds(1);

    assertThat(validator.validate(decoded(leaf.der()), List.of(decoded(ISSUING)), later))
        .isInstanceOf(PathResult.NoPath.class);
  }

  @Test
  void comparesTheWholeKeyOfTheIssuer() {
    KeyPair other = PKI.root("Other").held().keys();
    BouncyCastleCertificate certificate = new BouncyCastleCertificate(parsed(ISSUING.held()));

    assertThat(certificate.isSignedBy(ROOT.certificate().getPublicKey())).isTrue();
    assertThat(certificate.isSignedBy(other.getPublic())).isFalse();
    assertThat(certificate.isSignedBy(ROOT.held().keys().getPublic())).isTrue();
    assertThat(certificate.verifications()).isEqualTo(2);
  }

  @Test
  void remembersABoundedNumberOfIssuers() {
    KnownIssuers few = new KnownIssuers(64 * 1024);
    List<Pki.Authority> issuers =
        Stream.generate(() -> ROOT.intermediate("Issuing")).limit(30).toList();
    issuers.forEach(issuer -> few.remember(path(issuer)));

    assertThat(issuers.stream().filter(it -> few.remembered(parsed(it.held())) != null))
        .hasSizeBetween(1, 10);
  }

  private static List<PathNode> path(Pki.Authority issuer) {
    return List.of(
        PathNode.leaf(parsed(issuer.client("svc").issue())),
        PathNode.forwarded(parsed(issuer.held())));
  }

  private PathResult.Valid validate(Pki.Held leaf, Pki.Authority... above) {
    PathResult result = result(leaf, above);
    assertThat(result).isInstanceOf(PathResult.Valid.class);
    for (X509Certificate certificate : ((PathResult.Valid) result).path()) {
      assertThat(certificate.getClass().getName()).startsWith("sun.");
    }
    return (PathResult.Valid) result;
  }

  private PathResult result(Pki.Held leaf, Pki.Authority... above) {
    return validator.validate(
        decoded(leaf.der()),
        Stream.of(above).map(SignatureCountTest::decoded).toList(),
        Instant.now());
  }

  private static DecodedCertificate decoded(Pki.Authority authority) {
    return decoded(authority.held().der());
  }

  private static DecodedCertificate decoded(byte[] der) {
    return new DecodedCertificate(der, Certificate.getInstance(der));
  }

  private static ParsedCertificate parsed(Pki.Held held) {
    return ParsedCertificate.of(held.der());
  }
}
