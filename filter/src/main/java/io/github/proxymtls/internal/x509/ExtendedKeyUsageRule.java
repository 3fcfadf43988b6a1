package io.github.proxymtls.internal.x509;

/** The values of {@code proxymtls.client.extended-key-usage}. */
public enum ExtendedKeyUsageRule {
  CLIENT_AUTH,
  CLIENT_AUTH_REQUIRED,
  ANY
}
