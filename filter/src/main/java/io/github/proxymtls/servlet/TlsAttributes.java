package io.github.proxymtls.servlet;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request attributes that describe a TLS connection or belong to this library. The container
 * sets the former from its own connection, which behind a proxy is the proxy's.
 */
final class TlsAttributes {

  /** The peer's certificates, leaf first (Servlet 6.0 section 3.10). */
  static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";

  /** Attributes that describe the connection but contain no certificate. */
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

  /** Jetty's TLS session, which contains the peer's certificates, its login, and more. */
  private static final Set<String> JETTY =
      Set.of(
          "org.eclipse.jetty.io.Endpoint.SslSessionData",
          "org.eclipse.jetty.server.Request$AuthenticationState",
          "org.eclipse.jetty.server.x509",
          "org.eclipse.jetty.util.ssl.sniHost");

  private TlsAttributes() {}

  /** Returns true for a name whose value this library provides. */
  static boolean guards(@Nullable String name) {
    return name != null
        && (name.startsWith("jakarta.servlet.request.")
            || name.startsWith("io.github.proxymtls.")
            || name.startsWith("org.apache.tomcat.util.net.")
            || JETTY.contains(name));
  }
}
