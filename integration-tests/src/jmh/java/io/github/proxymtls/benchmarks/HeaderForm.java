package io.github.proxymtls.benchmarks;

import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The forms in which proxies write a certificate into a header. */
public enum HeaderForm {
  RFC9440("rfc9440", "Client-Cert"),
  PERCENT_PEM("nginx", "ssl-client-cert", "ssl-client-verify", "SUCCESS"),
  PEM("apache", "X-SSL-Client-Cert", "X-SSL-Client-Verify", "SUCCESS"),
  BASE64_DER("haproxy", "X-SSL-Client-Cert", "X-SSL-Client-Verify", "0"),
  PERCENT_BASE64_DER("traefik-escaped", "X-Forwarded-Tls-Client-Cert"),
  BASE64_PEM(null, "X-Client-Cert"),
  XFCC("envoy", "X-Forwarded-Client-Cert"),
  XFCC_JSON("envoy-json", "X-Forwarded-Client-Cert");

  private static final int PEM_LINE = 64;

  private final String preset;
  private final String header;
  private final List<String> verdict;

  /**
   * @param preset a format whose headers have this form; null if no format has it
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
      case BASE64_DER -> body;
      case PERCENT_BASE64_DER -> percent(body);
      case BASE64_PEM -> Base64.getEncoder().encodeToString(ascii(pem(der)));
      case XFCC -> "Hash=" + sha256(der) + ";Cert=\"" + percent(pem(der)) + "\"";
      case XFCC_JSON ->
          "[{\"hash\":\"%s\",\"cert\":\"%s\"}]"
              .formatted(sha256(der), pem(der).replace("\n", "\\n"));
    };
  }

  private static String pem(byte[] der) {
    String lines = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
  }

  private static String sha256(byte[] der) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
