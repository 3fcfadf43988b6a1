package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Form;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.PlainRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request with precomputed values, so that reading it costs nothing; each call creates a new one.
 */
record Request(
    String method,
    String path,
    Map<String, List<String>> lines,
    List<X509Certificate> tlsCertificates,
    Form form)
    implements PlainRequest {

  static final String PASSWORD = "secret";

  /**
   * Returns a request without a client certificate, with the usual headers of browsers and clients.
   */
  static Request to(String path) {
    return new Request("GET", path, Map.of(), List.of(), new Form.None())
        .with("Host", "service.example")
        .with("User-Agent", "client/1.0")
        .with("Accept", "application/json");
  }

  Request with(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(lines);
    more.put(name, List.of(value));
    return new Request(method, path, more, tlsCertificates, form);
  }

  /** Returns the request of a proxy that sends its password. */
  Request byBasic() {
    byte[] credential = ("edge-1:" + PASSWORD).getBytes(StandardCharsets.US_ASCII);
    return with("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(credential));
  }

  /** Returns the request with a leaf and the certificates above it. */
  Request of(Pki.Held client, List<Pki.Authority> above) {
    Request leaf = with("Client-Cert", value(client));
    return above.isEmpty()
        ? leaf
        : leaf.with(
            "Client-Cert-Chain",
            above.stream()
                .map(authority -> value(authority.held()))
                .collect(Collectors.joining(", ")));
  }

  private static String value(Pki.Held certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate.der()) + ":";
  }

  @Override
  public Iterable<String> headerNames() {
    return lines.keySet();
  }

  @Override
  public List<String> headers(String name) {
    return lines.getOrDefault(name, List.of());
  }
}
