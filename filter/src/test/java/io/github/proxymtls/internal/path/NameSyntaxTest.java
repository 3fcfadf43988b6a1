package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.ControlCharacters;
import io.github.proxymtls.internal.x509.DirectoryNameSyntax;
import io.github.proxymtls.internal.x509.GeneralNameSyntax;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GraphicString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1VideotexString;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that names are checked in every certificate, whether or not they are used later. */
@Tag("slow")
class NameSyntaxTest extends PathFixture {

  private static final String UPN = "1.3.6.1.4.1.311.20.2.3";

  /** Creates a value of each string type that can contain the character. */
  private static Stream<ASN1Encodable> values(int character) {
    String text = "a" + Character.toString(character) + "b";
    Stream<ASN1Encodable> wide =
        Stream.of(
            new DERUTF8String(text),
            new DERBMPString(text),
            new DERUniversalString(text.getBytes(Charset.forName("UTF-32BE"))),
            new DERSequence(new DERUTF8String(text)));
    if (character > 0xff) {
      return wide;
    }
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return Stream.concat(
        wide,
        Stream.of(
            new DERT61String(text),
            new DERGeneralString(text),
            ASN1GraphicString.getInstance(tagged(0x19, octets)),
            ASN1VideotexString.getInstance(tagged(0x15, octets))));
  }

  private static byte[] tagged(int tag, byte[] octets) {
    byte[] all = new byte[octets.length + 2];
    all[0] = (byte) tag;
    all[1] = (byte) octets.length;
    System.arraycopy(octets, 0, all, 2, octets.length);
    return all;
  }

  private static IntStream controlCharacters() {
    return IntStream.concat(
        IntStream.concat(IntStream.rangeClosed(0x01, 0x1f), IntStream.rangeClosed(0x7f, 0x9f)),
        IntStream.of(0x2028, 0x2029));
  }

  private static X500Name named(ASN1Encodable value) {
    return new X500Name(
        new RDN[] {new RDN(BCStyle.O, new DERUTF8String("Acme")), new RDN(BCStyle.CN, value)});
  }

  private void assertMalformed(Pki.Held leaf, String detail) {
    assertRefused(validate(trusting(root), leaf), Reason.CERTIFICATE_MALFORMED, detail);
  }

  // Characters.

  @Test
  void controlCharactersAreC0DelC1AndLineSeparators() {
    IntStream.concat(IntStream.of(0), controlCharacters())
        .forEach(c -> assertThat(ControlCharacters.in(Character.toString(c))).isTrue());
    IntStream.of(' ', '~', 0xa0, 0xad, 0x200b, 0x202e, 0x2027, 0x202a, 0xfeff, 0x1f600)
        .forEach(c -> assertThat(ControlCharacters.in(Character.toString(c))).isFalse());
  }

  @Test
  void rejectsControlCharacterInASubjectOfEveryStringType() {
    controlCharacters()
        .boxed()
        .flatMap(NameSyntaxTest::values)
        .forEach(
            value ->
                assertThat(DirectoryNameSyntax.flaw(named(value)))
                    .as(value.toString())
                    .contains("control character"));
  }

  @Test
  void rejectsControlCharacterInAnAlternativeNameOfEveryKind() {
    controlCharacters()
        .forEach(
            c -> {
              String text = "a" + Character.toString(c) + "b";
              values(c).forEach(value -> assertControl(new GeneralName(named(value))));
              ASN1Encodable[] upn = {
                new ASN1ObjectIdentifier(UPN), new DERTaggedObject(true, 0, new DERUTF8String(text))
              };
              assertControl(new GeneralName(GeneralName.otherName, new DERSequence(upn)));
              ASN1Encodable party = new DERTaggedObject(true, 1, new DERUTF8String(text));
              assertControl(new GeneralName(GeneralName.ediPartyName, new DERSequence(party)));
            });
    for (String c : List.of("\u0001", "\t", "\n", "\r", "\u001b", "\u007f")) {
      assertControl(new GeneralName(GeneralName.uniformResourceIdentifier, "urn:a" + c));
      assertControl(new GeneralName(GeneralName.dNSName, "a" + c + ".example"));
      assertControl(new GeneralName(GeneralName.rfc822Name, "a" + c + "@b.example"));
      assertControl(new GeneralName(GeneralName.rfc822Name, "\"a" + c + "\"@b.example"));
    }
  }

  private static void assertControl(GeneralName name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeneralNameSyntax.names(new DERSequence(name), 1))
        .withMessageContaining("a control character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "\t", "a\u007f", "a\u0085b", "a\u2028b", "a\0b"})
  void rejectsControlCharacterInTheCommonName(String name) {
    assertMalformed(issuing.client(name).issue(), "");
    assertRefused(
        validate(trusting(root), root.intermediate(name).client("svc").issue()),
        Reason.CERTIFICATE_MALFORMED,
        "");
  }

  /** An attribute that is neither compared nor displayed. */
  @Test
  void rejectsControlCharacterInAnyAttribute() {
    ASN1ObjectIdentifier unexpected = UNKNOWN.branch("7");
    X500Name name =
        new X500Name(
            new RDN[] {
              new RDN(BCStyle.CN, new DERUTF8String("svc")),
              new RDN(unexpected, new DERUTF8String("a\nb"))
            });
    assertMalformed(
        issuing.client("svc").subject(name).issue(),
        "the leaf: malformed name: a control character in attribute " + unexpected.getId());
  }

  // Alternative names.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@",
        "a@",
        "@example.org",
        "a@b@example.org",
        "a b@example.org",
        "<a@example.org>",
        "A <a@example.org>",
        "a@example.org,b@example.org",
        "a@.example.org",
        "a@example.org.",
        "a@exa mple.org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "\"a@example.org",
        "\"a\"b@example.org",
        "\"a\\\"@example.org",
        "a@[]",
        "a@[10.0.0.1",
        "a@10.0.0.1]",
        "a@[a]b]",
        "(a)b@example.org",
        "a\\@b@example.org",
        "mailto:a@example.org@b"
      })
  void rejectsMailboxWithoutExactlyOneLocalPartAndHost(String address) {
    assertMalformed(issuing.client("svc").email(address).issue(), "mailbox");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.org",
        "a.b+c@example.org",
        "o'brien@example.org",
        "a@localhost",
        "A@EXAMPLE.ORG",
        "\"a@b\"@example.org",
        "\"a b\"@example.org",
        "\"\"@example.org",
        "\"a\\\"b\"@example.org",
        "a=b@example.org",
        "{a|b}@example.org",
        "a@[10.0.0.1]",
        "a@[IPv6:2001:db8::1]",
        "a@xn--bcher-kva.example",
        "a@a_b.example"
      })
  void acceptsMailbox(String address) {
    assertValid(validate(trusting(root), issuing.client("svc").email(address).issue()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a",
        "urn:",
        "//host/a",
        "/a",
        "www.example.org",
        "1a:b",
        "-a:b",
        "a b:c",
        "a_b:c",
        ":a",
        "?a:b",
        "%61:b"
      })
  void rejectsUriWithoutAScheme(String uri) {
    assertMalformed(issuing.client("svc").uri(uri).issue(), "a URI without a scheme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:a", "spiffe://example/svc", "https://example.org", "HTTPS://EXAMPLE.ORG/", "a+b-c.1:d",
        "urn:host name:app", "x:\\", "file:///a", "ldap://h/cn=a?b", "mailto:a@b"
      })
  void acceptsUri(String uri) {
    assertValid(validate(trusting(root), issuing.client("svc").uri(uri).issue()));
  }

  @Test
  void rejectsEmptyDnsName() {
    assertMalformed(issuing.client("svc").dns("").issue(), "an empty DNS name");
    assertMalformed(issuing.client("svc").dns("a.example").dns("").issue(), "an empty DNS name");
  }

  // Positions.

  private static final List<Function<CertificateBuilder, CertificateBuilder>> MALFORMED =
      List.of(
          builder -> builder.subject(named(new DERUTF8String("a\nb"))),
          builder -> builder.subject(named(new DERUTF8String("a\0b"))),
          builder -> builder.uri(""),
          builder -> builder.email("a"),
          builder -> builder.email("a\n@b.example"),
          builder -> builder.dns(""),
          builder -> builder.otherName(UPN, "a\r\nb"),
          builder ->
              builder.extension(
                  Extension.issuerAlternativeName,
                  false,
                  new GeneralNames(
                      new GeneralName(GeneralName.uniformResourceIdentifier, "a\nb:c"))));

  @Test
  void rejectsMalformedNameInEveryForwardedCertificate() {
    for (Function<CertificateBuilder, CertificateBuilder> malformed : MALFORMED) {
      Pki.Held leaf = malformed.apply(issuing.client("svc")).issue();
      assertMalformed(leaf, "");

      Pki.Authority middle = malformed.apply(root.intermediateBuilder("Middle")).issueAuthority();
      assertMalformed(middle.client("svc").issue(), "");

      Pki.Authority unrelated = malformed.apply(pki.rootBuilder("Unrelated")).issueAuthority();
      assertRefused(
          validate(trusting(root), issuing.client("svc").issue(), issuing, unrelated),
          Reason.CERTIFICATE_MALFORMED,
          "");
    }
  }

  @Test
  void acceptsUnusualButWellFormedNames() {
    for (String name :
        List.of(
            "a\u200bb", "\u202ea", "a\u00a0b", "a\u00adb", "\ufeffa", "\\n", "%0a", "a\u3000b")) {
      assertValid(validate(trusting(root), issuing.client(name).issue()));
    }
    for (ASN1Encodable value :
        List.of(
            new DERUTF8String("M\u00fcller"),
            new DERT61String("M\u00fcller"),
            new DERBMPString("M\u00fcller"),
            new DERPrintableString("a.b-c"),
            new DERIA5String("a@b"),
            new DERVisibleString("a~b"),
            new DERNumericString("1 2"),
            new DERGeneralString("a"),
            new DERUTF8String(""))) {
      assertValid(validate(trusting(root), issuing.client("x").subject(named(value)).issue()));
    }
    assertValid(validate(trusting(root), issuing.client("svc").otherName(UPN, "a@b").issue()));
  }
}
