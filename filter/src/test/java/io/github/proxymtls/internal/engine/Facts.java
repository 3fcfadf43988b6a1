package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Form;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.PlainRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request with its header lines; each call makes another. */
record Facts(
    String method,
    Map<String, List<String>> lines,
    List<X509Certificate> tlsCertificates,
    Form form)
    implements PlainRequest {

  Facts() {
    this("POST", new TreeMap<>(String.CASE_INSENSITIVE_ORDER), List.of(), new Form.None());
  }

  Facts and(String name, String value) {
    Map<String, List<String>> more = copy();
    more.put(name, List.of(value));
    return new Facts(method, more, tlsCertificates, form);
  }

  Facts without(String name) {
    Map<String, List<String>> fewer = copy();
    fewer.remove(name);
    return new Facts(method, fewer, tlsCertificates, form);
  }

  /** What nginx forwards of a verified client; its escape is the form's but for the blank. */
  Facts with(Pki.Held client) {
    String pem = URLEncoder.encode(client.certificatePem(), StandardCharsets.US_ASCII);
    return and("ssl-client-cert", pem.replace("+", "%20")).and("ssl-client-verify", "SUCCESS");
  }

  /** Two lines of one header. */
  Facts twice(String name, String value) {
    Map<String, List<String>> more = copy();
    more.put(name, List.of(value, value));
    return new Facts(method, more, tlsCertificates, form);
  }

  Facts method(String other) {
    return new Facts(other, lines, tlsCertificates, form);
  }

  Facts tls(Pki.Held peer) {
    return new Facts(method, lines, peer.chain(), form);
  }

  Facts form(String name, String value) {
    Form body = new Form.Parameters(Map.of(name, List.of(value)));
    return new Facts(method, lines, tlsCertificates, body)
        .and("Content-Type", "application/x-www-form-urlencoded");
  }

  private Map<String, List<String>> copy() {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(lines);
    return copy;
  }

  @Override
  public String path() {
    return "/token";
  }

  @Override
  public Iterable<String> headerNames() {
    return new ArrayList<>(lines.keySet());
  }

  @Override
  public List<String> headers(String name) {
    return lines.getOrDefault(name, List.of());
  }
}
