package io.github.proxymtls.internal.fetch;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked for. Immutable. */
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
   * By GET.
   *
   * @param mediaTypes of an answer, in lower case; empty where any will do
   * @param maximumSize of an answer's body, in octets
   */
  public static FetchRequest get(URI uri, Set<String> mediaTypes, int maximumSize) {
    return new FetchRequest(uri, mediaTypes, maximumSize, Map.of(), null);
  }

  /** The same by POST; the headers name at least the content type. */
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

  /** What is sent by POST; null for GET. */
  byte @Nullable [] body() {
    return body == null ? null : body.clone();
  }

  /** Why an answer with this {@code Content-Type} is not wanted, or null where it is. */
  @Nullable String faultOfType(@Nullable String contentType) {
    if (mediaTypes.isEmpty()) {
      return null;
    }
    String type = contentType == null ? "" : contentType;
    int semicolon = type.indexOf(';');
    String media = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    return mediaTypes.contains(media.toLowerCase(Locale.ROOT))
        ? null
        : "not of the media type " + String.join(", ", mediaTypes);
  }
}
