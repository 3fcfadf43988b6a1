package io.github.proxymtls.testing;

import java.util.List;
import java.util.Map;

/** A GET of {@code /} with some headers. */
public record ClientRequest(Map<String, String> headers) implements PlainRequest {

  @Override
  public Iterable<String> headerNames() {
    return headers.keySet();
  }

  @Override
  public List<String> headers(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }
}
