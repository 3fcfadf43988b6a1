package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.DerSyntax;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * Estimates the memory that parsed certificates use, rather too high than too low. Each element of
 * the DER becomes objects regardless of its length, and a name in an extension becomes several, so
 * that a few octets may need much memory.
 */
public final class CertificateWeight {

  /** The objects for a certificate, its key, its thumbprint and its names. */
  private static final int CERTIFICATE = 1536;

  /** The octets are kept as a whole and in parts. */
  private static final int COPIES = 4;

  private static final int ELEMENT = 88;

  /** A GeneralName, recognized by a primitive context-specific tag. */
  private static final int NAME = 448;

  private static final int CLASS = 0xe0;
  private static final int CONTEXT_PRIMITIVE = 0x80;
  private static final int CONSTRUCTED = 0x20;
  private static final int OCTET_STRING = 0x04;

  private CertificateWeight() {}

  /** Returns the estimate in octets. */
  public static int of(List<X509Certificate> certificates) {
    return certificates.stream().mapToInt(CertificateWeight::of).sum();
  }

  static int of(X509Certificate certificate) {
    try {
      byte[] der = certificate.getEncoded();
      return CERTIFICATE + COPIES * der.length + elements(der, 0, der.length);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int elements(byte[] der, int from, int end) {
    int weight = 0;
    for (int at = from; at < end; at = DerCursor.endOf(der, at)) {
      weight += element(der, at);
    }
    return weight;
  }

  private static int element(byte[] der, int at) {
    int contents = DerCursor.contents(der, at);
    int end = DerCursor.endOf(der, at);
    if ((der[at] & CONSTRUCTED) != 0) {
      return ELEMENT + elements(der, contents, end);
    }
    if (der[at] == OCTET_STRING) {
      byte[] value = Arrays.copyOfRange(der, contents, end);
      return ELEMENT + (DerSyntax.isElement(value) ? elements(value, 0, value.length) : 0);
    }
    return (der[at] & CLASS) == CONTEXT_PRIMITIVE ? NAME : ELEMENT;
  }
}
