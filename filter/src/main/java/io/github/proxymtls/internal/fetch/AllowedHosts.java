package io.github.proxymtls.internal.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts that the operator allows in URLs from certificates and registrations.
 *
 * <h2>A host is allowed at the standard HTTP ports only</h2>
 *
 * These are 80 and 443, for both schemes. An entry with a port allows only that port of its host.
 */
public final class AllowedHosts {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LARGEST_PORT = 65_535;

  private final Set<String> entries;

  /**
   * Creates the set from the entries of a configuration.
   *
   * @param entries entries that {@link #isEntry} accepts
   */
  public AllowedHosts(Collection<String> entries) {
    this.entries =
        entries.stream().map(AllowedHosts::lower).collect(Collectors.toUnmodifiableSet());
  }

  /** Returns true for a host name or an IP address (IPv6 in brackets), with or without a port. */
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

  /** Returns true if the host of an http or https URL is allowed at the URL's port. */
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
