package io.github.proxymtls;

import io.github.proxymtls.internal.binding.FormParser;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.PlainRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request of a test. Immutable: each method returns another request. */
public record Facts(
    Connection connection,
    String method,
    @Nullable String query,
    Map<String, List<String>> lines,
    Supplier<Form> body)
    implements PlainRequest {

  private static final String FORM = "application/x-www-form-urlencoded";

  /** The facts of the connection. By default HTTP/1.1 without TLS. */
  public record Connection(
      String remoteAddress,
      String protocol,
      boolean tls,
      boolean addressRewritten,
      List<X509Certificate> certificates) {

    private static Connection from(String remoteAddress) {
      return new Connection(remoteAddress, "HTTP/1.1", false, false, List.of());
    }
  }

  /** A POST request without headers and without a form. */
  public Facts() {
    this(Connection.from("127.0.0.1"), "POST", null, Map.of(), Form.None::new);
  }

  /** Returns a GET request. */
  public static Facts get() {
    return new Facts().method("GET");
  }

  /** Returns a GET request from an address. */
  public static Facts from(String remoteAddress) {
    return get().connection(Connection.from(remoteAddress));
  }

  /** Returns a form, read as the servlet stage reads it. */
  public static Facts post(String body) {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    return new Facts().body(() -> FormParser.parse(octets)).with("Content-Type", FORM);
  }

  public Facts method(String other) {
    return new Facts(connection, other, query, lines, body);
  }

  public Facts query(String text) {
    return new Facts(connection, method, text, lines, body);
  }

  private Facts connection(Connection other) {
    return new Facts(other, method, query, lines, body);
  }

  private Facts body(Supplier<Form> other) {
    return new Facts(connection, method, query, lines, other);
  }

  public Facts form(Form form) {
    return body(() -> form);
  }

  public Facts form(String name, String value) {
    return form(new Form.Parameters(Map.of(name, List.of(value)))).with("Content-Type", FORM);
  }

  /** A body that must not be read. */
  public Facts unreadBody() {
    return body(
        () -> {
          throw new AssertionError("the body was read");
        });
  }

  /** Replaces the lines of a header. */
  public Facts with(String name, String... values) {
    Map<String, List<String>> more = copy();
    more.put(name, List.of(values));
    return new Facts(connection, method, query, more, body);
  }

  /** Replaces a header by one line. */
  public Facts and(String name, String value) {
    return with(name, value);
  }

  /** Replaces a header by two equal lines. */
  public Facts twice(String name, String value) {
    return with(name, value, value);
  }

  /** Adds a line after the header's other lines. */
  public Facts header(String name, String value) {
    List<String> values = new ArrayList<>(headers(name));
    values.add(value);
    return with(name, values.toArray(String[]::new));
  }

  public Facts without(String name) {
    Map<String, List<String>> fewer = copy();
    fewer.remove(name);
    return new Facts(connection, method, query, fewer, body);
  }

  /** Adds what NGINX forwards of a verified client. Its escape differs from a form's in blanks. */
  public Facts with(Pki.Held client) {
    String pem = URLEncoder.encode(client.certificatePem(), StandardCharsets.US_ASCII);
    return and("ssl-client-cert", pem.replace("+", "%20")).and("ssl-client-verify", "SUCCESS");
  }

  public Facts basic(String user, String password) {
    return header("Proxy-Authorization", basicValue(user + ":" + password));
  }

  public static String basicValue(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  public Facts over(String protocol) {
    return connection(
        new Connection(
            remoteAddress(), protocol, tls(), addressRewritten(), connection.certificates()));
  }

  public Facts rewritten() {
    return connection(
        new Connection(remoteAddress(), protocol(), tls(), true, connection.certificates()));
  }

  public Facts tls(Pki.Held peer) {
    return withTls(peer.chain());
  }

  public Facts withTls(List<X509Certificate> certificates) {
    return connection(
        new Connection(remoteAddress(), protocol(), true, addressRewritten(), certificates));
  }

  /** Removes TLS, but not the certificates. */
  public Facts withoutTls() {
    return connection(
        new Connection(
            remoteAddress(), protocol(), false, addressRewritten(), connection.certificates()));
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

  @Override
  public Form form() {
    return body.get();
  }

  @Override
  public String protocol() {
    return connection.protocol();
  }

  @Override
  public String remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public boolean addressRewritten() {
    return connection.addressRewritten();
  }

  @Override
  public boolean tls() {
    return connection.tls();
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return connection.certificates();
  }
}
