package io.github.proxymtls.samples.server;

import io.github.proxymtls.samples.files.KeyStores;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;

/**
 * What a listener needs for TLS.
 *
 * @param identity the server's certificate with its key
 * @param clientAuthorities the CAs of the peers, who are then asked for a certificate without being
 *     required to have one; null: nobody is asked
 */
public record ServerTls(KeyStore identity, @Nullable KeyStore clientAuthorities) {

  /**
   * Reads PEM files.
   *
   * @throws IOException if one cannot be read; the message names it
   */
  public static ServerTls read(Path certificate, Path key, @Nullable Path clientAuthorities)
      throws IOException {
    return new ServerTls(
        KeyStores.identity(certificate, key),
        clientAuthorities == null ? null : KeyStores.authorities(clientAuthorities));
  }
}
