package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {

  private static final char QUOTE = '~';

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = QUOTE,
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          CN=svc|cn=SVC
          CN=svc|commonName=svc
          CN=svc|2.5.4.3=svc
          CN=svc|CN=#0c03737663
          CN=svc|CN=#1303535643
          CN=svc|CN=\\73\\76c
          CN=svc|CN=\\ svc\\ \\ \

          CN=a b|CN=a   b
          CN=a+OU=b|OU=b+CN=a
          CN=a\\,b|CN=a\\2cb
          CN=a=b|CN=a\\=b
          CN=a#b|CN=a\\#b
          CN=\\#a|CN=\\23a
          CN=\\"\\+\\,\\;\\<\\>\\\\|CN=\\22\\2B\\2C\\3B\\3C\\3E\\5C
          CN=|CN=\\20
          CN=Müller|CN=M\\c3\\bcLLER
          CN=a,O=b,C=DE|cn=A,o=B,c=de
          E=a@b|emailAddress=a@b
          T=x|title=x
          SN=x|surname=x
          GN=x|givenName=x
          DC=a,DC=b|domainComponent=a,0.9.2342.19200300.100.1.25=b
          UID=a|userId=a
          L=a,STREET=b,ST=c|2.5.4.7=a,2.5.4.9=b,2.5.4.8=c
          jurisdictionC=DE|1.3.6.1.4.1.311.60.2.1.3=DE
          CN=a, O=b|CN=a,O=b
          CN=a  ,  O=b|CN=a,O=b
          CN = a , O = b|CN=a,O=b
          CN= a|CN=a
          CN=a + OU=b|CN=a+OU=b
          CN=\\ a\\ , O=b|CN=a,O=b
          CN=a\\, O\\=b|CN=a\\,\\ O\\=b
          CN= , O=b|CN=,O=b
          CN=#0c0161 , O= #0c0162|CN=a,O=b
          OID.2.5.4.97=x|organizationIdentifier=x
          oid.2.5.4.3=a, Oid.2.5.4.10=b|CN=a,O=b
          GENERATION=x|generationQualifier=x
          CN=😀|CN=\\F0\\9F\\98\\80
          """)
  void matchesEqualNames(String one, String other) {
    DistinguishedName first = DistinguishedName.parse(one);
    DistinguishedName second = DistinguishedName.parse(other);
    assertThat(first).isEqualTo(second).hasSameHashCodeAs(second);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = QUOTE,
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          CN=i|CN=ı
          CN=I|CN=ı
          CN=i|CN=İ
          CN=k|CN=\u212a
          CN=s|CN=ſ
          CN=a|CN=ａ
          CN=ü|CN=Ü
          CN=\u00e9|CN=e\u0301
          CN=a|CN=\u0430
          CN=ss|CN=ß
          CN=a b|CN=a\u00a0b
          CN=a b|CN=ab
          CN=a b|CN=a\tb
          CN=ab|CN=a\u00adb
          CN=a,O=b|O=b,CN=a
          CN=a,OU=b|CN=a+OU=b
          CN=a|OU=a
          CN=a|CN=a,CN=a
          CN=a|CN=a+CN=a
          CN=a|CN=b
          CN=a,O=b|CN=a
          CN=x\\,CN\\=admin|CN=admin
          CN=x\\,CN\\=admin|CN=x,CN=admin
          SN=1|serialNumber=1
          CN=a|CN=#0403020161
          """)
  void distinguishedNamesAreComparedAsParsedRdnSequences(String one, String other) {
    assertThat(DistinguishedName.parse(one)).isNotEqualTo(DistinguishedName.parse(other));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = QUOTE,
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          CN|expected '=' after the attribute type at offset 2
          CN=a,|expected an attribute type at offset 5
          ,CN=a|expected an attribute type at offset 0
           CN=a|expected an attribute type, not a space at offset 0
          CN=a, |expected an attribute type at offset 6
          CN=a |a space at the end of a value must be escaped at offset 5
          CN= |a space at the end of a value must be escaped at offset 4
          CN=#0c0161 |a space at the end of a value must be escaped at offset 11
          CN=#0c01 61|the value after '#' is not DER at offset 9
          CN a|expected '=' after the attribute type at offset 3
          CN=a,\tO=b|expected an attribute type at offset 5
          CN=a;O=b|this character must be escaped at offset 4
          CN="a"|this character must be escaped at offset 3
          CN=<a|this character must be escaped at offset 3
          CN=a\\|expected two hexadecimal digits at offset 5
          CN=a\\x|expected two hexadecimal digits at offset 5
          CN=a\\4|expected two hexadecimal digits at offset 5
          CN=\\c3|the escaped octets are not UTF-8 at offset 6
          CN=\\ff|the escaped octets are not UTF-8 at offset 6
          CN=\\c0\\80|the escaped octets are not UTF-8 at offset 9
          CN=#|the value after '#' is not DER at offset 4
          CN=#0c|the value after '#' is not DER at offset 6
          CN=#0c0173ff|the value after '#' is not DER at offset 12
          CN=#0c8103737663|the value after '#' is not DER at offset 16
          CN=#0c0|expected two hexadecimal digits at offset 6
          CN=#zz|expected two hexadecimal digits at offset 4
          Foo=a|unknown attribute type; expected a name such as CN or an OID at offset 0
          2.5.4.03=a|unknown attribute type; expected a name such as CN or an OID at offset 0
          OID.=a|unknown attribute type; expected a name such as CN or an OID at offset 0
          OID.CN=a|unknown attribute type; expected a name such as CN or an OID at offset 0
          OID.OID.2.5.4.3=a|unknown attribute type; expected a name such as CN or an OID at offset 0
          OID.2.5.4.03=a|unknown attribute type; expected a name such as CN or an OID at offset 0
          /CN=a|expected an attribute type at offset 0
          CN=a+|expected an attribute type at offset 5
          """)
  void rejectsMalformedText(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistinguishedName.parse(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=a\0", "CN=a\\00b", "CN=#0c03610062", "CN=#1e0400610000"})
  void rejectsNul(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=\ud800", "CN=\udc00a", "CN=#0c02c080", "CN=#1c03000041"})
  void rejectsTextThatIsNotUnicode(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.parse(text));
  }

  @Test
  void comparesStringTypesByTheirCharacters() {
    DistinguishedName expected = DistinguishedName.parse("CN=svc");
    for (ASN1Encodable value :
        new ASN1Encodable[] {
          new DERUTF8String("svc"),
          new DERPrintableString("SVC"),
          new DERIA5String("svc"),
          new DERBMPString("svc"),
          new DERT61String("svc"),
          new DERUniversalString(HexFormat.of().parseHex("000000730000007600000063"))
        }) {
      assertThat(DistinguishedName.of(commonName(value))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kiosk, \u212aiosk",
    "kiosk, k\u0131osk",
    "kiosk, k\u0130osk",
    "kiosk, kio\u017fk",
    "kiosk, \uff4biosk",
    "kiosk, ki\u043esk",
    "kiosk, kiosk\u200b",
    "kiosk, kiosk\u00a0",
    "kiosk, \u202ekiosk",
    "caf\u00e9, cafe\u0301",
    "caf\u00e9, CAF\u00c9",
    "strasse, stra\u00dfe",
    "a b, a\u3000b",
    "'svc,CN=admin', svc",
    "admin, 'x,CN=admin'",
  })
  void doesNotMatchLookAlikes(String registered, String presented) {
    DistinguishedName expected = DistinguishedName.of(commonName(new DERUTF8String(registered)));
    for (ASN1Encodable value :
        new ASN1Encodable[] {new DERUTF8String(presented), new DERBMPString(presented)}) {
      assertThat(DistinguishedName.of(commonName(value))).isNotEqualTo(expected);
    }
    assertThat(DistinguishedName.of(commonName(new DERBMPString(registered)))).isEqualTo(expected);
  }

  @Test
  void comparesOtherTypesByTheirDer() {
    DistinguishedName text = DistinguishedName.parse("CN=svc");
    DistinguishedName general = DistinguishedName.of(commonName(new DERGeneralString("svc")));
    DistinguishedName bits = DistinguishedName.of(commonName(new DERBitString(new byte[] {1})));
    assertThat(general).isNotEqualTo(text).isEqualTo(DistinguishedName.parse("CN=#1b03737663"));
    assertThat(bits).isEqualTo(DistinguishedName.parse("CN=#03020001"));
  }

  @Test
  void hexadecimalTextDiffersFromTheOctetsItRepresents() {
    assertThat(DistinguishedName.parse("CN=03020001"))
        .isNotEqualTo(DistinguishedName.parse("CN=#03020001"));
  }

  /** Regardless of how names are prepared for comparison. */
  @Test
  void valueThatLooksLikeTheRestOfANameIsAValue() {
    DistinguishedName two = DistinguishedName.parse("O=acme,CN=x");
    for (String length : List.of("", "4")) {
      DERUTF8String value = new DERUTF8String("x][2.5.4.10=" + length + ":acme");
      assertThat(DistinguishedName.of(commonName(value))).isNotEqualTo(two);
    }
  }

  @Test
  void rejectsEmptyRdn() {
    X500Name empty = new X500Name(new RDN[] {new RDN(new AttributeTypeAndValue[0])});
    assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.of(empty));
  }

  @Test
  void stringHasReverseOrderOfTheEncoding() {
    X500Name encoded =
        new X500Name(
            new RDN[] {
              new RDN(BCStyle.C, new DERPrintableString("DE")),
              new RDN(BCStyle.CN, new DERUTF8String("svc"))
            });
    assertThat(DistinguishedName.of(encoded)).isEqualTo(DistinguishedName.parse("CN=svc,C=DE"));
    assertThat(DistinguishedName.of(encoded)).isNotEqualTo(DistinguishedName.parse("C=DE,CN=svc"));
  }

  /** The format in which Java programs print the names of the same certificate. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=svc,OU=a b,O=Acme,L=x,ST=y,C=DE",
        "CN=svc,SERIALNUMBER=1,2.5.4.97=PSDDE-1,O=Acme,C=DE",
        "UID=a,DC=example,DC=org",
        "CN=a+OU=b,O=c",
        "EMAILADDRESS=a@b,T=x,DNQ=1,SURNAME=s,GIVENNAME=g,INITIALS=i,GENERATION=j,STREET=k"
      })
  void parsesNamesThatJavaPrints(String name) {
    X500Principal principal = new X500Principal(name);
    DistinguishedName expected = DistinguishedName.of(X500Name.getInstance(principal.getEncoded()));
    assertThat(DistinguishedName.parse(principal.toString())).isEqualTo(expected);
    assertThat(DistinguishedName.parse(principal.getName())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = QUOTE,
      delimiter = '|',
      textBlock =
          """
          CN=svc,O=Acme,C=DE|CN=svc,O=Acme,C=DE
          cn=svc, OID.2.5.4.97=x|CN=svc,organizationIdentifier=x
          1.2.3.4=a|1.2.3.4=a
          SN=a,serialNumber=1,E=a@b|surname=a,serialNumber=1,emailAddress=a@b
          CN=a+OU=b,O=c|CN=a+OU=b,O=c
          CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h=i#j|CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h=i#j
          CN=\\#a|CN=\\#a
          CN=a\\0ab\\e2\\80\\a8|CN=a\\0ab\\e2\\80\\a8
          CN=Müller 😀|CN=Müller 😀
          CN=#0403020161|CN=#0403020161
          CN=|CN=
          """)
  void writesMostSpecificRdnFirstAndEscapes(String name, String written) {
    assertThat(DistinguishedNameText.of(new DistinguishedNameParser(name).parse()))
        .isEqualTo(written);
  }

  @Test
  void writesSpacesAtBothEndsEscaped() {
    assertThat(DistinguishedNameText.of(commonName(new DERUTF8String("  a  "))))
        .isEqualTo("CN=\\  a \\ ");
    assertThat(DistinguishedNameText.of(commonName(new DERUTF8String(" ")))).isEqualTo("CN=\\ ");
  }

  @Test
  void parsesItsOwnOutputAsAnEqualName() {
    Random random = new Random(20260102);
    String alphabet = " #,+\"\\\\<>;=aB\u00fc\u0001\n\u2028\ud83d\ude00x";
    for (int i = 0; i < 5_000; i++) {
      List<RDN> rdns = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        int[] characters =
            random
                .ints(random.nextInt(6), 0, alphabet.codePointCount(0, alphabet.length()))
                .map(at -> alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)))
                .toArray();
        String text = new String(characters, 0, characters.length);
        ASN1Encodable value =
            switch (random.nextInt(4)) {
              case 0 -> new DERUTF8String(text);
              case 1 -> new DERUniversalString(text.getBytes(Charset.forName("UTF-32BE")));
              case 2 -> new DERGeneralString(text);
              default -> new DEROctetString(text.getBytes(StandardCharsets.UTF_8));
            };
        rdns.add(new RDN(random.nextBoolean() ? BCStyle.CN : BCStyle.SERIALNUMBER, value));
      }
      X500Name name = new X500Name(rdns.toArray(RDN[]::new));
      String written = DistinguishedNameText.of(name);
      assertThat(DistinguishedName.parse(written))
          .as(written)
          .isEqualTo(DistinguishedName.of(name));
      assertThat(written.codePoints().anyMatch(ControlCharacters::isOne)).isFalse();
    }
  }

  @Test
  void recognizesTheExactReverse() {
    DistinguishedName name = DistinguishedName.parse("CN=a+OU=b,O=c,C=DE");
    assertThat(DistinguishedName.parse("c=de,o=C,OU=b+CN=A").isReverseOf(name)).isTrue();
    for (String other : List.of("CN=a+OU=b,O=c,C=DE", "C=DE,O=c,CN=a", "C=DE,CN=a+OU=b,O=c", "")) {
      assertThat(DistinguishedName.parse(other).isReverseOf(name)).as(other).isFalse();
    }
    DistinguishedName same = DistinguishedName.parse("CN=a,O=b,CN=a");
    assertThat(same.isReverseOf(same)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          C=DE,O=b,CN=a | true
          C=DE, CN=a    | true
          CN=a,O=b,C=DE | false
          C=DE,O=b      | false
          C=DE          | false
          CN=a          | false
          O=b,CN=a      | false
          C=DE,O=b,CN=a,UID=c | false
          """)
  void recognizesNameThatBeginsWithTheCountryAndEndsWithTheCommonName(
      String name, boolean expected) {
    assertThat(DistinguishedName.parse(name).beginsWithCountry()).isEqualTo(expected);
  }

  @Test
  void onlyTheEmptyStringIsTheEmptyName() {
    assertThat(DistinguishedName.parse("").isEmpty()).isTrue();
    assertThat(DistinguishedName.parse("CN=").isEmpty()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.parse(" "));
  }

  @Test
  void parsesOrRejectsEveryText() {
    Random random = new Random(20260101);
    char[] alphabet = "CNO=,+;#\\\"<> 0123abcdef.ü\0\ud83d\ude00".toCharArray();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("CN=");
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }
      try {
        DistinguishedName name = DistinguishedName.parse(text.toString());
        assertThat(name).isEqualTo(DistinguishedName.parse(text.toString()));
      } catch (IllegalArgumentException e) {
        assertThat(e).as(text.toString()).hasMessageMatching("(?s).+");
      }
    }
  }

  private static X500Name commonName(ASN1Encodable value) {
    return new X500Name(new RDN[] {new RDN(BCStyle.CN, value)});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=M\u00fcller\\, AG,O=\u65e5\u672c,C=XX",
        "CN=\ud83d\ude00\u202eevil+UID=1",
        "CN=#0c0461620a63",
        ""
      })
  void asciiTextIsReadAsTheSameName(String text) {
    X500Name name = new DistinguishedNameParser(text).parse();
    String ascii = DistinguishedName.asciiText(name);
    assertThat(ascii).matches("[ -~]*");
    assertThat(DistinguishedName.parse(ascii)).isEqualTo(DistinguishedName.of(name));
  }
}
