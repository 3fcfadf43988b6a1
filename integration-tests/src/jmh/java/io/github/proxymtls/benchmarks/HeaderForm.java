package io.github.proxymtls.benchmarks;

import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The forms in which proxies write a certificate into a header. */
public enum HeaderForm {
  RFC9440("rfc9440", "Client-Cert"),
  PERCENT_PEM("nginx", "ssl-client-cert", "ssl-client-verify", "SUCCESS"),
  PEM("apache", "X-SSL-Client-Cert", "X-SSL-Client-Verify", "SUCCESS");

  private static final int PEM_LINE = 64;

  private final String preset;
  private final String header;
  private final List<String> verdict;

  /**
   * @param preset a format whose headers have this form
   * @param verdict name and value of the header that says that the proxy verified the certificate
   */
  HeaderForm(String preset, String header, String... verdict) {
    this.preset = preset;
    this.header = header;
    this.verdict = List.of(verdict);
  }

  String preset() {
    return preset;
  }

  String header() {
    return header;
  }

  List<String> verdict() {
    return verdict;
  }

  /** Returns the value of the header. */
  public String value(Pki.Held leaf) {
    return value(leaf.der());
  }

  /** Returns the value of the header for the DER of a certificate. */
  public String value(byte[] der) {
    String body = Base64.getEncoder().encodeToString(der);
    return switch (this) {
      case RFC9440 -> ":" + body + ":";
      case PERCENT_PEM -> percent(pem(der));
      case PEM -> pem(der).strip().replace('\n', ' ');
    };
  }

  private static String pem(byte[] der) {
    String lines = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
