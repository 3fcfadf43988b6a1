package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is read from text.
 *
 * @param lines the header lines in order, each a name and a value
 */
record CapturedRequest(
    Target target, String protocol, List<Map.Entry<String, String>> lines, Peer peer, Form form)
    implements RequestFacts {

  /** The request line without the protocol. */
  record Target(String method, String path, String rawPath, @Nullable String query) {}

  /** The connection. */
  record Peer(String address, boolean tls, List<X509Certificate> certificates) {

    static final Peer UNKNOWN = new Peer("", false, List.of());
  }

  /** Returns a request for {@code /} with these header lines and nothing else. */
  static CapturedRequest of(List<Map.Entry<String, String>> lines) {
    return new CapturedRequest(
        new Target("GET", "/", "/", null), "HTTP/1.1", lines, Peer.UNKNOWN, new Form.None());
  }

  /** Returns the same request with a form body. */
  CapturedRequest with(Form body) {
    return new CapturedRequest(target, protocol, lines, peer, body);
  }

  @Override
  public String method() {
    return target.method();
  }

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public String rawPath() {
    return target.rawPath();
  }

  @Override
  public @Nullable String query() {
    return target.query();
  }

  @Override
  public String remoteAddress() {
    return peer.address();
  }

  @Override
  public boolean addressRewritten() {
    return false;
  }

  @Override
  public boolean tls() {
    return peer.tls();
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return peer.certificates();
  }

  /** A container gives each name once. */
  @Override
  public Iterable<String> headerNames() {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, String> line : lines) {
      if (names.stream().noneMatch(line.getKey()::equalsIgnoreCase)) {
        names.add(line.getKey());
      }
    }
    return names;
  }

  @Override
  public List<String> headers(String name) {
    return lines.stream()
        .filter(line -> line.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }
}
