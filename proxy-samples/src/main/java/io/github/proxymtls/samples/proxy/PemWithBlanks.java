package io.github.proxymtls.samples.proxy;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate as Apache's {@code %{SSL_CLIENT_CERT}s} writes it: every newline is a blank. */
final class PemWithBlanks {

  private static final byte[] BLANK = " ".getBytes(StandardCharsets.US_ASCII);
  private static final int LINE = 64;

  private PemWithBlanks() {}

  static String of(X509Certificate certificate) {
    try {
      String body = Base64.getMimeEncoder(LINE, BLANK).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE----- " + body + " -----END CERTIFICATE-----";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
