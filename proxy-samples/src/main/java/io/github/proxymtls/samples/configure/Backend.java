package io.github.proxymtls.samples.configure;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The application behind the proxy.
 *
 * @param tls true for {@code https}
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 * @param name the DNS name that its certificate must contain
 */
public record Backend(boolean tls, String host, int port, String name) {

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  public Backend {
    Endpoint.checkPort(port);
  }

  /**
   * Parses a URL of scheme, host and optionally port. Plain {@code http} is allowed for a loopback
   * address only: elsewhere an attacker on the network could read and change the credential and the
   * certificates.
   *
   * @param name the name in the application's certificate; null for the URL's host, or {@code
   *     localhost} for a loopback address
   * @throws IllegalArgumentException if the URL or the name cannot be used; the message continues a
   *     sentence about the option {@code --backend}
   */
  public static Backend parse(String url, @Nullable String name) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("is not an https URL: write https://HOST:PORT");
    }
    String host = host(uri);
    boolean tls = scheme.equals("https");
    if (!tls && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "is http, which is allowed for a loopback address only: write https://HOST:PORT");
    }
    int port = uri.getPort();
    return new Backend(tls, host, port >= 0 ? port : tls ? HTTPS : HTTP, name(host, name));
  }

  private static URI uri(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not a URL: write https://HOST:PORT", e);
    }
    boolean more =
        uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    String path = uri.getRawPath();
    if (more || (path != null && !path.isEmpty() && !path.equals("/"))) {
      throw new IllegalArgumentException(
          "contains more than a host and a port: write https://HOST:PORT");
    }
    return uri;
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("has no host: write https://HOST:PORT");
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (!Endpoint.isAddress(bare) && !isName(bare)) {
      throw new IllegalArgumentException("has a host that is neither a DNS name nor an IP address");
    }
    return bare.toLowerCase(Locale.ROOT);
  }

  private static String name(String host, @Nullable String given) {
    if (given != null) {
      if (!isName(given) || Endpoint.isAddress(given)) {
        throw new IllegalArgumentException("needs a DNS name as --backend-name");
      }
      return given.toLowerCase(Locale.ROOT);
    }
    if (isLoopback(host)) {
      return "localhost";
    }
    if (Endpoint.isAddress(host)) {
      throw new IllegalArgumentException(
          "has an IP address: add --backend-name with the DNS name in the application's certificate");
    }
    return host;
  }

  private static boolean isName(String text) {
    return NAME.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || (Endpoint.isAddress(host) && host.startsWith("127."));
  }

  /** Returns true if the host is an IP address. */
  boolean isAddress() {
    return Endpoint.isAddress(host);
  }

  /** Returns host and port, with brackets around an IPv6 address. */
  String address() {
    return Endpoint.bracketed(host) + ":" + port;
  }
}
