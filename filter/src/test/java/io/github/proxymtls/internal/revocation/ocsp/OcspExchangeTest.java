package io.github.proxymtls.internal.revocation.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.proxymtls.internal.path.OcspAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unknown;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspExchangeTest {

  private static final String SIGNING = KeyPurposeId.id_kp_OCSPSigning.getId();
  private static final ASN1ObjectIdentifier OTHER = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
  private static final byte[] NULL = {5, 0};

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Pki pki = Pki.create();
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Authority authority = root.intermediate("Issuing");
  private final X509Certificate client = authority.client("client").issue().certificate();
  private final X509Certificate issuer = authority.certificate();
  private final OcspExchange exchange =
      OcspExchange.about(ParsedCertificate.of(client), ParsedCertificate.of(issuer));

  private OcspAnswer byIssuer() {
    return new OcspAnswer(authority.held(), now);
  }

  private RevocationAnswer read(OcspAnswer answer) throws Exception {
    return exchange.read(answer.der(), now);
  }

  private static void assertUnusable(RevocationAnswer answer, String detail, boolean unavailable) {
    assertThat(answer).isInstanceOf(Unusable.class);
    Unusable unusable = (Unusable) answer;
    assertThat(unusable.detail()).contains(detail);
    assertThat(unusable.unavailable()).as(unusable.detail()).isEqualTo(unavailable);
  }

  private byte[] nonce() throws Exception {
    byte[] value =
        new OCSPReq(exchange.request()).getExtension(OcspAnswer.NONCE).getExtnValue().getOctets();
    return ASN1OctetString.getInstance(value).getOctets();
  }

  @Test
  void requestHasCertificateAndNewNonce() throws Exception {
    OCSPReq request = new OCSPReq(exchange.request());
    assertThat(request.getRequestList()).hasSize(1);
    assertThat(request.getRequestList()[0].getCertID().getSerialNumber())
        .isEqualTo(client.getSerialNumber());
    assertThat(nonce()).hasSize(32);
    OcspExchange next =
        OcspExchange.about(ParsedCertificate.of(client), ParsedCertificate.of(issuer));
    assertThat(next.request()).isNotEqualTo(exchange.request());
  }

  @Test
  void acceptsResponseOfTheIssuer() throws Exception {
    Instant next = now.minus(Duration.ofMinutes(1)).plus(Duration.ofHours(1));
    assertThat(read(byIssuer().about(client, issuer))).isEqualTo(new Good(next));
  }

  @Test
  void acceptsResponderIdByKey() throws Exception {
    assertThat(read(byIssuer().byKey().about(client, issuer))).isInstanceOf(Good.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.3.14.3.2.26",
        "2.16.840.1.101.3.4.2.1",
        "2.16.840.1.101.3.4.2.2",
        "2.16.840.1.101.3.4.2.3"
      })
  void recognizesCertIdWithEverySupportedHash(String hash) throws Exception {
    assertThat(read(byIssuer().hash(hash).about(client, issuer))).isInstanceOf(Good.class);
  }

  @Test
  void ignoresCertIdWithUnknownHash() throws Exception {
    OcspAnswer md5 = byIssuer().hash("1.2.840.113549.2.5").about(client, issuer);
    assertUnusable(read(md5), "another certificate", true);
  }

  @Test
  void revokedHasTimeAndReasonAsInACrl() throws Exception {
    Instant since = Instant.parse("2026-01-02T03:04:05Z");
    for (int reason : List.of(CRLReason.keyCompromise, CRLReason.unspecified, 7, 99)) {
      assertThat(revoked(new RevokedStatus(Date.from(since), reason)).detail())
          .isEqualTo(new RevokedEntry(since, reason).toString());
    }
    assertThat(revoked(new RevokedStatus(Date.from(since), CRLReason.keyCompromise)).detail())
        .isEqualTo("revoked at 2026-01-02T03:04:05Z, keyCompromise");
    assertThat(
            revoked(
                    new RevokedStatus(
                        new RevokedInfo(new DERGeneralizedTime(Date.from(since)), null)))
                .detail())
        .isEqualTo("revoked at 2026-01-02T03:04:05Z, unspecified");
  }

  private Revoked revoked(CertificateStatus status) throws Exception {
    return (Revoked) read(byIssuer().status(status).about(client, issuer));
  }

  @Test
  void onHoldIsRevoked() throws Exception {
    CertificateStatus hold = new RevokedStatus(Date.from(now), CRLReason.certificateHold);
    assertThat(read(byIssuer().status(hold).about(client, issuer))).isInstanceOf(Revoked.class);
  }

  @Test
  void unknownIsUnknown() throws Exception {
    assertThat(read(byIssuer().status(new UnknownStatus()).about(client, issuer)))
        .isInstanceOf(Unknown.class);
  }

  @Test
  void rejectsWrongSignature() throws Exception {
    Pki.Held impostor = pki.root("Issuing").held();
    OcspAnswer forged = new OcspAnswer(impostor, now).about(client, issuer);
    assertUnusable(read(forged), "not signed by the issuer", false);
    assertUnusable(read(forged.with(impostor.certificate())), "OCSPSigning", false);
  }

  @Test
  void rejectsIssuerOfTheIssuerAsSigner() throws Exception {
    OcspAnswer above = new OcspAnswer(root.held(), now).about(client, issuer);
    assertUnusable(read(above), "not signed by the issuer", false);
  }

  @Test
  void rejectsWeakSignature() throws Exception {
    OcspAnswer weak = byIssuer().signedWith("SHA1withECDSA").about(client, issuer);
    assertUnusable(read(weak), "signature algorithm", false);
  }

  @Test
  void acceptsResponderAuthorizedByTheIssuer() throws Exception {
    Pki.Held delegate = authority.client("Responder").extendedKeyUsage(SIGNING).issue();
    OcspAnswer answer = new OcspAnswer(delegate, now).about(client, issuer);
    assertUnusable(read(answer), "not signed by the issuer", false);
    assertThat(read(answer.with(delegate.certificate()))).isInstanceOf(Good.class);
  }

  @Test
  void acceptsResponderCertificateWithNocheck() throws Exception {
    Pki.Held delegate =
        authority
            .client("Responder")
            .extendedKeyUsage(SIGNING)
            .extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, true, DERNull.INSTANCE)
            .issue();
    assertThat(read(by(delegate))).isInstanceOf(Good.class);
  }

  private OcspAnswer by(Pki.Held delegate) throws Exception {
    return new OcspAnswer(delegate, now).with(delegate.certificate()).about(client, issuer);
  }

  @Test
  void rejectsResponderCertificateWithoutOcspSigning() throws Exception {
    Pki.Held any =
        authority
            .client("Responder")
            .extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage.getId())
            .issue();
    assertUnusable(read(by(any)), "OCSPSigning", false);
    Pki.Held none = authority.client("Responder").noExtendedKeyUsage().issue();
    assertUnusable(read(by(none)), "OCSPSigning", false);
    Pki.Held enciphering =
        authority
            .client("Responder")
            .extendedKeyUsage(SIGNING)
            .keyUsage(KeyUsage.keyEncipherment)
            .issue();
    assertUnusable(read(by(enciphering)), "digitalSignature", false);
  }

  @Test
  void rejectsResponderAuthorizedByAnotherCa() throws Exception {
    Pki.Held namesake = pki.root("Issuing").client("Responder").extendedKeyUsage(SIGNING).issue();
    assertUnusable(read(by(namesake)), "not issued by the issuer", false);
    Pki.Held ofRoot = root.client("Responder").extendedKeyUsage(SIGNING).issue();
    assertUnusable(read(by(ofRoot)), "not issued by the issuer", false);
    Pki.Held below =
        authority.intermediate("Below").client("Responder").extendedKeyUsage(SIGNING).issue();
    assertUnusable(read(by(below)), "not issued by the issuer", false);
  }

  /** RFC 6960 section 3.2: the signer must be the named responder. */
  @Test
  void rejectsSignerOtherThanTheResponderId() throws Exception {
    X509Certificate other = authority.client("other").issue().certificate();
    assertUnusable(
        read(byIssuer().named(other).about(client, issuer)), "not signed by the issuer", false);
    Pki.Held delegate = authority.client("Responder").extendedKeyUsage(SIGNING).issue();
    assertUnusable(read(by(delegate).named(other)), "not signed by the issuer", false);
  }

  /** Two names with the same key are two CAs. */
  @Test
  void rejectsResponderCertificateOfAnotherCaWithTheSameKey() throws Exception {
    Pki.Authority sameKey = pki.rootBuilder("Twin").keys(authority.held().keys()).issueAuthority();
    Pki.Held delegate = sameKey.client("Responder").extendedKeyUsage(SIGNING).issue();
    assertUnusable(read(by(delegate)), "not issued by the issuer", false);
    assertUnusable(
        read(byIssuer().about(client, sameKey.certificate())), "another certificate", true);
  }

  @Test
  void rejectsMalformedResponderCertificate() throws Exception {
    Pki.Held malformed =
        authority
            .client("Responder")
            .extendedKeyUsage(SIGNING)
            .extension(Extension.issuerAlternativeName, false, NULL)
            .issue();
    assertUnusable(read(by(malformed)), "the OCSP responder's certificate: ", false);
  }

  @Test
  void rejectsResponderCertificateOutsideItsValidity() throws Exception {
    Pki.Held expired = authority.client("Responder").extendedKeyUsage(SIGNING).expired().issue();
    assertUnusable(read(by(expired)), "not valid at this time", false);
    Pki.Held early = authority.client("Responder").extendedKeyUsage(SIGNING).notYetValid().issue();
    assertUnusable(read(by(early)), "not valid at this time", false);
  }

  @Test
  void rejectsWeakResponderCertificate() throws Exception {
    Pki.Held weak = authority.client("Responder").extendedKeyUsage(SIGNING).rsa(1024).issue();
    assertUnusable(read(by(weak).signedWith("SHA256withRSA")), "1024 bits", false);
    Pki.Held odd =
        authority
            .client("Responder")
            .extendedKeyUsage(SIGNING)
            .extension(OTHER, true, DERNull.INSTANCE)
            .issue();
    assertUnusable(read(by(odd)), "unknown critical extension", false);
  }

  @Test
  void rejectsResponderCertificateWithWrongSignature() throws Exception {
    Pki.Held delegate = authority.client("Responder").extendedKeyUsage(SIGNING).issue();
    Pki.Held other = authority.client("Responder").extendedKeyUsage(SIGNING).issue();
    OcspAnswer answer =
        new OcspAnswer(delegate, now).with(other.certificate()).about(client, issuer);
    assertUnusable(read(answer), "signature of the OCSP response is wrong", false);
    assertThat(read(answer.with(delegate.certificate()))).isInstanceOf(Good.class);
  }

  @Test
  void triesAtMostFourCertificatesOfTheSameName() throws Exception {
    Pki.Held delegate = authority.client("Responder").extendedKeyUsage(SIGNING).issue();
    OcspAnswer answer = new OcspAnswer(delegate, now).about(client, issuer);
    for (int i = 0; i < 3; i++) {
      answer.with(authority.client("Responder").issue().certificate());
    }
    byte[] fourth = answer.with(delegate.certificate()).der();
    assertThat(exchange.read(fourth, now)).isInstanceOf(Good.class);
    OcspAnswer more = new OcspAnswer(delegate, now).about(client, issuer);
    for (int i = 0; i < 4; i++) {
      more.with(authority.client("Responder").issue().certificate());
    }
    assertThat(read(more.with(delegate.certificate()))).isInstanceOf(Unusable.class);
  }

  @Test
  void nonceIsThatOfTheRequestOrAbsent() throws Exception {
    assertThat(read(byIssuer().nonce(nonce()).about(client, issuer))).isInstanceOf(Good.class);
    byte[] critical = new DEROctetString(nonce()).getEncoded();
    assertThat(read(byIssuer().extension(OcspAnswer.NONCE, true, critical).about(client, issuer)))
        .isInstanceOf(Good.class);
    byte[] another = nonce();
    another[31] ^= 1;
    assertUnusable(read(byIssuer().nonce(another).about(client, issuer)), "nonce", false);
    assertUnusable(
        read(byIssuer().nonce(Arrays.copyOf(nonce(), 31)).about(client, issuer)), "nonce", false);
    OcspAnswer broken =
        byIssuer().extension(OcspAnswer.NONCE, false, new byte[] {4}).about(client, issuer);
    assertUnusable(read(broken), "malformed", false);
  }

  @Test
  void rejectsUnknownCriticalExtensions() throws Exception {
    assertThat(read(byIssuer().extension(OTHER, false, NULL).about(client, issuer)))
        .isInstanceOf(Good.class);
    assertUnusable(
        read(byIssuer().extension(OTHER, true, NULL).about(client, issuer)), "critical", false);
    assertThat(
            read(
                byIssuer()
                    .singleExtension(new Extension(OTHER, false, NULL))
                    .about(client, issuer)))
        .isInstanceOf(Good.class);
    assertUnusable(
        read(byIssuer().singleExtension(new Extension(OTHER, true, NULL)).about(client, issuer)),
        "critical",
        false);
  }

  @Test
  void findsItsCertificateAmongOthers() throws Exception {
    X509Certificate other = authority.client("other").issue().certificate();
    OcspAnswer answer = byIssuer().about(other, issuer);
    assertUnusable(read(answer), "another certificate", true);
    assertThat(read(answer.about(client, issuer))).isInstanceOf(Good.class);
  }

  @Test
  void ignoresSerialNumberOfAnotherIssuer() throws Exception {
    OcspAnswer answer = byIssuer().about(client, pki.root("Issuing").certificate());
    assertUnusable(read(answer), "another certificate", true);
  }

  @Test
  void severalAnswersAreUnusableUnlessOneRevokes() throws Exception {
    OcspAnswer twice = byIssuer().about(client, issuer).about(client, issuer);
    assertUnusable(read(twice), "several answers", false);
    CertificateStatus revoked = new RevokedStatus(Date.from(now), CRLReason.superseded);
    assertThat(read(byIssuer().about(client, issuer).status(revoked).about(client, issuer)))
        .isInstanceOf(Revoked.class);
  }

  @Test
  void answerExpiresAtNextUpdate() throws Exception {
    Instant day = now.minus(Duration.ofDays(1));
    Duration untilSkew = Duration.ofDays(1).minusMinutes(5);
    assertThat(read(byIssuer().dated(day, untilSkew).about(client, issuer)))
        .isInstanceOf(Good.class);
    assertUnusable(
        read(byIssuer().dated(day, untilSkew.minusSeconds(1)).about(client, issuer)),
        "stale",
        true);
  }

  @Test
  void answerWithoutNextUpdateExpiresAfterADay() throws Exception {
    Instant oldest = now.minus(Duration.ofDays(1)).minus(Duration.ofMinutes(5));
    assertThat(read(byIssuer().dated(oldest, null).about(client, issuer)))
        .isEqualTo(new Good(null));
    assertUnusable(
        read(byIssuer().dated(oldest.minusSeconds(1), null).about(client, issuer)), "stale", true);
  }

  @Test
  void rejectsThisUpdateInTheFuture() throws Exception {
    Instant ahead = now.plus(Duration.ofMinutes(5));
    Duration hour = Duration.ofHours(1);
    assertThat(read(byIssuer().dated(ahead, hour).about(client, issuer))).isInstanceOf(Good.class);
    assertUnusable(
        read(byIssuer().dated(ahead.plusSeconds(1), hour).about(client, issuer)), "future", true);
    assertUnusable(
        read(byIssuer().dated(now, Duration.ofSeconds(-1)).about(client, issuer)),
        "before its thisUpdate",
        true);
  }

  @Test
  void producedAtMustNotBeBeforeTheCertificateOrInTheFuture() throws Exception {
    Instant from = client.getNotBefore().toInstant();
    Instant behind = from.minus(Duration.ofMinutes(5));
    assertThat(read(byIssuer().produced(behind).about(client, issuer))).isInstanceOf(Good.class);
    assertUnusable(
        read(byIssuer().produced(behind.minusSeconds(1)).about(client, issuer)),
        "outside the expected time",
        true);
    Instant ahead = now.plus(Duration.ofMinutes(5));
    assertThat(read(byIssuer().produced(ahead).about(client, issuer))).isInstanceOf(Good.class);
    assertUnusable(
        read(byIssuer().produced(ahead.plusSeconds(1)).about(client, issuer)),
        "outside the expected time",
        true);
    CertificateStatus revoked = new RevokedStatus(Date.from(now), CRLReason.superseded);
    assertUnusable(
        read(byIssuer().produced(ahead.plusSeconds(1)).status(revoked).about(client, issuer)),
        "outside the expected time",
        false);
  }

  @Test
  void producedAtMustNotBeAfterTheCertificateExpired() throws Exception {
    Pki.Held old = authority.client("old").expired().issue();
    OcspExchange late =
        OcspExchange.about(ParsedCertificate.of(old.der()), ParsedCertificate.of(issuer));
    byte[] answer = byIssuer().about(old.certificate(), issuer).der();
    assertUnusable(late.read(answer, now), "outside the expected time", true);
  }

  @Test
  void softFailDoesNotApplyToAStaleRevocation() throws Exception {
    CertificateStatus revoked = new RevokedStatus(Date.from(now), CRLReason.superseded);
    OcspAnswer stale =
        byIssuer()
            .status(revoked)
            .dated(now.minus(Duration.ofDays(2)), Duration.ofHours(1))
            .about(client, issuer);
    assertUnusable(read(stale), "stale", false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6})
  void errorResponseIsNotAnAnswer(int status) throws Exception {
    byte[] error = new OCSPRespBuilder().build(status, null).getEncoded();
    assertUnusable(
        exchange.read(error, now), "the responder returned the OCSP status " + status, true);
  }

  @Test
  void malformedResponseIsNotAnAnswer() throws Exception {
    assertUnusable(exchange.read(new byte[0], now), "strict DER", true);
    assertUnusable(
        exchange.read("<html>".getBytes(StandardCharsets.US_ASCII), now), "strict DER", true);
    assertUnusable(exchange.read(new byte[64 * 1024 + 1], now), "more than 65536", true);
    byte[] nested = new byte[60_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    assertUnusable(exchange.read(nested, now), "strict DER", true);
    byte[] good = byIssuer().about(client, issuer).der();
    assertUnusable(exchange.read(Arrays.copyOf(good, good.length + 1), now), "strict DER", true);
  }

  /** A response with one changed octet is never accepted. */
  @Test
  void rejectsEveryChangedOctet() throws Exception {
    byte[] good = byIssuer().nonce(nonce()).about(client, issuer).der();
    Random random = new Random(1);
    for (int i = 0; i < good.length; i++) {
      byte[] changed = good.clone();
      changed[i] ^= (byte) (1 + random.nextInt(255));
      assertThatCode(() -> exchange.read(changed, now)).doesNotThrowAnyException();
      assertThat(exchange.read(changed, now)).as("octet " + i).isInstanceOf(Unusable.class);
    }
  }
}
