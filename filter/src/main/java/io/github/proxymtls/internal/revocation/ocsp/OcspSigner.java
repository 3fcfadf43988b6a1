package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.ContentRules;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Checks who signed the OCSP response for a certificate (RFC 6960 section 4.2.2.2). Authorized are
 * the CA that issued the certificate, and a responder with a certificate for {@code
 * id-kp-OCSPSigning} that this CA issued directly. No responder is trusted by configuration. The
 * revocation status of a responder's certificate is not checked, because CAs issue these with a
 * short lifetime or {@code id-pkix-ocsp-nocheck}.
 */
final class OcspSigner {

  /** The maximum number of certificates tried that match the responder's name. */
  private static final int MAX_DELEGATES = 4;

  private static final Set<ASN1ObjectIdentifier> KNOWN_EXTENSIONS =
      Set.of(
          Extension.basicConstraints,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          OCSPObjectIdentifiers.id_pkix_ocsp_nocheck);

  private final ParsedCertificate issuer;
  private final OcspRules rules;
  private final Instant now;

  OcspSigner(ParsedCertificate issuer, OcspRules rules, Instant now) {
    this.issuer = issuer;
    this.rules = rules;
    this.now = now;
  }

  /** Returns why the signature of a response is rejected, or null if it is accepted. */
  @Nullable String flaw(OcspResponse response) throws IOException {
    String weak = rules.algorithms().flaw(response.algorithm());
    if (weak != null) {
      return "the OCSP response: " + weak;
    }
    if (isNamed(response.responder(), issuer) && signed(response, issuer)) {
      return null;
    }
    String flaw =
        "the OCSP response is not signed by the issuer or by a responder that it authorized";
    for (ParsedCertificate delegate : delegates(response)) {
      String unfit = authorizationFlaw(delegate);
      if (unfit == null && signed(response, delegate)) {
        return null;
      }
      flaw = unfit == null ? "the signature of the OCSP response is wrong" : unfit;
    }
    return flaw;
  }

  private static List<ParsedCertificate> delegates(OcspResponse response) throws IOException {
    return response.certificates().stream()
        .map(OcspSigner::parsed)
        .flatMap(Optional::stream)
        .filter(parsed -> isNamed(response.responder(), parsed))
        .limit(MAX_DELEGATES)
        .toList();
  }

  /** Skips malformed certificates, because another one may be the signer's. */
  private static Optional<ParsedCertificate> parsed(byte[] der) {
    try {
      return Optional.of(ParsedCertificate.of(der));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isNamed(ResponderID responder, ParsedCertificate parsed) {
    byte[] hash = responder.getKeyHash();
    return hash == null
        ? DistinguishedName.of(responder.getName()).equals(parsed.subject())
        : OcspCertificateId.isKeyHash(hash, parsed);
  }

  private static boolean signed(OcspResponse response, ParsedCertificate signer) {
    return BouncyCastle.signed(
        response.signed(), response.algorithm(), response.signature(), key(signer));
  }

  private static SubjectPublicKeyInfo key(ParsedCertificate parsed) {
    return parsed.parsed().getSubjectPublicKeyInfo();
  }

  /**
   * Returns why a certificate is not authorized to sign responses for the issuer, or null if it is.
   */
  private @Nullable String authorizationFlaw(ParsedCertificate delegate) throws IOException {
    String flaw = algorithmFlaw(delegate);
    if (flaw != null) {
      return "the OCSP responder's certificate: " + flaw;
    }
    if (!KeyUsages.allowsOcspSigning(delegate)) {
      return "the OCSP responder's certificate lacks id-kp-OCSPSigning or digitalSignature";
    }
    if (hasUnknownCritical(delegate.parsed().getTBSCertificate().getExtensions())) {
      return "the OCSP responder's certificate has an unknown critical extension";
    }
    if (now.isBefore(delegate.notBefore()) || now.isAfter(delegate.notAfter())) {
      return "the OCSP responder's certificate is not valid at this time";
    }
    return isIssued(delegate)
        ? null
        : "the OCSP responder's certificate was not issued by the issuer itself";
  }

  private @Nullable String algorithmFlaw(ParsedCertificate delegate) {
    String malformed = ContentRules.syntaxFlaw(delegate);
    if (malformed != null) {
      return malformed;
    }
    Certificate certificate = delegate.parsed();
    if (!certificate
        .getSignatureAlgorithm()
        .equals(certificate.getTBSCertificate().getSignature())) {
      return "signatureAlgorithm differs from the signature field of the TBSCertificate";
    }
    String weak = rules.algorithms().flaw(certificate.getSignatureAlgorithm());
    return weak == null
        ? rules.keys().flaw(certificate, AlgorithmPolicy.MAX_FORWARDED_RSA_BITS)
        : weak;
  }

  private boolean isIssued(ParsedCertificate delegate) throws IOException {
    Certificate certificate = delegate.parsed();
    return delegate.issuer().equals(issuer.subject())
        && BouncyCastle.signed(
            certificate.getTBSCertificate().getEncoded(ASN1Encoding.DER),
            certificate.getSignatureAlgorithm(),
            certificate.getSignature().getOctets(),
            key(issuer));
  }

  private static boolean hasUnknownCritical(@Nullable Extensions extensions) {
    return extensions != null
        && !KNOWN_EXTENSIONS.containsAll(List.of(extensions.getCriticalExtensionOIDs()));
  }
}
