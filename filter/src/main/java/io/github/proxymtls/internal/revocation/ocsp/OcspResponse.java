package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A BasicOCSPResponse (RFC 6960 section 4.2.1) in strict DER, whose signature is not verified yet.
 */
final class OcspResponse {

  /** The maximum size in octets. */
  static final int MAXIMUM_SIZE = 64 * 1024;

  private static final String MALFORMED = "not an OCSP response in strict DER";

  private final BasicOCSPResponse basic;
  private final byte[] signed;

  private OcspResponse(BasicOCSPResponse basic, byte[] signed) {
    this.basic = basic;
    this.signed = signed;
  }

  /**
   * Reads a response.
   *
   * @throws IllegalArgumentException if it is malformed, of another type, or an error response
   */
  static OcspResponse read(byte[] der) {
    if (der.length > MAXIMUM_SIZE) {
      throw new IllegalArgumentException(
          "an OCSP response of more than " + MAXIMUM_SIZE + " bytes");
    }
    try {
      OCSPResponse outer = OCSPResponse.getInstance(ParsedCertificate.strict(der));
      int status = outer.getResponseStatus().getIntValue();
      return status == 0 ? basic(outer.getResponseBytes()) : refused(status);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new IllegalArgumentException(MALFORMED, e);
    }
  }

  private static OcspResponse refused(int status) {
    throw new IllegalStateException("the responder returned the OCSP status " + status);
  }

  private static OcspResponse basic(ResponseBytes bytes) throws IOException {
    if (!bytes.getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
      throw new IllegalStateException("an OCSP response of a type other than basic");
    }
    byte[] octets = bytes.getResponse().getOctets();
    ASN1Sequence sequence = ASN1Sequence.getInstance(ParsedCertificate.strict(octets));
    BasicOCSPResponse basic = BasicOCSPResponse.getInstance(sequence);
    if (!Arrays.equals(basic.getEncoded(ASN1Encoding.DER), octets)) {
      throw new IOException("unexpected fields");
    }
    return new OcspResponse(
        basic, sequence.getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DER));
  }

  ResponseData data() {
    return basic.getTbsResponseData();
  }

  ResponderID responder() {
    return data().getResponderID();
  }

  List<SingleResponse> singles() {
    List<SingleResponse> singles = new ArrayList<>();
    data().getResponses().forEach(single -> singles.add(SingleResponse.getInstance(single)));
    return singles;
  }

  /** Returns the signed octets. */
  byte[] signed() {
    return signed.clone();
  }

  AlgorithmIdentifier algorithm() {
    return basic.getSignatureAlgorithm();
  }

  byte[] signature() {
    return basic.getSignature().getOctets();
  }

  /** Returns the DER of the certificates in the response. */
  List<byte[]> certificates() throws IOException {
    List<byte[]> certificates = new ArrayList<>();
    if (basic.getCerts() != null) {
      for (var certificate : basic.getCerts()) {
        certificates.add(certificate.toASN1Primitive().getEncoded(ASN1Encoding.DER));
      }
    }
    return certificates;
  }
}
