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

/** A request that costs nothing to look at; each call makes another. */
record Request(
    String method,
    String path,
    Map<String, List<String>> lines,
    List<X509Certificate> tlsCertificates,
    Form form)
    implements PlainRequest {

  static final String PASSWORD = "secret";

  /** A request without a client's certificate, and with what browsers and clients usually send. */
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

  /** The same to another path. */
  Request at(String otherPath) {
    return new Request(method, otherPath, lines, tlsCertificates, form);
  }

  /** From the proxy that knows the password. */
  Request byBasic() {
    byte[] credential = ("edge-1:" + PASSWORD).getBytes(StandardCharsets.US_ASCII);
    return with("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(credential));
  }

  /** From the proxy that holds a certificate. */
  Request byTls(Pki.Held proxy) {
    return new Request(method, path, lines, proxy.chain(), form);
  }

  /** Forwards a leaf and what is above it. */
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

  /** A form with one parameter. */
  Request posting(String name, String value) {
    Form parameters = new Form.Parameters(Map.of(name, List.of(value)));
    return new Request("POST", path, lines, tlsCertificates, parameters)
        .with("Content-Type", "application/x-www-form-urlencoded");
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
