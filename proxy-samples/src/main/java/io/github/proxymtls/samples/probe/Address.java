package io.github.proxymtls.samples.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Where requests go.
 *
 * @param target the path and query
 */
public record Address(boolean tls, String host, int port, String target) {

  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it is not one of HTTP with a host alone; the message
   *     continues a sentence about the option
   */
  public static Address parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL", e);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme)
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("needs a URL such as https://api.example/path");
    }
    boolean tls = scheme.equals("https");
    int standard = tls ? HTTPS : HTTP;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Address(
        tls, uri.getHost(), uri.getPort() < 0 ? standard : uri.getPort(), path + query);
  }

  /** Returns the value of the {@code Host} header. */
  String authority() {
    return host + ":" + port;
  }

  /** Returns the host for a socket: an IPv6 address without brackets. */
  String name() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
