package io.github.proxymtls.samples.configure;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The application behind the proxy.
 *
 * @param tls true for {@code https}
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 * @param name the name that its certificate must hold
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
   * Reads a URL of scheme, host and perhaps port. Plain {@code http} is for the loopback address
   * alone: elsewhere the credential and the certificates could be read and written on the way.
   *
   * @param name the name in the application's certificate; null: the URL's host, and {@code
   *     localhost} for a loopback address
   * @throws IllegalArgumentException if the URL or the name cannot be used; the message continues a
   *     sentence about the option {@code --backend}
   */
  public static Backend parse(String url, @Nullable String name) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("is no https URL: write https://HOST:PORT");
    }
    String host = host(uri);
    boolean tls = scheme.equals("https");
    if (!tls && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "is http, which is for a loopback address alone: write https://HOST:PORT");
    }
    int port = uri.getPort();
    return new Backend(tls, host, port >= 0 ? port : tls ? HTTPS : HTTP, name(host, name));
  }

  private static URI uri(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no URL: write https://HOST:PORT", e);
    }
    boolean more =
        uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    String path = uri.getRawPath();
    if (more || (path != null && !path.isEmpty() && !path.equals("/"))) {
      throw new IllegalArgumentException(
          "has more than a host and a port: write https://HOST:PORT");
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
      throw new IllegalArgumentException("has a host that is neither a DNS name nor an address");
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
          "names an address: add --backend-name with the DNS name in the application's certificate");
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

  /** True where the host is an address and no name to look up. */
  boolean isAddress() {
    return Endpoint.isAddress(host);
  }

  /** Host and port, with the brackets of IPv6. */
  String address() {
    return Endpoint.bracketed(host) + ":" + port;
  }
}
