package io.github.proxymtls.samples.server;

import io.github.proxymtls.samples.files.KeyStores;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of a listener.
 *
 * @param identity the server's certificate and key
 * @param clientAuthorities the CAs of the clients, which are then asked for a certificate but need
 *     not send one; null to ask for none
 */
public record ServerTls(KeyStore identity, @Nullable KeyStore clientAuthorities) {

  /**
   * Reads PEM files.
   *
   * @throws IOException if a file cannot be read; the message names it
   */
  public static ServerTls read(Path certificate, Path key, @Nullable Path clientAuthorities)
      throws IOException {
    return new ServerTls(
        KeyStores.identity(certificate, key),
        clientAuthorities == null ? null : KeyStores.authorities(clientAuthorities));
  }
}
