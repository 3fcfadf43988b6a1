package io.github.proxymtls.samples.proxy;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * Writes a certificate as Apache's {@code %{SSL_CLIENT_CERT}s} does, with a space for every
 * newline.
 */
final class PemWithSpaces {

  private static final byte[] BLANK = " ".getBytes(StandardCharsets.US_ASCII);
  private static final int LINE = 64;

  private PemWithSpaces() {}

  static String of(X509Certificate certificate) {
    try {
      String body = Base64.getMimeEncoder(LINE, BLANK).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE----- " + body + " -----END CERTIFICATE-----";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
