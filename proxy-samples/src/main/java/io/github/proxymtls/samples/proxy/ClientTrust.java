package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.files.KeyStores;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Checks whether a client certificate chains to the client CA, and reports the result as NGINX
 * does.
 */
final class ClientTrust {

  private final X509TrustManager authorities;

  private ClientTrust(X509TrustManager authorities) {
    this.authorities = authorities;
  }

  static ClientTrust read(Path clientCa) throws IOException {
    KeyStore store = KeyStores.authorities(clientCa);
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return new ClientTrust((X509TrustManager) factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IOException(clientCa + ": " + e.getMessage(), e);
    }
  }

  X509TrustManager manager() {
    return authorities;
  }

  /**
   * Returns {@code SUCCESS}, {@code NONE} without a certificate, or {@code FAILED:} and the reason.
   */
  String verdict(X509Certificate[] chain) {
    if (chain.length == 0) {
      return "NONE";
    }
    try {
      authorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return "SUCCESS";
    } catch (CertificateException e) {
      return "FAILED:unable to verify the certificate";
    }
  }
}
