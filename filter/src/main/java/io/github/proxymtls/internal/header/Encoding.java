package io.github.proxymtls.internal.header;

/** The encoding of a certificate in a header value. Each encoding has exactly one grammar. */
public enum Encoding {
  /** RFC 9440: a structured-field Byte Sequence for the leaf, a List of them for the chain. */
  RFC9440("rfc9440"),
  /**
   * PEM with percent-encoding (RFC 3986 section 2.1). All other characters are literal, {@code +}
   * included.
   */
  PERCENT_PEM("percent-pem"),
  /** PEM on one line, with spaces in place of the line breaks. */
  PEM("pem"),
  /** Base64 of DER, without PEM delimiters. */
  BASE64_DER("base64-der"),
  /** Base64 of DER with percent-encoding (RFC 3986 section 2.1). */
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

  /** Returns the value of the key {@code proxymtls.header.encoding}. */
  public String key() {
    return key;
  }
}
