package io.github.proxymtls.samples.proxy;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;

/** Writes a certificate as NGINX's {@code $ssl_client_escaped_cert} does. */
final class PercentEncoding {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final byte[] NEWLINE = {'\n'};
  private static final int PEM_LINE = 64;

  private PercentEncoding() {}

  static String of(X509Certificate certificate) {
    return encode(pem(certificate));
  }

  /** Returns the PEM, whose lines end in a newline. */
  static String pem(X509Certificate certificate) {
    String body = Base64.getMimeEncoder(PEM_LINE, NEWLINE).encodeToString(der(certificate));
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Encodes every octet of the UTF-8 text except the unreserved characters of RFC 3986 section 2.3.
   */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() * 2);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(octet)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || "-._~".indexOf(octet) >= 0;
  }
}
