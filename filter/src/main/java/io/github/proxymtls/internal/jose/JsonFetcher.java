package io.github.proxymtls.internal.jose;

import io.github.proxymtls.internal.fetch.FetchRequest;
import io.github.proxymtls.internal.fetch.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Fetches strict JSON over https (or http from a loopback address). */
public final class JsonFetcher {

  /** The maximum length of a body, in octets. */
  public static final int MAXIMUM_SIZE = 256 * 1024;

  private static final Set<String> JSON = Set.of("application/json", "application/jwk-set+json");

  private final Fetcher fetcher;

  public JsonFetcher(Fetcher fetcher) {
    this.fetcher = fetcher;
  }

  /**
   * Fetches a URL.
   *
   * @return strict JSON
   * @throws IOException if the response is not as expected
   */
  public String fetch(URI uri) throws IOException {
    String fault = Fetcher.faultOfSecure(uri);
    if (fault != null) {
      throw new IOException(fault);
    }
    return fetcher.fetch(FetchRequest.get(uri, JSON, MAXIMUM_SIZE), JsonFetcher::strict);
  }

  private static String strict(byte[] body) throws IOException {
    StrictJson.parse(body);
    return new String(body, StandardCharsets.UTF_8);
  }
}
