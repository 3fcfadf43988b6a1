package io.github.proxymtls.it;

import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.testing.Pki;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

/** How a proxy writes a certificate into a header, written independently of the production code. */
enum Format {
  NGINX("ssl-client-cert") {
    @Override
    String ofBase64(String base64, byte[] der) {
      return percentPem(base64);
    }
  },
  ENVOY("X-Forwarded-Client-Cert") {
    @Override
    String ofBase64(String base64, byte[] der) {
      return "Hash=" + hash(der) + ";Cert=\"" + percentPem(base64) + "\"";
    }
  },
  RFC9440("Client-Cert") {
    @Override
    String ofBase64(String base64, byte[] der) {
      return ":" + base64 + ":";
    }
  };

  private final String header;

  Format(String header) {
    this.header = header;
  }

  /** Returns the name of the certificate's header. */
  String header() {
    return header;
  }

  /** Returns the proxy's form with the given Base64 text, which need not match the octets. */
  abstract String ofBase64(String base64, byte[] der);

  /** Returns the proxy's form of a certificate with these octets. */
  final String of(byte[] der) {
    return ofBase64(Base64.getEncoder().encodeToString(der), der);
  }

  final String of(Pki.Held held) {
    return of(held.der());
  }

  /**
   * Returns the request with a value in the certificate's header, and the proxy's other headers.
   */
  final RawRequest with(RawRequest request, String value) {
    RawRequest more = request.header(header, value);
    return this == NGINX ? more.header("ssl-client-verify", "SUCCESS") : more;
  }

  static String percentPem(String base64) {
    String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    return pem.replace("+", "%2B")
        .replace("/", "%2F")
        .replace("=", "%3D")
        .replace(" ", "%20")
        .replace("\n", "%0A");
  }

  static String hash(byte[] der) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
