package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.header.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.jspecify.annotations.Nullable;
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
  void acceptsStrictElements(String hex) {
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
  void rejectsElementsThatAreNotStrict(String hex) {
    assertThat(DerSyntax.isElement(octets(hex))).isFalse();
  }

  @Test
  void limitsTheDepth() {
    assertThat(DerSyntax.isElement(nested(16))).isTrue();
    assertThat(DerSyntax.isElement(nested(17))).isFalse();
    assertThat(Der.certificate(nested(2000))).isNull();
  }

  @Test
  void rejectsOtherEncodingsOfTheSameCertificate() throws IOException {
    ASN1Sequence alice = ASN1Sequence.getInstance(VectorValue.der("alice"));
    byte[] zeroUnusedBit = withSignature(alice, "030201fe");
    byte[] setUnusedBit = withSignature(alice, "030201ff");

    assertThat(Der.certificate(zeroUnusedBit)).isNotNull();
    assertThat(Der.certificate(setUnusedBit)).isNull();
  }

  @Test
  void rejectsIndefiniteLengthsAndLongForms() throws IOException {
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
  void rejectsOuterAlgorithmThatDiffersFromTheSignedOne() throws IOException {
    ASN1Sequence alice = ASN1Sequence.getInstance(VectorValue.der("alice"));
    ASN1EncodableVector changed = new ASN1EncodableVector();
    changed.add(alice.getObjectAt(0));
    changed.add(ASN1Sequence.getInstance(octets("300c06082a8648ce3d0403030500")));
    changed.add(alice.getObjectAt(2));

    assertThat(Der.certificate(new DERSequence(changed).getEncoded())).isNull();
  }

  @Test
  void rejectsEncodedDefaultVersion() throws IOException {
    assertThat(Der.certificate(withVersion(null))).isNotNull();
    assertThat(Der.certificate(withVersion(0))).isNull();
  }

  @Test
  void rejectsTruncationAndTrailingOctets() {
    byte[] der = VectorValue.der("alice");

    for (int length = 0; length < der.length; length++) {
      assertThat(Der.certificate(Arrays.copyOf(der, length))).isNull();
    }
    assertThat(Der.certificate(Arrays.copyOf(der, der.length + 1))).isNull();
  }

  @Test
  void isCaOnlyForCaCertificates() {
    assertThat(Der.isCa(Der.certificate(VectorValue.der("issuing")).parsed())).isTrue();
    assertThat(Der.isCa(Der.certificate(VectorValue.der("alice")).parsed())).isFalse();
    assertThat(Der.isCa(Der.certificate(VectorValue.der("inject")).parsed())).isFalse();
  }

  /** Returns the certificate without extensions and with the given version. */
  private static byte[] withVersion(@Nullable Integer version) throws IOException {
    ASN1Sequence alice = ASN1Sequence.getInstance(VectorValue.der("alice"));
    ASN1Sequence signed = ASN1Sequence.getInstance(alice.getObjectAt(0));
    ASN1EncodableVector changed = new ASN1EncodableVector();
    if (version != null) {
      changed.add(new DERTaggedObject(true, 0, new ASN1Integer(version)));
    }
    for (int i = 1; i < signed.size() - 1; i++) {
      changed.add(signed.getObjectAt(i));
    }
    ASN1Encodable[] certificate = {
      new DERSequence(changed), alice.getObjectAt(1), alice.getObjectAt(2)
    };
    return new DERSequence(certificate).getEncoded();
  }

  /** Returns nested sequences of the given depth. */
  private static byte[] nested(int depth) {
    byte[] der = {0x30, 0};
    for (int i = 0; i < depth; i++) {
      byte[] length = HexFormat.of().parseHex(length(der.length));
      byte[] outer = Arrays.copyOf(new byte[] {0x30}, 1 + length.length + der.length);
      System.arraycopy(length, 0, outer, 1, length.length);
      System.arraycopy(der, 0, outer, 1 + length.length, der.length);
      der = outer;
    }
    return der;
  }

  private static String length(int length) {
    HexFormat hex = HexFormat.of();
    if (length < 0x80) {
      return hex.toHexDigits((byte) length);
    }
    return length < 0x100
        ? "81" + hex.toHexDigits((byte) length)
        : "82" + hex.toHexDigits((short) length);
  }

  /** Replaces the last element without a parser, which would correct the encoding. */
  private static byte[] withSignature(ASN1Sequence certificate, String signature)
      throws IOException {
    byte[] signed = certificate.getObjectAt(0).toASN1Primitive().getEncoded();
    byte[] algorithm = certificate.getObjectAt(1).toASN1Primitive().getEncoded();
    HexFormat hex = HexFormat.of();
    String contents = hex.formatHex(signed) + hex.formatHex(algorithm) + signature;
    return octets("30" + length(contents.length() / 2) + contents);
  }

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
