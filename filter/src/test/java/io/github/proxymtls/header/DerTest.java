package io.github.proxymtls.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3000",
        "0101ff",
        "3106020101020102",
        "0c02c3a9",
        "170d3236303130313030303030305a",
        "180f32303530303130313030303030305a",
      })
  void takesStrictElements(String hex) {
    assertThat(DerSyntax.isElement(octets(hex))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3080",
        "30800000",
        "308100",
        "30820001ff",
        "3084000000020500",
        "30ff",
        "3001",
        "300105",
        "30000500",
        "3f0100",
        "010101",
        "01020000",
        "3106020102020101",
        "0c02c328",
        "1301e9",
        "1601e9",
        "170b323630313031303030305a",
        "170d3236303130313030303030302b",
        "1811323035303031303130303030302e355a",
      })
  void refusesWhatIsNotStrict(String hex) {
    assertThat(DerSyntax.isElement(octets(hex))).isFalse();
  }

  @Test
  void boundsTheDepthBeforeAnythingIsParsed() {
    byte[] nested = new byte[12288];
    int length = nested.length;
    for (int at = 0; length >= 4; at += 4) {
      length -= 4;
      nested[at] = 0x30;
      nested[at + 1] = (byte) 0x82;
      nested[at + 2] = (byte) (length >> 8);
      nested[at + 3] = (byte) length;
    }

    assertThatCode(() -> assertThat(Der.certificate(nested)).isNull()).doesNotThrowAnyException();
  }

  @Test
  void refusesIndefiniteLengthsAndLongForms() throws IOException {
    byte[] der = VectorValue.der("alice");
    ASN1Sequence sequence = ASN1Sequence.getInstance(der);
    byte[] ber = new BERSequence(sequence.toArray()).getEncoded(ASN1Encoding.BER);
    byte[] longForm = new byte[der.length + 1];
    System.arraycopy(der, 4, longForm, 5, der.length - 4);
    longForm[0] = 0x30;
    longForm[1] = (byte) 0x83;
    longForm[3] = der[2];
    longForm[4] = der[3];

    assertThat(Der.certificate(der)).isNotNull();
    assertThat(Der.certificate(ber)).isNull();
    assertThat(Der.certificate(longForm)).isNull();
  }

  @Test
  void refusesAnOuterAlgorithmThatTheSignatureDoesNotCover() throws IOException {
    ASN1Sequence alice = ASN1Sequence.getInstance(VectorValue.der("alice"));
    ASN1EncodableVector changed = new ASN1EncodableVector();
    changed.add(alice.getObjectAt(0));
    changed.add(ASN1Sequence.getInstance(octets("300c06082a8648ce3d0403030500")));
    changed.add(alice.getObjectAt(2));

    assertThat(Der.certificate(new DERSequence(changed).getEncoded())).isNull();
  }

  @Test
  void refusesEveryTruncationAndEveryTrailingOctet() {
    byte[] der = VectorValue.der("alice");

    for (int length = 0; length < der.length; length++) {
      assertThat(Der.certificate(Arrays.copyOf(der, length))).isNull();
    }
    assertThat(Der.certificate(Arrays.copyOf(der, der.length + 1))).isNull();
  }

  @Test
  void onlyACaIsACa() {
    assertThat(Der.isCa(Der.certificate(VectorValue.der("issuing")).parsed())).isTrue();
    assertThat(Der.isCa(Der.certificate(VectorValue.der("alice")).parsed())).isFalse();
    assertThat(Der.isCa(Der.certificate(VectorValue.der("inject")).parsed())).isFalse();
  }

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
