package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateNamesTest {

  private final Pki pki = Pki.create();

  private CertificateNames names(UnaryOperator<CertificateBuilder> with) {
    return CertificateNames.of(
        ParsedCertificate.of(with.apply(pki.selfSigned("svc")).issue().der()));
  }

  private void assertRefused(UnaryOperator<CertificateBuilder> with, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> names(with))
        .withMessageContaining(message);
  }

  @Test
  void everyNameKeepsItsType() {
    CertificateNames names =
        names(
            with ->
                with.dns("a.example")
                    .uri("spiffe://x/a,b;c=\"d\"")
                    .email("a@example.org")
                    .ip("10.0.0.1")
                    .otherName("1.3.6.1.4.1.311.20.2.3", "upn@example.org"));
    assertThat(names.dns()).containsExactly("a.example");
    assertThat(names.uris()).containsExactly("spiffe://x/a,b;c=\"d\"");
    assertThat(names.emails()).containsExactly("a@example.org");
    assertThat(names.ips()).containsExactly(new byte[] {10, 0, 0, 1});
    assertThat(names.subject()).isEqualTo(DistinguishedName.parse("CN=svc"));
  }

  @Test
  void certificateWithoutAlternativeNamesHasNone() {
    CertificateNames names = names(with -> with);
    assertThat(names.dns()).isEmpty();
    assertThat(names.uris()).isEmpty();
    assertThat(names.emails()).isEmpty();
    assertThat(names.ips()).isEmpty();
  }

  @Test
  void thumbprintIsThatOfTheReceivedOctets() {
    Pki.Held held = pki.selfSigned("svc").issue();
    assertThat(CertificateNames.of(ParsedCertificate.of(held.der())).thumbprint())
        .isEqualTo(held.thumbprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "a.example",
        "a_b.example",
        "1.example",
        "xn--a.example",
        "A.EXAMPLE"
      })
  void acceptsWellFormedDnsName(String name) {
    assertThat(names(with -> with.dns(name)).dns()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ".example",
        "example.",
        "a..example",
        "*.example",
        "*",
        "a*.example",
        "a\0.example",
        "a b.example",
        "-a.example",
        "a-.example",
        "a/b",
        "a,b",
        "ä.example"
      })
  void rejectsMalformedOrWildcardDnsName(String name) {
    assertRefused(with -> with.dns(name), "in the subject alternative names");
  }

  @Test
  void acceptsLongestDnsNameAndRejectsOneCharacterMore() {
    String label = "a".repeat(63) + ".";
    String longest = label.repeat(3) + "a".repeat(61);
    assertThat(names(with -> with.dns(longest)).dns()).containsExactly(longest);
    assertRefused(with -> with.dns(longest + "a"), "of 254 characters");
    assertRefused(with -> with.dns("a".repeat(64)), "malformed DNS name");
  }

  @Test
  void rejectsNul() {
    assertRefused(with -> with.uri("x://a\0b"), "NUL");
    assertRefused(with -> with.email("a\0@example.org"), "NUL");
    assertRefused(with -> with.commonName("a\0b"), "NUL");
  }

  @Test
  void rejectsTextThatIsNotAscii() {
    assertRefused(with -> with.uri("x:\u00e4"), "not ASCII");
    assertRefused(with -> with.email("\u00e4@example.org"), "not ASCII");
  }

  @Test
  void rejectsAddressOfAnotherLength() {
    GeneralName five = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5]));
    assertRefused(with -> with.san(five), "an iPAddress of 5 octets");
  }

  @Test
  void rejectsMalformedAlternativeNames() {
    assertRefused(
        with ->
            with.extension(Extension.subjectAlternativeName, false, new DERUTF8String("a.example")),
        "malformed extension 2.5.29.17");
    assertRefused(
        with -> with.extension(Extension.subjectAlternativeName, false, new DERSequence()),
        "malformed extension 2.5.29.17");
  }
}
