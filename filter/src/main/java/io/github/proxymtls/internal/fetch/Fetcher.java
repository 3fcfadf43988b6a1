package io.github.proxymtls.internal.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one HTTP exchange within a time and a size limit. It accepts no user information in the
 * URL, follows no redirects, and accepts only status 200 with an accepted media type.
 */
@FunctionalInterface
public interface Fetcher extends AutoCloseable {

  /**
   * Sends the request and waits for the response.
   *
   * @return the body of the response
   * @throws IOException if the URL is not allowed, the exchange fails, a limit is exceeded or the
   *     response is not acceptable
   */
  byte[] fetch(FetchRequest request) throws IOException;

  /** Reads the body of a response. */
  @FunctionalInterface
  interface BodyReader<T> {

    /**
     * Returns what the body contains.
     *
     * @throws IOException if it is not what it should be
     */
    T read(byte[] body) throws IOException;
  }

  /**
   * Sends the request, waits for the response and reads its body.
   *
   * @throws IOException as {@link #fetch(FetchRequest)} and the reader
   */
  default <T> T fetch(FetchRequest request, BodyReader<T> reader) throws IOException {
    return reader.read(fetch(request));
  }

  /** Aborts running exchanges, closes all connections and ends all threads. */
  @Override
  default void close() {}

  /**
   * Returns why the URL cannot be fetched, or null. It needs http or https, a host and a valid
   * port, and no user information.
   */
  static @Nullable String fault(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return uri.getHost() == null ? "the URL has no host" : "the URL contains user information";
    }
    if (uri.getPort() > 65_535) {
      return "the URL has an invalid port";
    }
    return "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme())
        ? null
        : "the URL is not http or https";
  }

  /** Returns the URL for a log, without its query, which may contain a secret. */
  static String shown(URI uri) {
    String text = uri.toASCIIString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?...";
  }

  /** Returns the {@link #fault}, or why the URL is not secure: http is for loopback only. */
  static @Nullable String faultOfSecure(URI uri) {
    String fault = fault(uri);
    if (fault != null || "https".equalsIgnoreCase(uri.getScheme())) {
      return fault;
    }
    return Set.of("localhost", "127.0.0.1", "[::1]")
            .contains(uri.getHost().toLowerCase(Locale.ROOT))
        ? null
        : "the URL is not https";
  }
}
