package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.DerSyntax;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * About what certificates take in memory once they are parsed and were used, rather more than less.
 * Each element of the DER becomes objects whatever its length, and a name in an extension becomes
 * several: few octets may take much.
 */
public final class CertificateWeight {

  /** The objects of a certificate, its key, its thumbprint and its names. */
  private static final int CERTIFICATE = 1536;

  /** Its octets are kept as a whole and in parts. */
  private static final int COPIES = 4;

  private static final int ELEMENT = 88;

  /** A GeneralName: a context-specific tag that is primitive. */
  private static final int NAME = 448;

  private static final int CLASS = 0xe0;
  private static final int CONTEXT_PRIMITIVE = 0x80;
  private static final int CONSTRUCTED = 0x20;
  private static final int OCTET_STRING = 0x04;

  private CertificateWeight() {}

  /** In octets. */
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
    for (int at = from; at < end; at = DerCursor.behind(der, at)) {
      weight += element(der, at);
    }
    return weight;
  }

  private static int element(byte[] der, int at) {
    int contents = DerCursor.contents(der, at);
    int end = DerCursor.behind(der, at);
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
