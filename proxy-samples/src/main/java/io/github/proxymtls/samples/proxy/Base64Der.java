package io.github.proxymtls.samples.proxy;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Writes a certificate as HAProxy and Traefik do: its DER in base64, on one line. */
final class Base64Der {

  private Base64Der() {}

  static String of(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
