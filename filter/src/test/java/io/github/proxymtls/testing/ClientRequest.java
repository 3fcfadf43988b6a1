package io.github.proxymtls.testing;

import io.github.proxymtls.Form;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/** A GET of {@code /} with some headers. */
public record ClientRequest(Map<String, String> headers) implements PlainRequest {

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return List.of();
  }

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

  @Override
  public Form form() {
    return new Form.None();
  }
}
