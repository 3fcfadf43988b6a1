package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Form;
import io.github.proxymtls.testing.PlainRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request as far as the binding reads it. */
record Facts(
    String method, @Nullable String query, Map<String, List<String>> headers, Supplier<Form> body)
    implements PlainRequest {

  private static final String FORM = "application/x-www-form-urlencoded";

  static Facts get() {
    return new Facts("GET", null, Map.of(), Form.None::new);
  }

  /** A form, read as the servlet stage reads it. */
  static Facts post(String body) {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    return new Facts("POST", null, Map.of(), () -> FormParser.parse(octets))
        .with("Content-Type", FORM);
  }

  Facts with(String name, String... lines) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.put(name, List.of(lines));
    return new Facts(method, query, all, body);
  }

  Facts query(String text) {
    return new Facts(method, text, headers, body);
  }

  Facts method(String name) {
    return new Facts(name, query, headers, body);
  }

  Facts form(Form form) {
    return new Facts(method, query, headers, () -> form);
  }

  /** A body that nobody may read. */
  Facts unreadBody() {
    return new Facts(
        method,
        query,
        headers,
        () -> {
          throw new AssertionError("the body was read");
        });
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public Form form() {
    return body.get();
  }

  @Override
  public String path() {
    return "/token";
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return List.of();
  }

  @Override
  public Iterable<String> headerNames() {
    return headers.keySet();
  }
}
