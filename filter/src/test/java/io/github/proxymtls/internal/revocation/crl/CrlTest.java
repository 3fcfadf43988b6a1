package io.github.proxymtls.internal.revocation.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;

/** Reading CRLs. */
class CrlTest {

  private final Pki.Authority root = Pki.create().root("Root");

  private CrlBuilder list() {
    return root.crl();
  }

  private static List<Crl> read(String pem) {
    return Crl.readAll(pem.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Crl read(CrlBuilder list) {
    List<Crl> all = Crl.readAll(list.der());
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static void assertRefused(CrlBuilder list, String what) {
    assertRefused(list.der(), what);
  }

  private static void assertRefused(byte[] content, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Crl.readAll(content))
        .withMessageContaining(what);
  }

  @Test
  void readsOneCrlInDer() {
    Instant start = Instant.parse("2026-01-02T03:04:05Z");
    Instant end = Instant.parse("2051-01-02T03:04:05Z");
    Crl list = read(list().thisUpdate(start).nextUpdate(end).number(7));
    assertThat(list.thisUpdate()).isEqualTo(start);
    assertThat(list.nextUpdate()).isEqualTo(end);
    assertThat(list.number()).isEqualTo(7);
    assertThat(list.issuer()).isEqualTo(ParsedCertificate.of(root.certificate()).subject());
    assertThat(list.scope()).isEqualTo(IssuingDistributionPoint.ANY);
    assertThat(list.isDelta()).isFalse();
  }

  @Test
  void readsAnyNumberOfCrlsInPem() {
    String text = "Certificate Revocation List (CRL):\n    Version 2\n";
    assertThat(read(text + list().number(1).pem() + "\n" + list().number(2).pem()))
        .extracting(Crl::number)
        .containsExactly(BigInteger.ONE, BigInteger.TWO);
  }

  @Test
  void rejectsBlockWithAnotherLabel() {
    assertRefused(
        latin(list().pem() + list().pem().replace("X509 CRL", "CRL")),
        " is not -----BEGIN X509 CRL----- or -----BEGIN CERTIFICATE-----");
    assertRefused(latin(list().pem() + root.held().privateKeyPem()), " begins a private key");
    assertRefused(
        latin(list().pem().replace("END X509 CRL", "END CERTIFICATE")),
        " is not -----END X509 CRL-----");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // Certificates in a file of CRLs.

  @Test
  void acceptsCertificatesOfCrlIssuersInTheFile() {
    List<Crl> both = read(list().pem() + root.pem() + list().number(2).pem());
    assertThat(both).hasSize(2);
    assertThat(both).allMatch(list -> list.signers().size() == 1);
    assertThat(both.get(0).signers().get(0).sameAs(ParsedCertificate.of(root.held().der())))
        .isTrue();
    assertRefused(latin(root.pem()), "neither DER nor PEM of an X509 CRL");
  }

  @Test
  void acceptsEightCertificatesInTheFile() {
    assertThat(read(list().pem() + root.pem().repeat(8))).hasSize(1);
    assertRefused(latin(list().pem() + root.pem().repeat(9)), "expected at most 8");
  }

  @Test
  void rejectsMalformedOrWeakCertificateInTheFile() {
    Pki.Held weak = Pki.create().selfSigned("weak").rsa(1024).issue();
    assertRefused(latin(weak.certificatePem() + list().pem()), "at line 1: RSA key of 1024 bits");
    Pki.Held malformed =
        Pki.create()
            .selfSigned("odd")
            .extension(Extension.keyUsage, true, new byte[] {5, 0})
            .issue();
    assertRefused(latin(malformed.certificatePem() + list().pem()), "the certificate at line 1");
    assertRefused(
        latin(list().pem().replace("X509 CRL", "CERTIFICATE")), "the certificate at line 1");
  }

  @Test
  void reportsLineOfMalformedBlock() {
    String cut = list().pem().replaceFirst("-----\nM", "-----\nX");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("# text\n" + cut))
        .withMessageContaining("the CRL at line 2: not a CRL");
  }

  @Test
  void rejectsContentWithoutCrl() {
    for (String content : List.of("", "text\n", "\0\0", "<html></html>")) {
      assertRefused(
          content.getBytes(StandardCharsets.ISO_8859_1), "neither DER nor PEM of an X509 CRL");
    }
    assertRefused(root.held().der(), "not a CRL");
    assertRefused(new byte[] {0x30, 0}, "not a CRL");
  }

  @Test
  void rejectsTrailingData() throws IOException {
    byte[] der = list().der();
    assertRefused(Arrays.copyOf(der, der.length + 1), "not exactly one DER element");
    assertRefused(Arrays.copyOf(der, der.length - 1), "not exactly one DER element");
    ASN1EncodableVector fields = new ASN1EncodableVector();
    ASN1Sequence.getInstance(der).forEach(fields::add);
    fields.add(DERNull.INSTANCE);
    assertRefused(new DERSequence(fields).getEncoded(), "not a CRL");
  }

  // Requirements for CRL issuers.

  @Test
  void versionMustBeTwo() {
    assertThat(read(list().version(1))).isNotNull();
    assertRefused(list().version(0), "version is not 2");
    assertRefused(list().version(2), "version is not 2");
    assertRefused(list().version(null), "extensions in version 1");
    assertRefused(list().version(null).number(null), "a CRL of version 1");
    BigInteger serial = BigInteger.TEN;
    assertRefused(
        list().version(null).number(null).entry(serial, reason(1)),
        "entries with extensions in version 1");
  }

  private static Extension reason(int code) {
    return CrlBuilder.extension(Extension.reasonCode, false, new byte[] {0x0a, 1, (byte) code});
  }

  @Test
  void crlNumberMustBePresent() {
    assertRefused(list().number(null), "a CRL without a number");
    assertThat(read(list().number(0)).number()).isZero();
    assertRefused(list().number(-1), "malformed extension 2.5.29.20");
    BigInteger most = BigInteger.ONE.shiftLeft(160).subtract(BigInteger.ONE);
    assertThat(
            read(list().number(null).extension(Extension.cRLNumber, false, new ASN1Integer(most)))
                .number())
        .isEqualTo(most);
    assertRefused(
        list()
            .number(null)
            .extension(Extension.cRLNumber, false, new ASN1Integer(most.add(BigInteger.ONE))),
        "malformed extension 2.5.29.20");
  }

  @Test
  void nextUpdateMustBePresentAndNotBeforeThisUpdate() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    assertRefused(list().nextUpdate(null), "nextUpdate is missing");
    assertThat(read(list().thisUpdate(start).nextUpdate(start))).isNotNull();
    assertRefused(
        list().thisUpdate(start).nextUpdate(start.minusSeconds(1)), "before its thisUpdate");
  }

  @Test
  void issuerMustNotBeEmpty() {
    assertRefused(list().issuer(new X500Name("")), "an empty issuer");
  }

  @Test
  void signatureAlgorithmsMustBeTheSame() {
    assertRefused(
        list()
            .outerAlgorithm(
                new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE)),
        "signatureAlgorithm differs from the signature field of the TBSCertList");
  }

  @Test
  void rejectsEmptyListOfEntries() {
    assertThat(read(list())).isNotNull();
    assertRefused(list().emptyEntries(), "an empty list of entries");
  }

  @Test
  void extensionMustNotOccurTwice() {
    assertRefused(
        list().extension(Extension.cRLNumber, false, new ASN1Integer(2)),
        "extension 2.5.29.20 occurs twice");
    assertRefused(
        list().entry(BigInteger.TEN, reason(1), reason(2)), "extension 2.5.29.21 occurs twice");
  }

  @Test
  void extensionMustBeStrictDer() {
    ASN1EncodableVector fields = new ASN1EncodableVector();
    fields.add(Extension.authorityKeyIdentifier);
    fields.add(ASN1Boolean.FALSE);
    fields.add(new DEROctetString(new byte[] {5, 0}));
    assertRefused(list().extension(new DERSequence(fields)), "2.5.29.35 is not DER");
    byte[] trailing = {2, 1, 1, 0};
    assertRefused(
        list().number(null).extension(CrlBuilder.extension(Extension.cRLNumber, false, trailing)),
        "malformed extension 2.5.29.20");
  }

  @Test
  void acceptsUnknownReasonCodeAndRejectsMalformedReason() {
    BigInteger serial = BigInteger.TEN;
    assertThat(read(list().entry(serial, reason(99)))).isNotNull();
    byte[] number = {2, 1, 1};
    assertRefused(
        list().entry(serial, CrlBuilder.extension(Extension.reasonCode, false, number)),
        "malformed extension 2.5.29.21");
  }

  @Test
  void certificateIssuerMustBeADirectoryName() throws IOException {
    GeneralNames uri =
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://a/"));
    assertRefused(
        list()
            .entry(
                BigInteger.TEN,
                CrlBuilder.extension(
                    Extension.certificateIssuer, true, uri.getEncoded(ASN1Encoding.DER))),
        "malformed extension 2.5.29.29");
  }

  @Test
  void issuingDistributionPointMustNotBeEmptyOrContradictory() {
    assertRefused(scope(new DERSequence()), "malformed extension 2.5.29.28");
    ASN1Encodable falsehood = new DERTaggedObject(false, 1, ASN1Boolean.FALSE);
    ASN1Encodable truth = new DERTaggedObject(false, 1, ASN1Boolean.TRUE);
    ASN1Encodable indirect = new DERTaggedObject(false, 4, ASN1Boolean.TRUE);
    ASN1Encodable nameless =
        new DERTaggedObject(true, 0, new DERTaggedObject(false, 0, new DERSequence()));
    assertRefused(scope(sequence(nameless)), "malformed extension 2.5.29.28");
    ASN1Encodable unexpected = new DERTaggedObject(false, 6, DERNull.INSTANCE);
    assertThat(read(scope(sequence(truth, indirect))).scope().indirect()).isTrue();
    ASN1Encodable authorities = new DERTaggedObject(false, 2, ASN1Boolean.TRUE);
    assertRefused(scope(sequence(truth, authorities)), "malformed extension 2.5.29.28");
    assertRefused(scope(sequence(falsehood)), "malformed extension 2.5.29.28");
    assertRefused(scope(sequence(indirect, truth)), "malformed extension 2.5.29.28");
    assertRefused(scope(sequence(truth, unexpected)), "malformed extension 2.5.29.28");
  }

  private CrlBuilder scope(ASN1Encodable value) {
    return list().extension(Extension.issuingDistributionPoint, true, value);
  }

  private static DERSequence sequence(ASN1Encodable... fields) {
    return new DERSequence(fields);
  }

  // Times.

  @Test
  void readsTimesInBothForms() {
    assertThat(read(entry(new DERUTCTime("260102030405Z")))).isNotNull();
    assertThat(read(entry(new DERUTCTime("500102030405Z")))).isNotNull();
    assertThat(read(entry(new DERGeneralizedTime("20260102030405Z")))).isNotNull();
    for (ASN1Encodable bad :
        List.of(
            new DERUTCTime("261302030405Z"),
            new DERUTCTime("260230030405Z"),
            new DERUTCTime("260102240405Z"),
            new DERUTCTime("260102030460Z"),
            new DERUTCTime("2601020304Z"),
            new DERUTCTime("260102030405+0000"),
            new DERGeneralizedTime("20260102030405.5Z"),
            new ASN1Integer(1))) {
      assertRefused(entry(bad), "not a CRL");
    }
  }

  private CrlBuilder entry(ASN1Encodable time) {
    return list().entry(sequence(new ASN1Integer(7), time));
  }

  // Hostile input.

  @Test
  void readsOrRejectsEveryChangedOctet() {
    byte[] der = list().revoke(BigInteger.TEN).entry(BigInteger.ONE, reason(1)).der();
    Random random = new Random(5);
    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= (byte) (1 + random.nextInt(255));
      readOrRefuse(changed);
      readOrRefuse(Arrays.copyOf(der, i));
    }
  }

  @Test
  void rejectsRandomOctets() {
    Random random = new Random(6);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      if (noise.length > 0) {
        noise[0] = 0x30;
      }
      readOrRefuse(noise);
    }
  }

  /** Any exception other than IllegalArgumentException fails the test. */
  private static void readOrRefuse(byte[] content) {
    try {
      assertThat(Crl.readAll(content)).isNotEmpty();
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageNotContaining("Exception");
    }
  }

  @Test
  void rejectsRecursiveStructures() {
    byte[] nested = new byte[60_000];
    for (int i = 0; i + 4 <= nested.length; i += 4) {
      int rest = nested.length - i - 4;
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x82;
      nested[i + 2] = (byte) (rest >> 8);
      nested[i + 3] = (byte) rest;
    }
    assertRefused(nested, "not a CRL");
    ASN1Encodable deep = DERNull.INSTANCE;
    for (int i = 0; i < 200; i++) {
      deep = new DERSequence(deep);
    }
    assertRefused(list().entry(deep), "not a CRL");
    assertRefused(
        list().extension(Extension.issuingDistributionPoint, true, deep),
        "malformed extension 2.5.29.28");
  }

  /** Only the number of entries may be large. */
  @Test
  void rejectsExcessiveSizes() {
    GeneralName[] names = new GeneralName[5000];
    Arrays.setAll(
        names, i -> new GeneralName(GeneralName.uniformResourceIdentifier, "http://host/" + i));
    DistributionPointName name = new DistributionPointName(new GeneralNames(names));
    assertRefused(
        list()
            .scope(
                new org.bouncycastle.asn1.x509.IssuingDistributionPoint(
                    name, false, false, null, false, false)),
        "more than 65536 octets at offset");
    X500Name issuer = new X500Name("CN=x" + ",CN=x".repeat(10_000));
    assertRefused(list().issuer(issuer), "more than 65536 octets at offset");
  }

  @Test
  void rejectsFalseLengths() {
    for (int octets = 1; octets <= 8; octets++) {
      byte[] lie = new byte[12];
      lie[0] = 0x30;
      lie[1] = (byte) (0x80 | octets);
      Arrays.fill(lie, 2, lie.length, (byte) 0xff);
      assertRefused(lie, "not a CRL");
    }
    assertRefused(new byte[] {0x30, (byte) 0x80, 0, 0}, "not a CRL");
  }

  @Test
  void rejectsSignatureWithUnusedBits() throws IOException {
    ASN1EncodableVector all = new ASN1EncodableVector();
    ASN1Sequence list = ASN1Sequence.getInstance(list().der());
    all.add(list.getObjectAt(0));
    all.add(list.getObjectAt(1));
    all.add(new DERBitString(new byte[] {8}, 3));
    assertRefused(new DERSequence(all).getEncoded(ASN1Encoding.DER), "unused bits");
  }

  /** Serial numbers in every order, with sequences that share octets. */
  @Test
  void findsEveryEntryOfALargeCrl() {
    CrlBuilder large = list();
    Random random = new Random(7);
    List<BigInteger> listed =
        random.longs(20_000).mapToObj(BigInteger::valueOf).map(n -> n.shiftLeft(3)).toList();
    listed.forEach(large::revoke);
    Crl read = read(large);
    for (BigInteger serial : listed) {
      assertThat(find(read, serial)).isNotNull();
      assertThat(find(read, serial.add(BigInteger.ONE))).isNull();
    }
    assertThat(find(read, BigInteger.ZERO)).isNull();
  }

  private static RevokedEntry find(Crl list, BigInteger serial) {
    return list.find(serial, list.issuer());
  }
}
