package io.github.proxymtls.fetch;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param mediaTypes of an answer, in lower case; empty where any will do
 * @param maximumSize of an answer's body, in octets
 * @param headers beside those that the fetcher sets
 * @param body to be sent by POST; null for GET
 */
public record FetchRequest(
    URI uri,
    Set<String> mediaTypes,
    int maximumSize,
    Map<String, String> headers,
    byte @Nullable [] body) {

  /** Copies what can be changed. */
  public FetchRequest {
    mediaTypes = Set.copyOf(mediaTypes);
    headers = Map.copyOf(headers);
    body = body == null ? null : body.clone();
  }

  /** A GET request. */
  public static FetchRequest get(URI uri, Set<String> mediaTypes, int maximumSize) {
    return new FetchRequest(uri, mediaTypes, maximumSize, Map.of(), null);
  }

  /** A copy of the body, or null. */
  @Override
  public byte @Nullable [] body() {
    return body == null ? null : body.clone();
  }
}
