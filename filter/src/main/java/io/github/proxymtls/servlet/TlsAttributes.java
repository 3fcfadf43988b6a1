package io.github.proxymtls.servlet;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request attributes that tell of a TLS connection or of this library. The container fills the
 * former from its own connection, which behind a proxy is the proxy's.
 */
final class TlsAttributes {

  /** The peer's certificates, leaf first (Servlet 6.0 section 3.10). */
  static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";

  /** What tells of the connection but holds no certificate. */
  static final List<String> CONNECTION =
      List.of(
          CIPHER_SUITE,
          "jakarta.servlet.request.key_size",
          "jakarta.servlet.request.ssl_session_id",
          "jakarta.servlet.request.secure_protocol",
          "jakarta.servlet.request.ssl_session_mgr",
          "org.apache.tomcat.util.net.secure_protocol_version",
          "org.apache.tomcat.util.net.secure_requested_ciphers",
          "org.apache.tomcat.util.net.secure_requested_protocol_versions");

  /** Jetty's session, which holds the peer's certificates, its login of the peer, and the like. */
  private static final Set<String> JETTY =
      Set.of(
          "org.eclipse.jetty.io.Endpoint.SslSessionData",
          "org.eclipse.jetty.server.Request$AuthenticationState",
          "org.eclipse.jetty.server.x509",
          "org.eclipse.jetty.util.ssl.sniHost");

  private TlsAttributes() {}

  /** True for a name that this library answers itself. */
  static boolean guards(@Nullable String name) {
    return name != null
        && (name.startsWith("jakarta.servlet.request.")
            || name.startsWith("io.github.proxymtls.")
            || name.startsWith("org.apache.tomcat.util.net.")
            || JETTY.contains(name));
  }
}
