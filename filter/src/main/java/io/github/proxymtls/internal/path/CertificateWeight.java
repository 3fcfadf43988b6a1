package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.DerSyntax;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;

/**
 * The memory that a certificate uses as the JDK parses it, from its DER. The JDK makes objects of
 * the names, of the extensions that it knows and of the elements in them, so that a few octets may
 * need much memory. The figures come from measurements on JDK 17 and 25. They are halfway between a
 * certificate that was only validated and one of which an application has read everything.
 */
public final class CertificateWeight {

  /** The objects that every certificate has, with its key. */
  private static final int CERTIFICATE = 1088;

  /** The octets are kept as a whole and in parts. */
  private static final int COPIES = 3;

  private static final int STRUCTURE = 32;
  private static final int OBJECT_IDENTIFIER = 96;

  /** An RDN: only names have sets. */
  private static final int RDN = 208;

  /** A GeneralName, recognized by a primitive context-specific tag. */
  private static final int NAME = 208;

  /** A uniformResourceIdentifier: the JDK parses it. */
  private static final int URI = 440;

  private static final int CLASS = 0xe0;
  private static final int CONTEXT_PRIMITIVE = 0x80;
  private static final int URI_TAG = 0x86;
  private static final int CONSTRUCTED = 0x20;
  private static final int SET = 0x31;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER_TAG = 0x06;

  private CertificateWeight() {}

  /** Returns the octets of memory of all certificates. */
  public static int of(Collection<X509Certificate> certificates) {
    return certificates.stream().mapToInt(CertificateWeight::of).sum();
  }

  /** Returns the octets of memory. */
  public static int of(X509Certificate certificate) {
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
    int tag = der[at] & 0xff;
    if ((tag & CONSTRUCTED) != 0) {
      return STRUCTURE + (tag == SET ? RDN : 0) + elements(der, contents, end);
    }
    if (tag == OCTET_STRING) {
      byte[] value = Arrays.copyOfRange(der, contents, end);
      return DerSyntax.isElement(value) ? elements(value, 0, value.length) : 0;
    }
    return primitive(tag);
  }

  private static int primitive(int tag) {
    if (tag == OBJECT_IDENTIFIER_TAG) {
      return OBJECT_IDENTIFIER;
    }
    if (tag == URI_TAG) {
      return URI;
    }
    return (tag & CLASS) == CONTEXT_PRIMITIVE ? NAME : 0;
  }
}
