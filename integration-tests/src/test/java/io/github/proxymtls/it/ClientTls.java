package io.github.proxymtls.it;

import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The TLS settings of an ordinary client of a {@link Site}. */
final class ClientTls {

  static final String PASSWORD = "changeit";

  private ClientTls() {}

  /** Trusts the site's servers and uses the client's key. */
  static KeyStore store(Site site, Pki.Held client) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", site.certificates().serverRoot().certificate());
    store.setKeyEntry(
        "client",
        client.privateKey(),
        PASSWORD.toCharArray(),
        client.chain().toArray(Certificate[]::new));
    return store;
  }

  static SSLContext context(Site site, Pki.Held client, String protocol)
      throws GeneralSecurityException, IOException {
    KeyStore store = store(site, client);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
