package io.github.proxymtls.internal.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts that an operator allows in URLs that somebody else wrote.
 *
 * <h2>A host is allowed at the ports of HTTP alone</h2>
 *
 * These are 80 and 443, whichever of the two schemes the URL has. An entry that names a port allows
 * that port of its host, and no other.
 */
public final class AllowedHosts {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LARGEST_PORT = 65_535;

  private final Set<String> entries;

  /**
   * Takes the entries of a configuration.
   *
   * @param entries each of which {@link #isEntry}
   */
  public AllowedHosts(Collection<String> entries) {
    this.entries =
        entries.stream().map(AllowedHosts::lower).collect(Collectors.toUnmodifiableSet());
  }

  /** True for the name or the address of a host, IPv6 in brackets, with a port or without one. */
  public static boolean isEntry(String text) {
    try {
      URI uri = new URI("https://" + text + "/");
      String host = uri.getHost();
      int port = uri.getPort();
      return host != null
          && text.equals(port < 0 ? host : host + ":" + port)
          && port != 0
          && port <= LARGEST_PORT;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** True where the host of an http or https URL is allowed at the URL's port. */
  public boolean permit(URI uri) {
    String host = lower(uri.getHost());
    int port = port(uri);
    boolean common = port == HTTP || port == HTTPS;
    return entries.contains(host + ":" + port) || (common && entries.contains(host));
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "http".equalsIgnoreCase(uri.getScheme()) ? HTTP : HTTPS;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
