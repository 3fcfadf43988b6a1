package io.github.proxymtls.internal.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one HTTP exchange: no user information, no redirect, within a time and a size limit; an
 * answer is status 200 with a wanted media type, or none at all.
 */
@FunctionalInterface
public interface Fetcher extends AutoCloseable {

  /**
   * Fetches, and waits for it.
   *
   * @return the body of the answer
   * @throws IOException if anything is not as it should be
   */
  byte[] fetch(FetchRequest request) throws IOException;

  /** Ends what is under way, and keeps no connection and no thread. */
  @Override
  default void close() {}

  /** Why the URL may not be fetched at all, or null: http(s), a host, a port, no user. */
  static @Nullable String fault(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return uri.getHost() == null ? "not a URL with a host" : "holds user information";
    }
    if (uri.getPort() > 65_535) {
      return "names a port that there is not";
    }
    return "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme())
        ? null
        : "not http or https";
  }

  /** A URL as a log may show it: without its query, which may hold a secret. */
  static String shown(URI uri) {
    String text = uri.toASCIIString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?...";
  }

  /** As {@link #fault}, and why a secret may not travel to it: http is for loopback only. */
  static @Nullable String faultOfSecure(URI uri) {
    String fault = fault(uri);
    if (fault != null || "https".equalsIgnoreCase(uri.getScheme())) {
      return fault;
    }
    return Set.of("localhost", "127.0.0.1", "[::1]")
            .contains(uri.getHost().toLowerCase(Locale.ROOT))
        ? null
        : "not https";
  }
}
