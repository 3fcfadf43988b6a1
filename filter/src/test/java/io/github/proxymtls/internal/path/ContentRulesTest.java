package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.ExtensionSyntax;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the content that is required of every certificate, and its limits. */
class ContentRulesTest extends PathFixture {

  private CertificateBuilder client() {
    return issuing.client("svc");
  }

  private static @Nullable String flaw(CertificateBuilder certificate) {
    return ContentRules.flaw(ParsedCertificate.of(certificate.issue().der()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          negative path length         | 2.5.29.19 | 30060101ff020100     | 30060101ff0201ff
          path length of 256           | 2.5.29.19 | 30070101ff020200ff   | 30070101ff02020100
          something behind the length  | 2.5.29.19 | 30060101ff020100     | 30080101ff0201000500
          no bits                      | 2.5.29.15 | 03020780             | 030100
          no bit that is set           | 2.5.29.15 | 03020780             | 03020700
          no purpose                   | 2.5.29.37 | 300a06082b06010505070302 | 3000
          purpose that is no OID       | 2.5.29.37 | 300a06082b06010505070302 | 30020500
          no name                      | 2.5.29.17 | 3003820161           | 3000
          address of five octets       | 2.5.29.17 | 300687040a000001     | 300787050a00000100
          dNSName that is not ASCII    | 2.5.29.17 | 3003820161           | 30038201e9
          dNSName with NUL             | 2.5.29.17 | 3003820161           | 3003820100
          other issuer's names         | 2.5.29.18 | 3003820161           | 3000
          no policy                    | 2.5.29.32 | 30053003060129       | 3000
          one policy twice             | 2.5.29.32 | 30053003060129       | 300a30030601293003060129
          no qualifier                 | 2.5.29.32 | 30053003060129       | 300730050601293000
          no constraint                | 2.5.29.36 | 3003800100           | 3000
          negative constraint          | 2.5.29.36 | 3003800100           | 30038001ff
          negative certificates        | 2.5.29.54 | 020100               | 0201ff
          key identifier               | 2.5.29.14 | 04020001             | 03020001
          authority's key identifier   | 2.5.29.35 | 300480020001         | 04020001
          unordered authority          | 2.5.29.35 | 300480020001         | 3007820101800200ff
          no distribution point        | 2.5.29.31 | 30093007a005a003820161 | 3000
          mapping of one               | 2.5.29.33 | 30083006060129060128 | 30053003060129
          """)
  void rejectsMalformedExtension(String what, String oid, String good, String bad) {
    ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(oid);
    assertThat(flaw(client().extension(type, false, HexFormat.of().parseHex(good))))
        .as(what)
        .isNull();
    assertThat(flaw(client().extension(type, false, HexFormat.of().parseHex(bad))))
        .as(what)
        .contains("malformed extension " + oid);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a name          | 300ba0093007820561622e6364 | true
          every name      | 3006a00430028200           | true
          nothing         | 3000                       | false
          no subtree      | 3002a000                   | false
          leading dot     | 300ca00a300882062e61622e6364 | true
          wildcard        | 300ca00a300882062a2e622e6364 | false
          IPv4 and mask   | 300ea00c300a87080a000000ff000000 | true
          IPv4 alone      | 300aa008300687040a000000   | false
          minimum of one  | 300ea00c300a820561622e6364800101 | false
          minimum of zero | 300ea00c300a820561622e6364800100 | true
          """)
  void rejectsMalformedNameConstraints(String what, String value, boolean good) {
    CertificateBuilder authority =
        root.intermediateBuilder("Constrained")
            .extension(Extension.nameConstraints, true, HexFormat.of().parseHex(value));
    assertThat(flaw(authority) == null).as(what).isEqualTo(good);
  }

  @Test
  void serialNumberIsPositiveAndHasAtMostTwentyOctets() {
    assertThat(flaw(client().serial(BigInteger.ONE))).isNull();
    assertThat(flaw(client().serial(BigInteger.ONE.shiftLeft(159)))).isNull();
    assertThat(flaw(client().serial(BigInteger.ZERO))).contains("not positive");
    assertThat(flaw(client().serial(BigInteger.ONE.negate()))).contains("not positive");
    assertThat(flaw(client().serial(BigInteger.ONE.shiftLeft(160)))).contains("20 octets");
  }

  @Test
  void acceptsForwardedRootWithSerialNumberZero() {
    Pki.Authority old = pki.rootBuilder("Old").serial(BigInteger.ZERO).issueAuthority();
    Pki.Authority middle = old.intermediate("Middle");
    assertValid(validate(trusting(middle), middle.client("svc").issue(), middle, old));
  }

  @Test
  void rejectsChainWithMalformedCertificate() {
    byte[] malformed = HexFormat.of().parseHex("3000");
    Pki.Authority other =
        pki.rootBuilder("Other")
            .extension(Extension.certificatePolicies, false, malformed)
            .issueAuthority();
    assertRefused(
        validate(trusting(root), client().issue(), issuing, other),
        Reason.CHAIN_MALFORMED,
        "certificate 1 of the chain: malformed extension 2.5.29.32");
  }

  /** The certificate may belong to anyone and is not used. */
  @Test
  void acceptsChainWithUnusedCertificateThatIsNotACa() {
    Pki.Authority other = root.client("other").issueAuthority();
    Pki.Authority unrelated = pki.rootBuilder("Unrelated").ca(false).noKeyUsage().issueAuthority();
    Pki.Held leaf = client().issue();
    assertPath(validate(trusting(root), leaf, issuing, other, unrelated), leaf, issuing, root);
    assertPath(validate(trusting(root), leaf, other, issuing, unrelated), leaf, issuing, root);
  }

  @Test
  void rejectsThousandsOfNamesBeforeReadingThem() {
    assertThat(flaw(named(ExtensionSyntax.MAX_NAMES))).isNull();
    assertThat(flaw(named(ExtensionSyntax.MAX_NAMES + 1))).contains("129 names");
    assertRefused(
        validate(trusting(root), named(4000).issue()),
        Reason.CERTIFICATE_MALFORMED,
        "4000 names; expected 1 to 128");
  }

  private CertificateBuilder named(int names) {
    CertificateBuilder builder = client();
    IntStream.range(0, names).forEach(i -> builder.dns("a" + i));
    return builder;
  }

  @Test
  void rejectsThousandsOfExtensions() {
    assertRefused(
        validate(trusting(root), extended(2000).issue()),
        Reason.CERTIFICATE_MALFORMED,
        "extensions; expected at most " + ExtensionSyntax.MAX_EXTENSIONS);
    assertValid(validate(trusting(root), extended(10).issue()));
  }

  private CertificateBuilder extended(int extensions) {
    CertificateBuilder builder = client();
    for (int i = 0; i < extensions; i++) {
      builder.extension(UNKNOWN.branch(String.valueOf(i)), false, DERNull.INSTANCE);
    }
    return builder;
  }

  @Test
  void rejectsDeepRecursion() {
    byte[] nested = new byte[0];
    for (int depth = 0; depth < 2000; depth++) {
      nested = encoded(0xa4, encoded(0x30, nested));
    }
    for (ASN1ObjectIdentifier oid :
        List.of(Extension.subjectAlternativeName, Extension.cRLDistributionPoints, UNKNOWN)) {
      PathResult result =
          validate(trusting(root), client().extension(oid, false, encoded(0x30, nested)).issue());
      assertThat(result instanceof PathResult.Valid).as(oid.getId()).isEqualTo(oid.equals(UNKNOWN));
    }
  }

  private static byte[] encoded(int tag, byte[] contents) {
    int length = contents.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    byte[] all = Arrays.copyOf(head, head.length + length);
    System.arraycopy(contents, 0, all, head.length, length);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-28, 260228, 260229",
    "2026-02-28, 260228, 261301",
    "2026-02-28, 260228, 260132",
    "2026-02-28, 260228, 260001",
    "2061-02-28, 20610228, 20610229",
    "2061-02-28, 20610228, 20611301",
  })
  void rejectsDateThatDoesNotExist(String day, String written, String changed) {
    Instant end = Instant.parse(day + "T00:00:00Z");
    byte[] der = client().validity(end.minusSeconds(9_000_000), end).issue().der();
    int at = new String(der, StandardCharsets.ISO_8859_1).indexOf(written);
    byte[] octets = changed.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octets, 0, der, at, octets.length);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              String flaw = ContentRules.flaw(ParsedCertificate.of(der));
              throw new IllegalArgumentException(flaw);
            })
        .withMessageMatching("malformed date|not a certificate in strict DER");
  }

  @Test
  void acceptsEarliestAndLatestDates() {
    Pki.Held leaf =
        client()
            .validity(Instant.parse("1950-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"))
            .issue();
    assertThat(ContentRules.flaw(ParsedCertificate.of(leaf.der()))).isNull();
    assertValid(validate(trusting(root), leaf));
  }

  @Test
  void printableStringContainsOnlyItsCharacters() {
    assertThat(flaw(client().subject(printable("A-Z (svc) '+,./:=?")))).isNull();
    for (String text : List.of("a&b", "a*b", "a@b", "a_b")) {
      assertThat(flaw(client().subject(printable(text)))).as(text).contains("malformed name");
    }
  }

  private static X500Name printable(String text) {
    return new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERPrintableString(text))});
  }

  @Test
  void emptySubjectRequiresCriticalAlternativeNames() {
    GeneralName[] names = {new GeneralName(GeneralName.dNSName, "a.example")};
    X500Name empty = X500Name.getInstance(new DERSequence());
    for (boolean critical : new boolean[] {true, false}) {
      CertificateBuilder nameless =
          client()
              .subject(empty)
              .extension(Extension.subjectAlternativeName, critical, new DERSequence(names));
      assertThat(flaw(nameless) == null).isEqualTo(critical);
    }
  }

  @Test
  void rejectsExtensionsOfOtherKindsOfCertificates() {
    assertThat(flaw(client().permit(new GeneralName(GeneralName.dNSName, "a.example"))))
        .contains("name constraints");
    assertThat(
            flaw(
                client()
                    .extension(
                        Extension.subjectKeyIdentifier, true, new DEROctetString(new byte[4]))))
        .contains("critical key identifier");
  }

  @Test
  void throwsNothingForAnyChangedOctetOfALeaf() {
    byte[] der = named(3).issue().der();
    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= 0x11;
      try {
        assertThat(ContentRules.flaw(ParsedCertificate.of(changed))).isNotEqualTo("");
      } catch (IllegalArgumentException notACertificate) {
        assertThat(notACertificate).hasMessageMatching("(?s).+");
      }
    }
  }
}
