package io.github.proxymtls.internal.fetch;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An HTTP request: the URL, the accepted media types and the size limit. Immutable. */
public final class FetchRequest {

  private final URI uri;
  private final Set<String> mediaTypes;
  private final int maximumSize;
  private final Map<String, String> headers;
  private final byte @Nullable [] body;

  private FetchRequest(
      URI uri,
      Set<String> mediaTypes,
      int maximumSize,
      Map<String, String> headers,
      byte @Nullable [] body) {
    this.uri = uri;
    this.mediaTypes = Set.copyOf(mediaTypes);
    this.maximumSize = maximumSize;
    this.headers = Map.copyOf(headers);
    this.body = body == null ? null : body.clone();
  }

  /**
   * Creates a GET request.
   *
   * @param mediaTypes the accepted media types of the response, in lower case; empty for any
   * @param maximumSize the maximum size of the response body, in octets
   */
  public static FetchRequest get(URI uri, Set<String> mediaTypes, int maximumSize) {
    return new FetchRequest(uri, mediaTypes, maximumSize, Map.of(), null);
  }

  /** Creates a POST request to the same URL. The headers contain at least the content type. */
  public FetchRequest post(Map<String, String> withHeaders, byte[] withBody) {
    return new FetchRequest(uri, mediaTypes, maximumSize, withHeaders, withBody);
  }

  URI uri() {
    return uri;
  }

  Set<String> mediaTypes() {
    return mediaTypes;
  }

  int maximumSize() {
    return maximumSize;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** Returns the body of a POST request; null for GET. */
  byte @Nullable [] body() {
    return body == null ? null : body.clone();
  }

  /** Returns why a response with this {@code Content-Type} is not accepted, or null if it is. */
  @Nullable String faultOfType(@Nullable String contentType) {
    if (mediaTypes.isEmpty()) {
      return null;
    }
    String type = contentType == null ? "" : contentType;
    int semicolon = type.indexOf(';');
    String media = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    return mediaTypes.contains(media.toLowerCase(Locale.ROOT))
        ? null
        : "the response is not of the media type " + String.join(", ", mediaTypes);
  }
}
