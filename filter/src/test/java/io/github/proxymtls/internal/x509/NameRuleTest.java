package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.proxymtls.internal.x509.NameRule.Kind;
import io.github.proxymtls.testing.Pki;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameRuleTest {

  private static final Pki.Held HELD =
      Pki.create()
          .selfSigned("svc")
          .subject("CN=svc,O=Acme")
          .dns("other.example")
          .dns("svc.example")
          .uri("https://example/Path")
          .email("Svc@Example.org")
          .ip("10.0.0.1")
          .ip("2001:db8::1")
          .otherName("1.3.6.1.4.1.311.20.2.3", "upn@example.org")
          .issue();

  private static final CertificateNames NAMES =
      CertificateNames.of(ParsedCertificate.of(HELD.der()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SUBJECT_DN | CN=SVC,O=acme
          SAN_DNS    | SVC.example
          SAN_DNS    | other.example
          SAN_URI    | https://example/Path
          SAN_EMAIL  | Svc@example.ORG
          SAN_IP     | 10.0.0.1
          SAN_IP     | 2001:DB8:0:0:0:0:0:1
          SAN_IP     | 2001:db8::0.0.0.1
          """)
  void matches(Kind kind, String value) {
    NameRule rule = NameRule.of(kind, value);
    assertThat(rule.matches(NAMES)).isTrue();
    assertThat(rule.kind()).isEqualTo(kind);
    assertThat(rule.value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SUBJECT_DN | O=Acme,CN=svc
          SUBJECT_DN | CN=svc
          SAN_DNS    | example
          SAN_DNS    | a.svc.example
          SAN_DNS    | svc-example
          SAN_DNS    | 10.0.0.1
          SAN_URI    | https://example/path
          SAN_URI    | HTTPS://example/Path
          SAN_URI    | https://example/Path/
          SAN_EMAIL  | svc@example.org
          SAN_EMAIL  | Svc@sub.example.org
          SAN_EMAIL  | upn@example.org
          SAN_IP     | 10.0.0.2
          SAN_IP     | ::ffff:10.0.0.1
          """)
  void doesNotMatch(Kind kind, String value) {
    assertThat(NameRule.of(kind, value).matches(NAMES)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SUBJECT_DN | ''
          SUBJECT_DN | svc
          SAN_DNS    | *.example
          SAN_DNS    | .example
          SAN_DNS    | example.
          SAN_DNS    | a..example
          SAN_DNS    | \u212aelvin.example
          SAN_URI    | example
          SAN_URI    | https://ex\u00e4mple/
          SAN_EMAIL  | svc
          SAN_EMAIL  | @example.org
          SAN_EMAIL  | svc@
          SAN_IP     | 10.0.0
          SAN_IP     | 10.0.0.01
          SAN_IP     | ::ffff:010.0.0.1
          SAN_IP     | 10.0.0.0/8
          SAN_IP     | fe80::1%eth0
          SAN_IP     | localhost
          SAN_IP     | :1
          SAN_IP     | 1:
          SAN_IP     | :
          SAN_IP     | ::1::
          SAN_IP     | 1:2:3:4:5:6:7
          SAN_IP     | 1:2:3:4:5:6:7:8:9
          SAN_IP     | 1:2:3:4:5:6:7::8
          SAN_IP     | ::00001
          SAN_IP     | ::10.0.0
          SAN_IP     | [::1]
          SAN_IP     | 10.0.0.256
          SAN_IP     | ''
          SHA256     | abc
          """)
  void rejectsValueThatIsNotValidForItsKind(Kind kind, String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> NameRule.of(kind, value));
  }

  @Test
  void sha256IsHexadecimalOrBase64url() {
    String hex = HELD.sha256Hex();
    assertThat(NameRule.of(Kind.SHA256, hex).matches(NAMES)).isTrue();
    assertThat(NameRule.of(Kind.SHA256, hex.toUpperCase(Locale.ROOT)).matches(NAMES)).isTrue();
    assertThat(NameRule.of(Kind.SHA256, colons(hex)).matches(NAMES)).isTrue();
    assertThat(NameRule.of(Kind.SHA256, HELD.thumbprint()).matches(NAMES)).isTrue();
  }

  @Test
  void sha256OfAnotherCertificateDoesNotMatch() {
    String other = Pki.create().selfSigned("svc").issue().sha256Hex();
    assertThat(NameRule.of(Kind.SHA256, other).matches(NAMES)).isFalse();
  }

  @Test
  void rejectsSha256WithUnusedBitsPaddingOrMisplacedColons() {
    String thumbprint = HELD.thumbprint();
    String hex = HELD.sha256Hex();
    for (String value :
        new String[] {
          thumbprint.substring(0, 42) + "B",
          thumbprint + "=",
          hex.substring(1),
          hex + "00",
          hex.substring(0, 62) + ":0",
          colons(hex).replace("a", "g").replaceFirst(":", "-"),
          "+" + thumbprint.substring(1)
        }) {
      assertThatIllegalArgumentException()
          .as(value)
          .isThrownBy(() -> NameRule.of(Kind.SHA256, value));
    }
  }

  private static String colons(String hex) {
    StringBuilder text = new StringBuilder(hex);
    for (int i = hex.length() - 2; i > 0; i -= 2) {
      text.insert(i, ':');
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "SUBJECT_DN, 'CN=a,O=b', 'cn=A,o=B', true",
    "SUBJECT_DN, 'CN=a,O=b', 'O=b,CN=a', false",
    "SAN_DNS, a.example, A.Example, true",
    "SAN_DNS, a.example, b.example, false",
    "SAN_URI, spiffe://a/b, spiffe://a/b, true",
    "SAN_URI, spiffe://a/b, spiffe://A/b, false",
    "SAN_EMAIL, a@b.example, a@B.Example, true",
    "SAN_EMAIL, a@b.example, A@b.example, false",
    "SAN_IP, 2001:db8::1, 2001:DB8:0::1, true",
    "SAN_IP, 10.0.0.1, ::ffff:10.0.0.1, false"
  })
  void recognizesRulesThatMatchTheSameCertificates(
      NameRule.Kind kind, String one, String other, boolean same) {
    assertThat(NameRule.of(kind, one).sameAs(NameRule.of(kind, other))).isEqualTo(same);
  }

  @Test
  void sha256RulesAreEqualInEveryFormat() {
    String hex = "ab".repeat(32);
    String colons = "AB" + ":AB".repeat(31);
    String base64Url =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(java.util.HexFormat.of().parseHex(hex));
    NameRule pin = NameRule.of(NameRule.Kind.SHA256, hex);

    assertThat(pin.sameAs(NameRule.of(NameRule.Kind.SHA256, colons))).isTrue();
    assertThat(pin.sameAs(NameRule.of(NameRule.Kind.SHA256, base64Url))).isTrue();
    assertThat(pin.sameAs(NameRule.of(NameRule.Kind.SHA256, "00".repeat(32)))).isFalse();
    assertThat(pin.sameAs(NameRule.of(NameRule.Kind.SAN_DNS, "a.example"))).isFalse();
  }
}
