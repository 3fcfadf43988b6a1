package io.github.proxymtls.internal.path;

import static io.github.proxymtls.testing.NamedCertificate.alternative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.NameSubtree;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.NamedCertificate;
import io.github.proxymtls.testing.Pki;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Name constraints (RFC 5280 sections 4.2.1.10 and 6.1.3), in the anchor and in an intermediate.
 */
@Tag("slow")
class NameConstraintsTest extends PathFixture {

  private static final String ALL_OF_IPV6 = "iphex " + "00".repeat(32);
  private static final String ACME = "dir O=utf8:Acme";

  private void assertPermits(String base, String names) {
    for (Constrained issuer : constrained(alternative(base), true)) {
      assertValid(issuer.validate(names));
    }
  }

  private void assertDoesNotPermit(String base, String names) {
    for (Constrained issuer : constrained(alternative(base), true)) {
      assertRefused(issuer.validate(names), Reason.CERTIFICATE_UNTRUSTED, "name constraints");
    }
  }

  private void assertExcludes(String base, String names) {
    for (Constrained issuer : constrained(alternative(base), false)) {
      assertRefused(issuer.validate(names), Reason.CERTIFICATE_UNTRUSTED, "name constraints");
    }
  }

  private void assertDoesNotExclude(String base, String names) {
    for (Constrained issuer : constrained(alternative(base), false)) {
      assertValid(issuer.validate(names));
    }
  }

  private record Constrained(PathFixture fixture, Pki.Authority anchor, Pki.Authority issuer) {

    PathResult validate(String names) {
      return validate(NamedCertificate.issue(issuer, names));
    }

    PathResult validate(Pki.Held leaf) {
      return anchor == issuer
          ? fixture.validateDer(anchor, leaf)
          : fixture.validateDer(anchor, leaf, issuer);
    }
  }

  private List<Constrained> constrained(GeneralName base, boolean permitted) {
    Pki.Authority anchor = with(pki.rootBuilder("Constrained"), base, permitted);
    Pki.Authority intermediate = with(root.intermediateBuilder("Constrained"), base, permitted);
    return List.of(
        new Constrained(this, anchor, anchor), new Constrained(this, root, intermediate));
  }

  private static Pki.Authority with(
      CertificateBuilder builder, GeneralName base, boolean permitted) {
    return (permitted ? builder.permit(base) : builder.exclude(base)).issueAuthority();
  }

  // Directory names.

  @ParameterizedTest
  @ValueSource(
      strings = {"utf8", "printable", "ia5", "bmp", "t61", "universal", "visible", "general"})
  void excludedDirectoryNameMatchesForEveryStringType(String type) {
    assertExcludes(ACME, "O=" + type + ":Acme / CN=utf8:admin");
    assertExcludes("dir O=" + type + ":Acme", "O=utf8:Acme / CN=utf8:admin");
    assertExcludes(ACME, "CN=utf8:admin ; dir O=" + type + ":Acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "O=utf8:Acme + OU=utf8:Development",
        "O=bmp:Acme + OU=utf8:Development",
        "O=universal:Acme + OU=utf8:Development",
        "O=utf8:Acme + OU=universal:Development",
        "O=utf8:Acme + OU=utf8:DEVELOPMENT + CN=utf8:a"
      })
  void excludedDirectoryNameMatchesForEveryOrderWithinAnRdn(String subject) {
    assertExcludes("dir O=utf8:Acme + OU=utf8:Development", subject + " / CN=utf8:admin");
    assertExcludes(ACME, subject + " / CN=utf8:admin");
    assertDoesNotExclude("dir O=utf8:Acme + OU=utf8:Sales", subject + " / CN=utf8:admin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACME",
        "  acme ",
        "\\uff21cme",
        "Ac\\u00adme",
        "Ac\\u200bme",
        "Acme\\u00a0",
        "\\u24b6cme",
        "A\\u2102me"
      })
  void excludedDirectoryNameMatchesAfterPreparation(String acme) {
    assertExcludes(ACME, "O=utf8:" + acme + " / CN=utf8:admin");
    assertExcludes("dir O=utf8:" + acme, "O=utf8:Acme / CN=utf8:admin");
  }

  @ParameterizedTest
  @CsvSource({
    "stra\\u00dfe, STRASSE",
    "stra\\u00dfe, stra\\u1e9ee",
    "\\u03c3\\u03b1\\u03c2, \\u03a3\\u0391\\u03a3",
    "kiosk, \\u212aiosk",
    "o\\ufb03ce, OFFICE",
    "\\u00e5, \\u212b",
    "caf\\u00e9, CAFE\\u0301"
  })
  void excludedDirectoryNameMatchesAfterFullCaseFolding(String one, String other) {
    assertExcludes("dir O=utf8:" + one, "O=utf8:" + other + " / CN=utf8:admin");
    assertExcludes("dir O=utf8:" + other, "O=utf8:" + one + " / CN=utf8:admin");
    assertDoesNotPermit("dir O=utf8:" + one, "O=utf8:" + other + " / CN=utf8:admin");
  }

  @Test
  void otherDirectoryNameIsNotExcluded() {
    assertDoesNotExclude(ACME, "O=utf8:Acme2 / CN=utf8:admin");
    assertDoesNotExclude(ACME, "CN=utf8:admin / O=utf8:Acme");
    assertDoesNotExclude(ACME, "OU=utf8:Acme / CN=utf8:admin");
    assertDoesNotExclude("dir O=utf8:Acme / OU=utf8:a", "O=utf8:Acme / CN=utf8:admin");
    assertDoesNotExclude("dir O=der:0c0441636d65 / OU=der:0101ff", "O=utf8:Acme");
  }

  @Test
  void permittedDirectoryNameIsComparedAsDistinguishedName() {
    assertPermits(ACME, "O=utf8:Acme / CN=utf8:svc");
    assertPermits(ACME, "O=printable: ACME / CN=utf8:svc");
    assertPermits(ACME, "O=universal:Acme");
    assertPermits("dir O=utf8:Acme + OU=utf8:Long name", "O=bmp:Acme + OU=utf8:Long name");
    assertDoesNotPermit(ACME, "O=utf8:\\uff21cme / CN=utf8:svc");
    assertDoesNotPermit(ACME, "O=utf8:Ac\\u00adme / CN=utf8:svc");
    assertDoesNotPermit(ACME, "O=utf8:Acme + OU=utf8:a / CN=utf8:svc");
    assertDoesNotPermit("dir O=utf8:kiosk", "O=utf8:\\u212aiosk");
    assertDoesNotPermit(ACME, "CN=utf8:svc / O=utf8:Acme");
    assertDoesNotPermit(ACME, "O=utf8:Acme ; dir O=utf8:Evil");
  }

  @Test
  void emptySubjectIsNotADirectoryName() {
    for (Constrained issuer : constrained(alternative(ACME), true)) {
      assertValid(issuer.validate(issuer.issuer().client("").subject("").dns("a.example").issue()));
    }
    for (Constrained issuer : constrained(alternative("dir"), false)) {
      assertValid(issuer.validate(issuer.issuer().client("").subject("").dns("a.example").issue()));
    }
  }

  // Empty subtrees.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dns   | CN=utf8:svc ; dns a.example",
        "email | CN=utf8:svc ; email a@b.example",
        "email | CN=utf8:svc + E=ia5:a@b.example",
        "uri   | CN=utf8:svc ; uri https://a.example/",
        "dir   | CN=utf8:svc",
        "dir   | ; dir CN=utf8:svc"
      })
  void emptySubtreeMatchesEveryNameOfItsType(String type, String names) {
    if (!names.startsWith(";")) {
      assertPermits(type, names);
    }
    assertExcludes(type, names.startsWith(";") ? "CN=utf8:a " + names : names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns", "email", "uri"})
  void emptyExcludedSubtreeDoesNotMatchOtherTypes(String type) {
    assertDoesNotExclude(type, "CN=utf8:svc");
    assertDoesNotExclude(type, "CN=utf8:svc ; ip 10.0.0.1");
  }

  // DNS names.

  @Test
  void dnsNameIsWithinItsDomain() {
    for (String name : List.of("example.com", "a.example.com", "b.a.EXAMPLE.com")) {
      assertPermits("dns Example.com", "CN=utf8:svc ; dns " + name);
      assertExcludes("dns example.com", "CN=utf8:svc ; dns " + name);
    }
    for (String name : List.of("example.org", "aexample.com", "com")) {
      assertDoesNotPermit("dns example.com", "CN=utf8:svc ; dns " + name);
      assertDoesNotExclude("dns example.com", "CN=utf8:svc ; dns " + name);
    }
  }

  @Test
  void leadingDotPermitsOnlySubdomainsAndExcludesTheHostToo() {
    assertPermits("dns .example.com", "CN=utf8:svc ; dns a.example.com");
    assertPermits("dns .example.com", "CN=utf8:svc ; dns b.a.example.com");
    assertDoesNotPermit("dns .example.com", "CN=utf8:svc ; dns example.com");
    assertDoesNotPermit("dns .example.com", "CN=utf8:svc ; dns aexample.com");
    assertExcludes("dns .example.com", "CN=utf8:svc ; dns a.example.com");
    assertExcludes("dns .example.com", "CN=utf8:svc ; dns example.com");
    assertDoesNotExclude("dns .example.com", "CN=utf8:svc ; dns aexample.com");
  }

  @Test
  void commonNameIsNotADnsName() {
    assertPermits("dns example.com", "CN=utf8:svc");
    assertPermits("dns example.com", "CN=utf8:evil.example");
    Pki.Authority word =
        root.intermediateBuilder("Constrained")
            .permit(alternative("dns example.com"))
            .issueAuthority()
            .intermediate("Word");
    assertValid(validate(trusting(root), word.client("svc").dns("a.example.com").issue()));
  }

  // Mailboxes.

  @Test
  void permittedLocalPartIsExactAndExcludedLocalPartIgnoresCase() {
    assertPermits("email joe@example.com", "CN=utf8:svc ; email joe@EXAMPLE.com");
    assertDoesNotPermit("email joe@example.com", "CN=utf8:svc ; email Joe@example.com");
    assertDoesNotPermit("email joe@example.com", "CN=utf8:svc ; email \"joe\"@example.com");
    assertExcludes("email joe@example.com", "CN=utf8:svc ; email JOE@example.com");
    assertExcludes("email joe@example.com", "CN=utf8:svc ; email \"j\\oe\"@example.com");
    assertDoesNotExclude("email joe@example.com", "CN=utf8:svc ; email jo@example.com");
    assertDoesNotExclude("email joe@example.com", "CN=utf8:svc ; email joe@a.example.com");
  }

  @Test
  void mailboxIsOnItsHostOrBelowItsDomain() {
    assertPermits("email example.com", "CN=utf8:svc ; email a@Example.com");
    assertDoesNotPermit("email example.com", "CN=utf8:svc ; email a@b.example.com");
    assertPermits("email .example.com", "CN=utf8:svc ; email a@b.example.com");
    assertDoesNotPermit("email .example.com", "CN=utf8:svc ; email a@example.com");
    assertExcludes("email example.com", "CN=utf8:svc ; email a@example.com");
    assertExcludes("email .example.com", "CN=utf8:svc ; email a@b.example.com");
    assertDoesNotExclude("email example.com", "CN=utf8:svc ; email a@example.org");
  }

  @Test
  void emailAddressOfTheSubjectCountsIfThereIsNoAlternativeName() {
    assertPermits("email example.com", "CN=utf8:svc + E=ia5:a@example.com");
    assertDoesNotPermit("email example.com", "CN=utf8:svc / E=ia5:a@example.org");
    assertDoesNotPermit("email example.com", "CN=utf8:svc / E=utf8:a@example.com");
    assertExcludes("email example.com", "CN=utf8:svc / E=ia5:A@EXAMPLE.com");
    assertPermits("email example.com", "CN=utf8:svc / E=ia5:a@example.org ; dns a.example");
  }

  @Test
  void rejectsMailboxThatCannotBeCompared() {
    String utf8Mailbox = "CN=utf8:svc ; other 1.3.6.1.5.5.7.8.9 a@example.com";
    assertDoesNotPermit("email example.com", utf8Mailbox);
    assertExcludes("email example.com", utf8Mailbox);
    assertExcludes("email example.org", "CN=utf8:svc / E=ia5:a@b@example.com");
    assertDoesNotPermit("email example.com", "CN=utf8:svc / E=ia5:example.com");
  }

  // URIs.

  @Test
  void uriIsOnItsHostOrBelowItsDomain() {
    assertPermits("uri example.com", "CN=utf8:svc ; uri https://EXAMPLE.com:443/a?b#c");
    assertPermits("uri example.com", "CN=utf8:svc ; uri spiffe://example.com/svc");
    assertDoesNotPermit("uri example.com", "CN=utf8:svc ; uri spiffe://a.example.com/svc");
    assertPermits("uri .example.com", "CN=utf8:svc ; uri spiffe://a.example.com/svc");
    assertDoesNotPermit("uri .example.com", "CN=utf8:svc ; uri spiffe://example.com/svc");
    assertExcludes("uri example.com", "CN=utf8:svc ; uri spiffe://EXAMPLE.com");
    assertDoesNotExclude("uri example.com", "CN=utf8:svc ; uri spiffe://example.org/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:example:trust.example",
        "mailto:a@trust.example",
        "spiffe://evil.example\\@trust.example/",
        "spiffe://trust.example\\@evil.example/",
        "https://trust.example@evil.example/",
        "https://user@trust.example/",
        "https://evil.example#@trust.example/\\",
        "https://trust.example%2eevil.example/",
        "https://10.0.0.1/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https:///trust.example/",
        "https:/trust.example/",
        "https://trust.example:a/",
        "https://trust.example./",
        "spiffe:trust.example"
      })
  void rejectsUriWithAmbiguousHost(String uri) {
    assertDoesNotPermit("uri trust.example", "CN=utf8:svc ; uri " + uri);
    assertDoesNotPermit("uri", "CN=utf8:svc ; uri " + uri);
    assertExcludes("uri other.example", "CN=utf8:svc ; uri " + uri);
  }

  // Addresses.

  @Test
  void addressIsWithinItsRange() {
    assertPermits("ip 10.0.0.0/8", "CN=utf8:svc ; ip 10.1.2.3");
    assertDoesNotPermit("ip 10.0.0.0/8", "CN=utf8:svc ; ip 11.1.2.3");
    assertPermits("ip 2001:db8::/32", "CN=utf8:svc ; ip 2001:db8::1");
    assertExcludes("ip 2001:db8::/33", "CN=utf8:svc ; ip 2001:db8::1");
    assertDoesNotExclude("ip 2001:db8::/33", "CN=utf8:svc ; ip 2001:db8:8000::1");
    assertPermits("ip 0.0.0.0/0", "CN=utf8:svc ; ip 10.1.2.3");
    assertDoesNotPermit("ip 0.0.0.0/0", "CN=utf8:svc ; ip 2001:db8::1");
  }

  @Test
  void excludedIpv6RangeDoesNotMatchIpv4() {
    assertDoesNotExclude(ALL_OF_IPV6, "CN=utf8:svc ; ip 10.1.2.3");
    assertExcludes(ALL_OF_IPV6, "CN=utf8:svc ; ip 2001:db8::1");
  }

  @Test
  void mappedAddressIsAnIpv4AddressOnlyForExcludedRanges() {
    String mapped = "CN=utf8:svc ; iphex 00000000000000000000ffff0a010203";
    String mappedRange = "iphex 00000000000000000000ffff0a000000ffffffffffffffffffffffffff000000";
    assertExcludes("ip 10.0.0.0/8", mapped);
    assertDoesNotExclude("ip 11.0.0.0/8", mapped);
    assertExcludes(mappedRange, "CN=utf8:svc ; ip 10.1.2.3");
    assertDoesNotPermit("ip 10.0.0.0/8", mapped);
    assertDoesNotPermit(mappedRange, "CN=utf8:svc ; ip 10.1.2.3");
  }

  // Unsupported types.

  @ParameterizedTest
  @ValueSource(strings = {"other 1.2.3 a", "x400", "edi a", "rid 1.2.3"})
  void rejectsOnlyNamesWithConstraintOfUnsupportedType(String name) {
    assertDoesNotPermit(name, "CN=utf8:svc ; " + name);
    assertExcludes(name, "CN=utf8:svc ; " + name);
    assertPermits(name, "CN=utf8:svc ; dns a.example");
    assertDoesNotExclude(name, "CN=utf8:svc ; dns a.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"other 1.2.3 a", "x400", "edi a", "rid 1.2.3", "ip 10.0.0.1", "dir O=utf8:b"})
  void acceptsNameOfATypeWithoutConstraints(String name) {
    assertPermits("dns example.com", "CN=utf8:svc ; " + name);
    assertDoesNotExclude("dns example.com", "CN=utf8:svc ; " + name);
  }

  // Which constraints apply to which names.

  @Test
  void constraintsOfEveryIssuerApply() {
    Pki.Authority anchor =
        pki.rootBuilder("Anchor").permit(alternative("dns example.com")).issueAuthority();
    Pki.Authority middle =
        anchor
            .intermediateBuilder("Middle")
            .permit(alternative("dns example.org"))
            .issueAuthority();
    Pki.Authority lowest =
        middle.intermediateBuilder("Lowest").exclude(alternative("ip 10.0.0.0/8")).issueAuthority();
    assertValid(validate(trusting(anchor), lowest.client("svc").issue()));
    for (String name : List.of("dns a.example.com", "dns a.example.org", "ip 10.0.0.1")) {
      PathResult result =
          validate(trusting(anchor), lowest.client("svc").san(alternative(name)).issue());
      assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "the leaf: name constraints");
    }
  }

  @Test
  void constraintsApplyToNamesOfIntermediates() {
    Pki.Authority anchor = pki.rootBuilder("Anchor").exclude(alternative(ACME)).issueAuthority();
    Pki.Authority evil =
        anchor
            .intermediateBuilder("")
            .subject(NamedCertificate.subject("O=universal:Acme"))
            .issueAuthority();
    assertRefused(
        validate(trusting(anchor), evil.client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "certificate 1 above the leaf: name constraints exclude its directoryName");
  }

  @Test
  void selfIssuedIntermediateIsExempt() {
    Pki.Authority anchor = pki.rootBuilder("Anchor").exclude(alternative("dns")).issueAuthority();
    Pki.Authority renewed = anchor.intermediateBuilder("Anchor").dns("ca.example").issueAuthority();
    assertValid(validate(trusting(anchor), renewed.client("svc").issue()));
    assertRefused(
        validate(trusting(anchor), renewed.client("svc").dns("a.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "the leaf: name constraints exclude its dNSName");
  }

  @Test
  void selfIssuedLeafIsNotExempt() {
    Pki.Authority anchor = pki.rootBuilder("Anchor").exclude(alternative("dns")).issueAuthority();
    assertRefused(
        validate(trusting(anchor), anchor.client("Anchor").dns("a.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "the leaf: name constraints exclude its dNSName");
  }

  @Test
  void constraintsOfSelfIssuedIntermediateApply() {
    Pki.Authority anchor = pki.root("Anchor");
    Pki.Authority renewed =
        anchor.intermediateBuilder("Anchor").exclude(alternative("dns")).issueAuthority();
    assertRefused(
        validate(trusting(anchor), renewed.client("svc").dns("a.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "name constraints");
  }

  // Malformed constraints.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dns .",
        "dns ..example.com",
        "dns *.example.com",
        "dns example.com.",
        "dns a b",
        "email @example.com",
        "email a@",
        "email a@b@example.com",
        "email a b@example.com",
        "email .",
        "uri .",
        "uri https://example.com",
        "uri example.com:443",
        "uri a@example.com",
        "iphex 0a000000",
        "iphex 0a000000ff00ff00",
        "iphex 0a0000ff0000"
      })
  void rejectsMalformedConstraint(String base) {
    assertThatIllegalArgumentException().isThrownBy(() -> NameSubtree.of(alternative(base)));
    Pki.Authority intermediate =
        root.intermediateBuilder("Constrained").exclude(alternative(base)).issueAuthority();
    assertRefused(
        validateDer(root, intermediate.client("svc").issue(), intermediate),
        Reason.CHAIN_MALFORMED,
        "malformed extension 2.5.29.30");
  }

  @ParameterizedTest
  @CsvSource({
    "300ea00c300a820561622e6364800101, minimum of one",
    "300ea00c300a820561622e6364810101, maximum",
    "3011a00f300d820561622e6364800100810101, both"
  })
  void rejectsMinimumOrMaximumOtherThanTheDefault(String value, String what) {
    byte[] octets = HexFormat.of().parseHex(value);
    Pki.Authority intermediate =
        root.intermediateBuilder("Constrained")
            .extension(Extension.nameConstraints, true, octets)
            .issueAuthority();
    PathResult result = validate(trusting(root), intermediate.client("svc").issue());
    assertThat(result).as(what).isInstanceOf(PathResult.NoPath.class);
    assertRefused(result, Reason.CHAIN_MALFORMED, "minimum or maximum is not the default");
  }

  // The rest of the path is still validated.

  @Test
  void checksPathLengthAndPoliciesBelowNameConstrainedIssuer() {
    Pki.Authority constrained =
        root.intermediateBuilder("Constrained")
            .pathLength(0)
            .permit(alternative("dns example.com"))
            .issueAuthority();
    assertValid(validate(trusting(root), constrained.client("svc").issue()));
    assertRefused(
        validate(trusting(root), constrained.intermediate("Below").client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
    byte[] requireExplicitPolicy = HexFormat.of().parseHex("3003800100");
    byte[] policy = HexFormat.of().parseHex("300530030601" + "29");
    CertificateBuilder builder =
        root.intermediateBuilder("Constrained")
            .extension(Extension.policyConstraints, true, requireExplicitPolicy)
            .extension(Extension.certificatePolicies, false, policy)
            .permit(alternative("dns example.com"));
    Pki.Authority issuer = builder.issueAuthority();
    assertValid(
        validate(
            trusting(root),
            issuer.client("svc").extension(Extension.certificatePolicies, false, policy).issue()));
    assertRefused(
        validate(trusting(root), issuer.client("svc").issue()), Reason.CERTIFICATE_UNTRUSTED, "");
  }
}
