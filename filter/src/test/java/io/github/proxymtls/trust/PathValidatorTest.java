package io.github.proxymtls.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.proxymtls.Reason;
import io.github.proxymtls.config.ClientRules.ExtendedKeyUsage;
import io.github.proxymtls.header.ForwardedCertificate.Claimed;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class PathValidatorTest {

  private static final String CLIENT_AUTH = KeyPurposeId.id_kp_clientAuth.getId();
  private static final String SERVER_AUTH = KeyPurposeId.id_kp_serverAuth.getId();
  private static final String ANY = KeyPurposeId.anyExtendedKeyUsage.getId();
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999");

  private final Pki pki = Pki.create();
  private final Instant now = Instant.now();
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Authority issuing = root.intermediate("Issuing");

  private static PathValidator trusting(Pki.Authority... anchors) {
    return trusting(ExtendedKeyUsage.CLIENT_AUTH, anchors);
  }

  private static PathValidator trusting(ExtendedKeyUsage rule, Pki.Authority... anchors) {
    return PathValidator.of(certificates(anchors), List.of(), rule);
  }

  private static List<X509Certificate> certificates(Pki.Authority... authorities) {
    return List.of(authorities).stream().map(Pki.Authority::certificate).toList();
  }

  private PathResult validate(PathValidator validator, Pki.Held leaf) {
    return validator.validate(leaf.chain(), now);
  }

  private PathResult validate(PathValidator validator, Pki.Held leaf, Pki.Authority... presented) {
    List<X509Certificate> all = new ArrayList<>(List.of(leaf.certificate()));
    all.addAll(certificates(presented));
    return validator.validate(all, now);
  }

  private static void assertPath(PathResult result, Pki.Held leaf, Pki.Authority... above) {
    List<X509Certificate> expected = new ArrayList<>(List.of(leaf.certificate()));
    expected.addAll(certificates(above));
    assertThat(result).isInstanceOf(PathResult.Valid.class);
    assertThat(((PathResult.Valid) result).path()).isEqualTo(expected);
  }

  private static void assertValid(PathResult result) {
    assertThat(result).isInstanceOf(PathResult.Valid.class);
  }

  private static void assertRefused(PathResult result, Reason reason, String detail) {
    assertThat(result).isInstanceOf(PathResult.Refused.class);
    PathResult.Refused refused = (PathResult.Refused) result;
    assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
    assertThat(refused.detail()).contains(detail);
  }

  private static void assertKnown(PathResult result, boolean known) {
    assertThat(((PathResult.Refused) result).issuerKnown()).isEqualTo(known);
  }

  // The path.

  @Test
  void pathLeadsFromTheLeafToTheAnchor() {
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf), leaf, issuing, root);
  }

  @Test
  void namesAreThoseOfTheLeaf() {
    Pki.Held leaf = issuing.client("svc").dns("a.example").issue();
    PathResult.Valid valid = (PathResult.Valid) validate(trusting(root), leaf);
    assertThat(valid.names().thumbprint()).isEqualTo(leaf.thumbprint());
    assertThat(valid.names().dns()).containsExactly("a.example");
  }

  @Test
  void leafWithoutItsIntermediateIsRefused() {
    Pki.Held leaf = issuing.client("svc").issue();
    PathResult result = validate(trusting(root), leaf, new Pki.Authority[0]);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "no path to a configured anchor");
    assertKnown(result, false);
  }

  @Test
  void configuredIntermediatesCompleteTheChainAfterResumption() {
    PathValidator validator =
        PathValidator.of(certificates(root), certificates(issuing), ExtendedKeyUsage.CLIENT_AUTH);
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(validator, leaf, new Pki.Authority[0]), leaf, issuing, root);
    assertPath(validate(validator, leaf, issuing, root), leaf, issuing, root);
  }

  @Test
  void configuredIntermediateIsNoAnchor() {
    PathValidator validator =
        PathValidator.of(List.of(), certificates(issuing), ExtendedKeyUsage.CLIENT_AUTH);
    PathResult result = validate(validator, issuing.client("svc").issue(), issuing, root);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "no path");
    assertKnown(result, true);
  }

  @Test
  void anyOrderDuplicatesAndExtrasMakeNoDifference() {
    Pki.Authority middle = root.intermediate("Middle");
    Pki.Authority lower = middle.intermediate("Lower");
    Pki.Held leaf = lower.client("svc").issue();
    Pki.Authority foreign = pki.root("Foreign");
    List<X509Certificate> others =
        new ArrayList<>(certificates(lower, middle, root, foreign, lower, issuing, middle));
    others.add(leaf.certificate());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(others, new Random(seed));
      List<X509Certificate> presented = new ArrayList<>(List.of(leaf.certificate()));
      presented.addAll(others);
      assertPath(trusting(root).validate(presented, now), leaf, lower, middle, root);
    }
  }

  @Test
  void onlyTheFirstCertificateIsTheLeaf() {
    Pki.Held leaf = issuing.client("svc").issue();
    Pki.Held other = pki.root("Foreign").client("admin").issue();
    List<X509Certificate> presented =
        List.of(other.certificate(), leaf.certificate(), issuing.certificate());
    assertRefused(trusting(root).validate(presented, now), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  @Test
  void intermediateAsAnchorEndsThePath() {
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(issuing), leaf, issuing, root), leaf, issuing);
  }

  @Test
  void crossSignedIntermediateLeadsToEitherAnchor() {
    Pki.Authority other = pki.root("Other Root");
    Pki.Authority crossed =
        other.intermediateBuilder("Issuing").keys(issuing.held().keys()).issueAuthority();
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf, crossed, issuing), leaf, issuing, root);
    assertPath(validate(trusting(other), leaf, crossed, issuing), leaf, crossed, other);
  }

  @Test
  void validPathIsFoundBesideAnExpiredOne() {
    Pki.Authority expired =
        root.intermediateBuilder("Issuing").keys(issuing.held().keys()).expired().issueAuthority();
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf, expired, issuing), leaf, issuing, root);
    assertRefused(
        validate(trusting(root), leaf, expired), Reason.CERTIFICATE_EXPIRED, "1 above the leaf");
  }

  // Anchors are pinned as certificates.

  @Test
  void foreignAuthorityOfTheSameNameIsNotTrusted() {
    Pki.Authority foreign = pki.root("Root");
    PathResult result = validate(trusting(root), foreign.client("svc").issue(), foreign);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "no path");
    assertKnown(result, false);
  }

  @Test
  void twoAnchorsOfOneNameStayTwo() {
    Pki.Authority twin = pki.root("Root");
    Pki.Held first = root.client("svc").issue();
    Pki.Held second = twin.client("svc").issue();
    for (PathValidator validator : List.of(trusting(root, twin), trusting(twin, root))) {
      assertPath(validate(validator, first), first, root);
      assertPath(validate(validator, second), second, twin);
    }
  }

  @Test
  void twoAnchorsOfOneNameAndKeyAreTriedByCertificate() {
    Pki.Authority old = pki.rootBuilder("Root").keys(root.held().keys()).expired().issueAuthority();
    Pki.Held leaf = root.client("svc").issue();
    assertPath(validate(trusting(old, root), leaf), leaf, root);
    assertPath(validate(trusting(root, old), leaf), leaf, root);
    assertRefused(
        validate(trusting(old), leaf), Reason.CERTIFICATE_EXPIRED, "1 above the leaf expired");
  }

  @Test
  void namesOfIssuersChainWhateverTheirStringType() {
    Pki.Authority printable =
        pki.rootBuilder("").subject("CN=ROOT").keys(root.held().keys()).issueAuthority();
    assertThat(printable.certificate().getSubjectX500Principal().getEncoded())
        .isNotEqualTo(root.certificate().getSubjectX500Principal().getEncoded());
    Pki.Held leaf = root.client("svc").issue();
    assertPath(validate(trusting(printable), leaf), leaf, printable);
  }

  @Test
  void mostTellingRefusalOfSeveralPathsIsTold() {
    Pki.Authority servers =
        pki.rootBuilder("Root")
            .keys(root.held().keys())
            .extendedKeyUsage(SERVER_AUTH)
            .issueAuthority();
    Pki.Authority old = pki.rootBuilder("Root").keys(root.held().keys()).expired().issueAuthority();
    Pki.Held leaf = root.client("svc").issue();
    for (PathValidator validator : List.of(trusting(servers, old), trusting(old, servers))) {
      assertRefused(validate(validator, leaf), Reason.CERTIFICATE_EXPIRED, "1 above the leaf");
    }
  }

  // Dates.

  @Test
  void leafIsValidFromItsFirstToItsLastSecond() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant to = Instant.parse("2026-01-02T00:00:00Z");
    Pki.Authority old =
        pki.rootBuilder("Old")
            .validity(from.minus(Duration.ofDays(9)), to.plus(Duration.ofDays(9)))
            .issueAuthority();
    List<X509Certificate> chain = old.client("svc").validity(from, to).issue().chain();
    PathValidator validator = trusting(old);
    assertValid(validator.validate(chain, from));
    assertValid(validator.validate(chain, to.plusMillis(999)));
    assertRefused(
        validator.validate(chain, from.minusMillis(1)),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "the leaf is valid from 2026-01-01T00:00:00Z");
    assertRefused(
        validator.validate(chain, to.plusSeconds(1)),
        Reason.CERTIFICATE_EXPIRED,
        "the leaf expired at 2026-01-02T00:00:00Z");
  }

  @Test
  void expiredCertificateAnywhereOnThePathRefuses() {
    Pki.Authority expiredRoot = pki.rootBuilder("Expired Root").expired().issueAuthority();
    assertRefused(
        validate(trusting(expiredRoot), expiredRoot.client("svc").issue()),
        Reason.CERTIFICATE_EXPIRED,
        "1 above the leaf");
    Pki.Authority expired = root.intermediateBuilder("Expired").expired().issueAuthority();
    assertRefused(
        validate(trusting(root), expired.client("svc").issue()),
        Reason.CERTIFICATE_EXPIRED,
        "1 above the leaf");
    assertRefused(
        validate(trusting(root), issuing.client("svc").expired().issue()),
        Reason.CERTIFICATE_EXPIRED,
        "the leaf");
  }

  @Test
  void certificateThatIsNotYetValidRefuses() {
    Pki.Authority future = root.intermediateBuilder("Future").notYetValid().issueAuthority();
    assertRefused(
        validate(trusting(root), future.client("svc").issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "1 above the leaf");
    assertRefused(
        validate(trusting(root), issuing.client("svc").notYetValid().issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "the leaf");
  }

  // The leaf.

  @Test
  void leafThatIsAnAuthorityIsRefused() {
    assertRefused(
        validate(trusting(root), issuing.client("svc").ca(true).issue()),
        Reason.CERTIFICATE_IS_CA,
        "");
    assertRefused(validate(trusting(root), issuing.held()), Reason.CERTIFICATE_IS_CA, "");
    assertRefused(validate(trusting(root), root.held()), Reason.CERTIFICATE_IS_CA, "");
  }

  @Test
  void leafThatMaySignCertificatesIsRefused() {
    int usage = KeyUsage.digitalSignature | KeyUsage.keyCertSign;
    assertRefused(
        validate(trusting(root), issuing.client("svc").keyUsage(usage).issue()),
        Reason.CERTIFICATE_IS_CA,
        "");
  }

  @Test
  void keyUsageOfTheLeafIsAbsentOrHasDigitalSignature() {
    assertValid(validate(trusting(root), issuing.client("svc").noKeyUsage().issue()));
    int more = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
    assertValid(validate(trusting(root), issuing.client("svc").keyUsage(more).issue()));
    int less = KeyUsage.keyEncipherment | KeyUsage.keyAgreement;
    assertRefused(
        validate(trusting(root), issuing.client("svc").keyUsage(less).issue()),
        Reason.CERTIFICATE_KEY_USAGE,
        "digitalSignature");
  }

  @Test
  void extendedKeyUsageOfTheLeafFitsTheRule() {
    CertificateTable table = new CertificateTable();
    table.row(issuing.client("svc").noExtendedKeyUsage(), true, false, true);
    table.row(issuing.client("svc"), true, true, true);
    table.row(issuing.client("svc").extendedKeyUsage(SERVER_AUTH, CLIENT_AUTH), true, true, true);
    table.row(issuing.client("svc").extendedKeyUsage(SERVER_AUTH), false, false, true);
    table.row(issuing.client("svc").extendedKeyUsage(ANY), false, false, true);
  }

  private final class CertificateTable {

    void row(CertificateBuilder leaf, boolean clientAuth, boolean required, boolean any) {
      Pki.Held held = leaf.issue();
      check(held, ExtendedKeyUsage.CLIENT_AUTH, clientAuth);
      check(held, ExtendedKeyUsage.CLIENT_AUTH_REQUIRED, required);
      check(held, ExtendedKeyUsage.ANY, any);
    }

    private void check(Pki.Held leaf, ExtendedKeyUsage rule, boolean valid) {
      PathResult result = validate(trusting(rule, root), leaf);
      if (valid) {
        assertValid(result);
      } else {
        assertRefused(result, Reason.CERTIFICATE_EXTENDED_KEY_USAGE, "clientAuth");
      }
    }
  }

  @Test
  void unknownCriticalExtensionRefuses() {
    assertRefused(
        validate(
            trusting(root),
            issuing.client("svc").extension(UNKNOWN, true, DERNull.INSTANCE).issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
    assertValid(
        validate(
            trusting(root),
            issuing.client("svc").extension(UNKNOWN, false, DERNull.INSTANCE).issue()));
  }

  @Test
  void extensionThatIsNotStrictDerRefuses() {
    byte[] der = HexFormat.of().parseHex("300a06082b06010505070302");
    byte[] indefinite = HexFormat.of().parseHex("308006082b060105050703020000");
    byte[] trailing = HexFormat.of().parseHex("300a06082b0601050507030200");
    assertValid(
        validate(
            trusting(root),
            issuing.client("svc").extension(Extension.extendedKeyUsage, false, der).issue()));
    for (byte[] bad : List.of(indefinite, trailing)) {
      assertRefused(
          validate(
              trusting(root),
              issuing.client("svc").extension(Extension.extendedKeyUsage, false, bad).issue()),
          Reason.CERTIFICATE_UNTRUSTED,
          "malformed extension 2.5.29.37");
    }
  }

  @Test
  void malformedNameInTheLeafRefuses() {
    assertRefused(
        validate(trusting(root), issuing.client("svc").dns("*.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "wildcard");
  }

  // The issuers.

  @Test
  void issuerMustBeAnAuthority() {
    Pki.Authority noAuthority =
        root.intermediateBuilder("No CA").ca(false).noKeyUsage().issueAuthority();
    PathResult result = validate(trusting(root), noAuthority.client("svc").issue());
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
    assertKnown(result, true);
  }

  @Test
  void leafIsNoIssuer() {
    Pki.Authority leaf = root.client("svc").issueAuthority();
    PathResult result = validate(trusting(root), leaf.client("admin").issue());
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
    assertKnown(result, true);
  }

  @Test
  void issuerWithKeyUsageMustSignCertificates() {
    Pki.Authority crlOnly =
        root.intermediateBuilder("CRL only").keyUsage(KeyUsage.cRLSign).issueAuthority();
    assertRefused(
        validate(trusting(root), crlOnly.client("svc").issue()), Reason.CERTIFICATE_UNTRUSTED, "");
  }

  @Test
  void issuersForOtherPurposesAreRefused() {
    Pki.Authority servers =
        root.intermediateBuilder("Servers").extendedKeyUsage(SERVER_AUTH).issueAuthority();
    Pki.Held leaf = servers.client("svc").issue();
    assertRefused(
        validate(trusting(root), leaf), Reason.CERTIFICATE_UNTRUSTED, "1 above the leaf lacks");
    assertValid(validate(trusting(ExtendedKeyUsage.ANY, root), leaf));
    for (String purpose : List.of(CLIENT_AUTH, ANY)) {
      Pki.Authority fit =
          root.intermediateBuilder("Fit").extendedKeyUsage(purpose).issueAuthority();
      assertValid(validate(trusting(root), fit.client("svc").issue()));
    }
  }

  @Test
  void anchorForOtherPurposesIsRefused() {
    Pki.Authority servers =
        pki.rootBuilder("Servers").extendedKeyUsage(SERVER_AUTH).issueAuthority();
    assertRefused(
        validate(trusting(servers), servers.client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "lacks clientAuth");
  }

  @Test
  void validBranchIsFoundBesideOneForOtherPurposes() {
    Pki.Authority servers =
        root.intermediateBuilder("Issuing")
            .keys(issuing.held().keys())
            .extendedKeyUsage(SERVER_AUTH)
            .issueAuthority();
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf, servers, issuing), leaf, issuing, root);
  }

  @Test
  void pathLengthOfAnIntermediateCounts() {
    Pki.Authority zero = root.intermediateBuilder("Zero").pathLength(0).issueAuthority();
    assertValid(validate(trusting(root), zero.client("svc").issue()));
    assertRefused(
        validate(trusting(root), zero.intermediate("Below").client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
  }

  @Test
  void pathLengthOfTheAnchorCounts() {
    Pki.Authority one = pki.rootBuilder("One").pathLength(1).issueAuthority();
    Pki.Authority first = one.intermediate("First");
    assertValid(validate(trusting(one), first.client("svc").issue()));
    assertRefused(
        validate(trusting(one), first.intermediate("Second").client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "the anchor's path length is 1");
  }

  // Name constraints.

  @Test
  void nameConstraintsOfAnIntermediateCount() {
    Pki.Authority constrained =
        root.intermediateBuilder("Constrained")
            .permit(new GeneralName(GeneralName.dNSName, "example.org"))
            .issueAuthority();
    assertConstrained(trusting(root), constrained);
  }

  @Test
  void nameConstraintsOfTheAnchorCount() {
    Pki.Authority constrained =
        pki.rootBuilder("Constrained")
            .permit(new GeneralName(GeneralName.dNSName, "example.org"))
            .issueAuthority();
    assertConstrained(trusting(constrained), constrained);
  }

  private void assertConstrained(PathValidator validator, Pki.Authority constrained) {
    assertValid(validate(validator, constrained.client("svc").dns("a.example.org").issue()));
    assertRefused(
        validate(validator, constrained.client("svc").dns("a.example.com").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
    assertRefused(
        validate(validator, constrained.client("svc").dns("aexample.org").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
  }

  @Test
  void excludedSubjectRefuses() {
    GeneralName excluded = new GeneralName(GeneralName.directoryName, new X500Name("O=Evil"));
    Pki.Authority constrained = pki.rootBuilder("Constrained").exclude(excluded).issueAuthority();
    assertValid(validate(trusting(constrained), constrained.client("svc").issue()));
    assertRefused(
        validate(trusting(constrained), constrained.client("svc").subject("CN=svc,O=Evil").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
  }

  // Algorithms.

  @Test
  void weakSignatureOnTheLeafRefuses() {
    Pki.Authority rsa = pki.rootBuilder("RSA").rsa(2048).issueAuthority();
    assertValid(validate(trusting(rsa), rsa.client("svc").issue()));
    PathResult result =
        validate(trusting(rsa), rsa.client("svc").signedWith("SHA1withRSA").issue());
    assertRefused(result, Reason.CERTIFICATE_ALGORITHM, "the leaf: signature algorithm 1.2.840");
    assertKnown(result, true);
  }

  @Test
  void weakSignatureOnAnIntermediateRefuses() {
    Pki.Authority weak =
        root.intermediateBuilder("Weak").signedWith("SHA1withECDSA").issueAuthority();
    assertRefused(
        validate(trusting(root), weak.client("svc").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "certificate 1 above the leaf: signature algorithm");
  }

  @Test
  void weakSignatureOnTheAnchorItselfDoesNotMatter() {
    Pki.Authority old = pki.rootBuilder("Old").rsa(2048).signedWith("SHA1withRSA").issueAuthority();
    assertValid(validate(trusting(old), old.client("svc").issue()));
  }

  @Test
  void weakKeyOfTheLeafRefuses() {
    assertRefused(
        validate(trusting(root), issuing.client("svc").rsa(1024).issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "the leaf: RSA key of 1024 bits");
  }

  @Test
  void weakKeyOfAnIntermediateRefuses() {
    Pki.Authority weak = root.intermediateBuilder("Weak").rsa(1024).issueAuthority();
    PathResult result = validate(trusting(root), weak.client("svc").issue());
    assertRefused(
        result, Reason.CERTIFICATE_ALGORITHM, "certificate 1 above the leaf: RSA key of 1024 bits");
    assertKnown(result, true);
  }

  @Test
  void largeKeyOfAForwardedIntermediateIsNeverBuilt() {
    assertRefused(
        validate(trusting(root), withKey(4096).client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "no path");
    for (int bits : new int[] {4097, 12307}) {
      assertRefused(
          validate(trusting(root), withKey(bits).client("svc").issue()),
          Reason.CERTIFICATE_ALGORITHM,
          "1 above the leaf: RSA key of " + bits + " bits");
    }
  }

  @Test
  void configuredIntermediateMayHaveALargerKey() {
    Pki.Authority large = withKey(8192);
    PathValidator validator =
        PathValidator.of(certificates(root), certificates(large), ExtendedKeyUsage.CLIENT_AUTH);
    Pki.Held leaf = large.client("svc").issue();
    assertRefused(validate(validator, leaf, large), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  /** Its certificate holds a key that nobody has, so that nothing below it can be verified. */
  private Pki.Authority withKey(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.valueOf(189));
    RSAPublicKeySpec spec = new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537));
    try {
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(spec);
      KeyPair keys = new KeyPair(key, issuing.privateKey());
      return root.intermediateBuilder("Large").keys(keys).issueAuthority();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyAllowedKindOfKeyWorks() {
    List<Pki.Authority> authorities =
        List.of(
            pki.rootBuilder("RSA").rsa(2048).issueAuthority(),
            pki.rootBuilder("EC").ec("secp521r1").issueAuthority(),
            pki.rootBuilder("Ed").ed25519().issueAuthority());
    for (Pki.Authority authority : authorities) {
      Pki.Authority middle =
          authority.intermediateBuilder("Middle").ec("secp384r1").issueAuthority();
      assertValid(validate(trusting(authority), middle.client("svc").ed25519().issue()));
    }
    Pki.Authority rsa = authorities.get(0);
    assertValid(
        validate(trusting(rsa), rsa.client("svc").signedWith("SHA256withRSAandMGF1").issue()));
    assertRefused(
        validate(trusting(rsa), rsa.client("svc").signedWith("SHA1withRSAandMGF1").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "RSASSA-PSS");
  }

  @Test
  void forgedSignatureRefuses() {
    Pki.Held leaf = issuing.client("svc").issue();
    byte[] der = leaf.der();
    der[der.length - 1] ^= 1;
    PathResult result =
        trusting(issuing).validate(new Claimed(der, Certificate.getInstance(der)), List.of(), now);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
  }

  // Hostile input.

  @Test
  void everyLimitIsAppliedBeforeTheWorkThatItLimits() {
    List<X509Certificate> bundle = new ArrayList<>();
    KeyPair keys = pki.rootBuilder("Loop").rsa(4096).issueAuthority().held().keys();
    Pki.Authority loop = pki.rootBuilder("Loop").keys(keys).issueAuthority();
    bundle.add(loop.client("svc").issue().certificate());
    for (int i = 0; i < 10; i++) {
      bundle.add(pki.rootBuilder("Loop").keys(keys).issueAuthority().certificate());
    }
    long begin = System.nanoTime();
    PathResult result = trusting(root).validate(bundle, now);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
    assertKnown(result, true);
    assertThat(took).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void manyThreadsGetEachTheirOwnAnswer() {
    Pki.Held first = issuing.client("first").issue();
    Pki.Held second = root.client("second").issue();
    PathValidator validator = trusting(root);
    IntStream.range(0, 400)
        .parallel()
        .forEach(
            i -> {
              if (i % 2 == 0) {
                assertPath(validate(validator, first), first, issuing, root);
              } else {
                assertPath(validate(validator, second), second, root);
              }
            });
  }

  @Test
  void nothingToValidateIsARefusal() {
    assertRefused(trusting(root).validate(List.of(), now), Reason.CERTIFICATE_UNTRUSTED, "");
  }

  @Test
  void noNetworkAccessIsCausedByCertificateContent() throws IOException {
    try (ServerSocket tripwire = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String authority = "127.0.0.1:" + tripwire.getLocalPort();
      Pki.Authority pointing =
          pointing(root.intermediateBuilder("Pointing"), authority).issueAuthority();
      Pki.Held trusted = pointing(pointing.client("svc"), authority).issue();
      Pki.Held foreign = pointing(pki.root("Foreign").client("svc"), authority).issue();
      Pki.Held gap = pointing(issuing.client("svc"), authority).issue();
      assertValid(validate(trusting(root), trusted));
      assertRefused(validate(trusting(root), foreign), Reason.CERTIFICATE_UNTRUSTED, "");
      assertRefused(
          validate(trusting(root), gap, new Pki.Authority[0]), Reason.CERTIFICATE_UNTRUSTED, "");
      tripwire.setSoTimeout(300);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(tripwire::accept);
    }
  }

  private static CertificateBuilder pointing(CertificateBuilder builder, String authority) {
    return builder
        .crl("http://" + authority + "/crl")
        .ocsp("http://" + authority + "/ocsp")
        .caIssuers("ldap://" + authority + "/cn=ca?cACertificate")
        .caIssuers("http://" + authority + "/ca");
  }
}
