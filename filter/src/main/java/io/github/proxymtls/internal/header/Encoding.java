package io.github.proxymtls.internal.header;

/** How a header value spells a certificate; each has exactly one grammar. */
public enum Encoding {
  /** RFC 9440: a structured-field Byte Sequence, and a List of them for the chain. */
  RFC9440("rfc9440"),
  /**
   * PEM in which {@code %XX} stands for an octet; everything else is literal, {@code +} included.
   */
  PERCENT_PEM("percent-pem"),
  /** PEM on one line, with blanks where the newlines were. */
  PEM("pem"),
  /** Base64 of DER, without delimiters. */
  BASE64_DER("base64-der"),
  /** The same, in which {@code %XX} stands for an octet. */
  PERCENT_BASE64_DER("percent-base64-der"),
  /** Base64 of PEM: Apache's {@code %{base64:…}}. */
  BASE64_PEM("base64-pem"),
  /** Envoy's {@code X-Forwarded-Client-Cert} as text. */
  XFCC("xfcc"),
  /** Envoy's {@code X-Forwarded-Client-Cert} as JSON. */
  XFCC_JSON("xfcc-json");

  private final String key;

  Encoding(String key) {
    this.key = key;
  }

  /** The value of {@code proxymtls.header.encoding}. */
  public String key() {
    return key;
  }
}
