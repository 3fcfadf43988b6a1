package io.github.proxymtls.samples.configure;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy's configuration contains besides the filter's properties.
 *
 * @param verified where the proxy listens and verifies client certificates
 * @param anyCertificate where it listens and only asks for them, and the filter decides; null for
 *     the port after the other, and only if the filter can accept a certificate that no CA issued
 * @param authorization the value of the credential's header; may be empty for a proxy without one
 * @param sessionResumption true if clients may resume TLS sessions
 * @param webSocket true if the proxy passes WebSocket handshakes to the application
 * @param folder the prefix of the names of certificate and key files: empty, or a folder with a
 *     closing slash
 */
public record ProxyOptions(
    Endpoint verified,
    @Nullable Endpoint anyCertificate,
    Backend backend,
    String authorization,
    boolean sessionResumption,
    boolean webSocket,
    String folder) {

  /** The placeholder for the credential; no user has this value. */
  public static final String PLACEHOLDER = "Basic BASE64-OF-USER-AND-PASSWORD";

  /**
   * @throws IllegalArgumentException if both listeners are the same; the message continues a
   *     sentence about the second
   */
  public ProxyOptions {
    if (verified.equals(anyCertificate)) {
      throw new IllegalArgumentException(
          "is already used by the other listener: choose another port");
    }
  }
}
