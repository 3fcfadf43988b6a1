package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request for the authenticator. By default HTTP/1.1 without TLS and without headers. */
record Facts(
    String remoteAddress,
    String protocol,
    boolean tls,
    boolean addressRewritten,
    List<X509Certificate> tlsCertificates,
    Map<String, List<String>> lines)
    implements RequestFacts {

  static Facts from(String remoteAddress) {
    return new Facts(remoteAddress, "HTTP/1.1", false, false, List.of(), Map.of());
  }

  Facts over(String other) {
    return new Facts(remoteAddress, other, tls, addressRewritten, tlsCertificates, lines);
  }

  Facts rewritten() {
    return new Facts(remoteAddress, protocol, tls, true, tlsCertificates, lines);
  }

  Facts withTls(List<X509Certificate> certificates) {
    return new Facts(remoteAddress, protocol, true, addressRewritten, certificates, lines);
  }

  Facts withoutTls() {
    return new Facts(remoteAddress, protocol, false, addressRewritten, tlsCertificates, lines);
  }

  Facts header(String name, String value) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(lines);
    List<String> values = new ArrayList<>(all.getOrDefault(name, List.of()));
    values.add(value);
    all.put(name, values);
    return new Facts(remoteAddress, protocol, tls, addressRewritten, tlsCertificates, all);
  }

  Facts basic(String user, String password) {
    return header("Proxy-Authorization", basicValue(user + ":" + password));
  }

  static String basicValue(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<String> headers(String name) {
    for (Map.Entry<String, List<String>> entry : lines.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return entry.getValue();
      }
    }
    return List.of();
  }

  @Override
  public Iterable<String> headerNames() {
    return lines.keySet();
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public String rawPath() {
    return "/";
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public Form form() {
    return new Form.None();
  }
}
