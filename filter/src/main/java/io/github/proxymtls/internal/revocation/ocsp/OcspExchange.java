package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP request for one certificate and the check of the response (RFC 6960, with the nonce of
 * RFC 9654). Nothing in a response is used before its signature is verified.
 */
public final class OcspExchange {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_OCTETS = 32;

  private static final ASN1ObjectIdentifier NONCE = OCSPObjectIdentifiers.id_pkix_ocsp_nonce;

  /** Signed certificate timestamps (RFC 6962 section 3.3) are not about revocation. */
  private static final Set<ASN1ObjectIdentifier> SINGLE_EXTENSIONS =
      Set.of(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5"));

  private final ParsedCertificate certificate;
  private final ParsedCertificate issuer;
  private final OcspCertificateId id;
  private final byte[] nonce;
  private final OcspRules rules;

  public OcspExchange(
      ParsedCertificate certificate, ParsedCertificate issuer, byte[] nonce, OcspRules rules) {
    this.certificate = certificate;
    this.issuer = issuer;
    this.id = new OcspCertificateId(certificate, issuer);
    this.nonce = nonce.clone();
    this.rules = rules;
  }

  /** Creates a request about a certificate with a new nonce. */
  static OcspExchange about(ParsedCertificate certificate, ParsedCertificate issuer) {
    byte[] nonce = new byte[NONCE_OCTETS];
    RANDOM.nextBytes(nonce);
    return new OcspExchange(certificate, issuer, nonce, OcspRules.STRICT);
  }

  /** Returns the DER of the {@code OCSPRequest}. */
  byte[] request() {
    try {
      Extension fresh = new Extension(NONCE, false, new DEROctetString(nonce).getEncoded());
      Request one = new Request(id.toAsk(), null);
      TBSRequest asked = new TBSRequest(null, new DERSequence(one), new Extensions(fresh));
      return new OCSPRequest(asked, null).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Checks the DER of an {@code OCSPResponse}. Never throws. */
  public RevocationAnswer read(byte[] response, Instant now) {
    try {
      return judge(OcspResponse.read(response), now);
    } catch (IllegalArgumentException e) {
      return new Unusable(String.valueOf(e.getMessage()), true);
    }
  }

  private RevocationAnswer judge(OcspResponse response, Instant now) {
    try {
      String flaw = new OcspSigner(issuer, rules, now).flaw(response);
      flaw = flaw == null ? extensionFlaw(response) : flaw;
      return flaw == null ? answer(response, now) : new Unusable(flaw, false);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return new Unusable("a malformed OCSP response", false);
    }
  }

  /** Returns which extension forbids the use of the response, or null. */
  private @Nullable String extensionFlaw(OcspResponse response) throws IOException {
    Extensions extensions = response.data().getResponseExtensions();
    Extension echoed = extensions == null ? null : extensions.getExtension(NONCE);
    if (echoed != null && !isOurs(echoed.getExtnValue().getOctets())) {
      return "the nonce of the OCSP response differs from that of the request";
    }
    return hasUnknownCritical(extensions, Set.of(NONCE))
        ? "an unknown critical extension in the OCSP response"
        : null;
  }

  private boolean isOurs(byte[] value) throws IOException {
    return ParsedCertificate.strict(value) instanceof ASN1OctetString octets
        && Arrays.equals(octets.getOctets(), nonce);
  }

  private static boolean hasUnknownCritical(
      @Nullable Extensions extensions, Set<ASN1ObjectIdentifier> known) {
    return extensions != null && !known.containsAll(List.of(extensions.getCriticalExtensionOIDs()));
  }

  /**
   * A response with several answers about the certificate is not usable, unless one of them revokes
   * it.
   */
  private RevocationAnswer answer(OcspResponse response, Instant now) {
    Instant produced = OcspStatus.time(response.data().getProducedAt());
    List<SingleResponse> matching =
        response.singles().stream().filter(single -> id.isNamedBy(single.getCertID())).toList();
    if (matching.isEmpty()) {
      return new Unusable("an OCSP response about another certificate", true);
    }
    SingleResponse revoked =
        matching.stream()
            .filter(single -> new OcspStatus(single).isRevoked())
            .findFirst()
            .orElse(null);
    if (revoked == null && matching.size() > 1) {
      return new Unusable("an OCSP response with several answers about the certificate", false);
    }
    SingleResponse single = revoked == null ? matching.get(0) : revoked;
    if (hasUnknownCritical(single.getSingleExtensions(), SINGLE_EXTENSIONS)) {
      return new Unusable("an unknown critical extension in the OCSP response", false);
    }
    return isProducedInTime(produced, now)
        ? new OcspStatus(single).at(now, rules.maximumAge())
        : new Unusable(
            "an OCSP response whose producedAt is outside the expected time", revoked == null);
  }

  /** producedAt must not be in the future, and must be within the lifetime of the certificate. */
  private boolean isProducedInTime(Instant produced, Instant now) {
    return !RevocationMethod.isFuture(produced, now)
        && !produced.plus(RevocationMethod.CLOCK_SKEW).isBefore(certificate.notBefore())
        && !produced.isAfter(certificate.notAfter());
  }
}
