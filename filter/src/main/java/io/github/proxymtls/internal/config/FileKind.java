package io.github.proxymtls.internal.config;

/** What a configured file holds. Files of one kind are put in force together. */
public enum FileKind {
  /** {@code proxymtls.proxy.basic.users-file}. */
  USERS("users"),
  /** {@code proxymtls.proxy.mtls.trust-anchors}. */
  PROXY_ANCHORS("proxy-anchors"),
  /** {@code proxymtls.client.trust-anchors}. */
  TRUST_ANCHORS("trust-anchors"),
  /** {@code proxymtls.client.intermediates}. */
  INTERMEDIATES("intermediates"),
  /** {@code proxymtls.client.revocation.crls}. */
  CRLS("crls"),
  /** {@code proxymtls.binding.clients}. */
  CLIENTS("clients"),
  /** {@code proxymtls.binding.introspection.client-secret-file}. */
  CLIENT_SECRET("client-secret");

  private final String label;

  FileKind(String label) {
    this.label = label;
  }

  /** The code of the problem with a file that cannot be read. */
  public String unreadableCode() {
    return switch (this) {
      case USERS -> "users-file-unreadable";
      case CLIENTS -> "clients-unreadable";
      default -> "unreadable-file";
    };
  }

  /** The name in messages. */
  public String label() {
    return label;
  }
}
