package io.github.proxymtls.binding;

import io.github.proxymtls.fetch.FetchRequest;
import io.github.proxymtls.fetch.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Fetches strict JSON by https (http for loopback only). */
final class JsonFetcher {

  /** A larger body is refused, in octets. */
  static final int MAXIMUM_SIZE = 256 * 1024;

  private static final Set<String> JSON = Set.of("application/json", "application/jwk-set+json");

  private final Fetcher fetcher;

  JsonFetcher(Fetcher fetcher) {
    this.fetcher = fetcher;
  }

  /**
   * Fetches.
   *
   * @return strict JSON
   * @throws IOException if anything is not as it should be
   */
  String fetch(URI uri) throws IOException {
    String fault = Fetcher.faultOfSecure(uri);
    if (fault != null) {
      throw new IOException(fault);
    }
    byte[] body = fetcher.fetch(FetchRequest.get(uri, JSON, MAXIMUM_SIZE));
    StrictJson.parse(body);
    return new String(body, StandardCharsets.UTF_8);
  }
}
