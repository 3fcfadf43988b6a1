package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what {@link PathValidator} requires of the leaf and its issuers. */
class PathRulesTest extends PathFixture {

  // The leaf.

  @Test
  void rejectsLeafThatIsACa() {
    assertRefused(
        validate(trusting(root), issuing.client("svc").ca(true).issue()),
        Reason.CERTIFICATE_IS_CA,
        "");
    assertRefused(validate(trusting(root), issuing.held()), Reason.CERTIFICATE_IS_CA, "");
    assertRefused(validate(trusting(root), root.held()), Reason.CERTIFICATE_IS_CA, "");
  }

  @Test
  void rejectsLeafThatMaySignCertificates() {
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
  void extendedKeyUsageOfTheLeafSatisfiesTheRule() {
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
      check(held, ExtendedKeyUsageRule.CLIENT_AUTH, clientAuth);
      check(held, ExtendedKeyUsageRule.CLIENT_AUTH_REQUIRED, required);
      check(held, ExtendedKeyUsageRule.ANY, any);
    }

    private void check(Pki.Held leaf, ExtendedKeyUsageRule rule, boolean valid) {
      PathResult result = validate(trusting(rule, root), leaf);
      if (valid) {
        assertValid(result);
      } else {
        assertRefused(result, Reason.CERTIFICATE_EXTENDED_KEY_USAGE, "clientAuth");
      }
    }
  }

  @Test
  void rejectsUnknownCriticalExtension() {
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

  /** Only the two qualifiers that RFC 5280 section 4.2.1.4 defines are accepted. */
  @ParameterizedTest
  @CsvSource({
    "301730150601293010300e06082b0601050507020116026162, true",
    "30153013060129300e300c06082b060105050702023000, true",
    "30123010060129300b300906032a030416026162, false"
  })
  void criticalPoliciesMayHaveStandardQualifiers(String policies, boolean valid) {
    byte[] value = HexFormat.of().parseHex(policies);
    Pki.Held leaf =
        issuing.client("svc").extension(Extension.certificatePolicies, true, value).issue();
    Pki.Held below =
        root.intermediateBuilder("Qualified")
            .extension(Extension.certificatePolicies, true, value)
            .issueAuthority()
            .client("svc")
            .issue();
    for (Pki.Held held : List.of(leaf, below)) {
      PathResult result = validate(trusting(root), held);
      if (valid) {
        assertValid(result);
      } else {
        assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "unknown qualifier");
      }
    }
  }

  @Test
  void distributionPointsMayBeCritical() {
    DistributionPointName name =
        new DistributionPointName(
            new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example/1")));
    CRLDistPoint points =
        new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
    Pki.Authority middle =
        root.intermediateBuilder("Pointing")
            .extension(Extension.cRLDistributionPoints, true, points)
            .issueAuthority();
    assertValid(
        validate(
            trusting(root),
            middle.client("svc").extension(Extension.cRLDistributionPoints, true, points).issue()));
    assertRefused(
        validate(
            trusting(root),
            issuing.client("svc").extension(Extension.freshestCRL, true, points).issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
  }

  @Test
  void rejectsExtensionThatIsNotStrictDer() {
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
          Reason.CERTIFICATE_MALFORMED,
          "malformed extension 2.5.29.37");
    }
  }

  @Test
  void rejectsMalformedNameInTheLeaf() {
    assertRefused(
        validate(trusting(root), issuing.client("svc").dns("*.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "wildcard");
  }

  // The issuers.

  @Test
  void issuerMustBeACa() {
    Pki.Authority noAuthority =
        root.intermediateBuilder("No CA").ca(false).noKeyUsage().issueAuthority();
    PathResult result = validate(trusting(root), noAuthority.client("svc").issue());
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
    assertKnown(result, true);
  }

  @Test
  void leafCannotBeAnIssuer() {
    Pki.Authority leaf = root.client("svc").issueAuthority();
    PathResult result = validate(trusting(root), leaf.client("admin").issue());
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
    assertKnown(result, true);
  }

  @Test
  void keyUsageOfIssuerMustHaveKeyCertSign() {
    Pki.Authority crlOnly =
        root.intermediateBuilder("CRL only").keyUsage(KeyUsage.cRLSign).issueAuthority();
    assertRefused(
        validate(trusting(root), crlOnly.client("svc").issue()), Reason.CERTIFICATE_UNTRUSTED, "");
  }

  @Test
  void rejectsIssuersForOtherPurposes() {
    Pki.Authority servers =
        root.intermediateBuilder("Servers").extendedKeyUsage(SERVER_AUTH).issueAuthority();
    Pki.Held leaf = servers.client("svc").issue();
    assertRefused(
        validate(trusting(root), leaf), Reason.CERTIFICATE_UNTRUSTED, "1 above the leaf lacks");
    assertValid(validate(trusting(ExtendedKeyUsageRule.ANY, root), leaf));
    for (String purpose : List.of(CLIENT_AUTH, ANY)) {
      Pki.Authority fit =
          root.intermediateBuilder("Fit").extendedKeyUsage(purpose).issueAuthority();
      assertValid(validate(trusting(root), fit.client("svc").issue()));
    }
  }

  @Test
  void rejectsAnchorForOtherPurposes() {
    Pki.Authority servers =
        pki.rootBuilder("Servers").extendedKeyUsage(SERVER_AUTH).issueAuthority();
    assertRefused(
        validate(trusting(servers), servers.client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "lacks clientAuth");
  }

  @Test
  void findsValidPathBesideOneForOtherPurposes() {
    Pki.Authority servers =
        root.intermediateBuilder("Issuing")
            .keys(issuing.held().keys())
            .extendedKeyUsage(SERVER_AUTH)
            .issueAuthority();
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf, servers, issuing), leaf, issuing, root);
  }

  @Test
  void pathLengthOfAnIntermediateApplies() {
    Pki.Authority zero = root.intermediateBuilder("Zero").pathLength(0).issueAuthority();
    assertValid(validate(trusting(root), zero.client("svc").issue()));
    assertRefused(
        validate(trusting(root), zero.intermediate("Below").client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
  }

  @Test
  void pathLengthOfTheAnchorApplies() {
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
  void nameConstraintsOfAnIntermediateApply() {
    Pki.Authority constrained =
        root.intermediateBuilder("Constrained")
            .permit(new GeneralName(GeneralName.dNSName, "example.org"))
            .issueAuthority();
    assertConstrained(trusting(root), constrained);
  }

  @Test
  void nameConstraintsOfTheAnchorApply() {
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
  void rejectsExcludedSubject() {
    GeneralName excluded = new GeneralName(GeneralName.directoryName, new X500Name("O=Evil"));
    Pki.Authority constrained = pki.rootBuilder("Constrained").exclude(excluded).issueAuthority();
    assertValid(validate(trusting(constrained), constrained.client("svc").issue()));
    assertRefused(
        validate(trusting(constrained), constrained.client("svc").subject("CN=svc,O=Evil").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
  }
}
