package io.github.proxymtls.header;

import io.github.proxymtls.header.ForwardedCertificate.Claimed;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Strict DER (X.690 sections 8 and 10). A certificate is accepted only if it is one definite,
 * minimal encoding from the first octet to the last, so that no two octet strings are one
 * certificate.
 */
final class Der {

  private static final int MAXIMUM_DEPTH = 16;
  private static final int BOOLEAN = 0x01;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONSTRUCTED = 0x20;
  private static final int HIGH_TAG_NUMBER = 0x1f;

  private Der() {}

  /** Parses one certificate (RFC 5280 section 4.1); null if it is not exactly one in strict DER. */
  static @Nullable Claimed certificate(byte[] der) {
    if (sequenceLength(der, 0) != der.length || skip(der, 0, der.length, 0) < 0) {
      return null;
    }
    try {
      ASN1Primitive primitive = ASN1Primitive.fromByteArray(der);
      Certificate parsed = Certificate.getInstance(primitive);
      boolean same = Arrays.equals(primitive.getEncoded(ASN1Encoding.DER), der);
      return same && isConsistent(parsed) ? new Claimed(der, parsed) : null;
    } catch (IOException | RuntimeException notACertificate) {
      return null;
    }
  }

  /** True where the basic constraints say cA (RFC 5280 section 4.2.1.9). */
  static boolean isCa(Certificate certificate) {
    try {
      BasicConstraints constraints =
          BasicConstraints.fromExtensions(certificate.getTBSCertificate().getExtensions());
      return constraints != null && constraints.isCA();
    } catch (RuntimeException notBasicConstraints) {
      return false;
    }
  }

  /** The octets of the SEQUENCE that begins at the offset, or -1 where none does. */
  static int sequenceLength(byte[] der, int at) {
    if (at >= der.length || der[at] != SEQUENCE) {
      return -1;
    }
    int contents = contents(der, at, der.length);
    return contents < 0 ? -1 : contents + length(der, at) - at;
  }

  /** The signature does not cover the outer algorithm, so it must repeat the inner one. */
  private static boolean isConsistent(Certificate certificate) {
    return certificate
        .getSignatureAlgorithm()
        .equals(certificate.getTBSCertificate().getSignature());
  }

  /** The offset behind the element that begins at the offset, or -1 where it is not strict DER. */
  private static int skip(byte[] der, int at, int end, int depth) {
    int contents = depth > MAXIMUM_DEPTH ? -1 : contents(der, at, end);
    if (contents < 0 || (der[at] & HIGH_TAG_NUMBER) == HIGH_TAG_NUMBER) {
      return -1;
    }
    int next = contents + length(der, at);
    if ((der[at] & CONSTRUCTED) != 0) {
      return areElements(der, at, contents, next, depth) ? next : -1;
    }
    return der[at] != BOOLEAN || isBoolean(der, contents, next) ? next : -1;
  }

  private static boolean areElements(byte[] der, int at, int from, int end, int depth) {
    int previous = from;
    int child = from;
    while (child < end) {
      int next = skip(der, child, end, depth + 1);
      if (next < 0 || (der[at] == SET && isOutOfOrder(der, previous, child, next))) {
        return false;
      }
      previous = child;
      child = next;
    }
    return true;
  }

  private static boolean isOutOfOrder(byte[] der, int previous, int child, int next) {
    return Arrays.compareUnsigned(der, previous, child, der, child, next) > 0;
  }

  private static boolean isBoolean(byte[] der, int from, int end) {
    return end - from == 1 && (der[from] == 0 || der[from] == -1);
  }

  /** The offset of the contents of a definite, minimal length that fits, or -1. */
  private static int contents(byte[] der, int at, int end) {
    if (end - at < 2) {
      return -1;
    }
    int octets = der[at + 1] >= 0 ? 0 : der[at + 1] & 0x7f;
    int contents = at + 2 + octets;
    if (octets > 3 || contents > end || (der[at + 1] == (byte) 0x80)) {
      return -1;
    }
    int length = length(der, at);
    boolean minimal = octets == 0 || length >= (octets == 1 ? 0x80 : 1 << (8 * (octets - 1)));
    return minimal && length <= end - contents ? contents : -1;
  }

  /** The length of an element whose length octets are all there. */
  private static int length(byte[] der, int at) {
    if (der[at + 1] >= 0) {
      return der[at + 1];
    }
    int length = 0;
    for (int i = 0; i < (der[at + 1] & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }
}
