package io.github.proxymtls.internal.config;

/** The kind of a configured file. Files of one kind are activated together. */
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

  /** Returns the problem code for a file that cannot be read. */
  public String unreadableCode() {
    return switch (this) {
      case USERS -> "users-file-unreadable";
      case CLIENTS -> "clients-unreadable";
      default -> "unreadable-file";
    };
  }

  /** Returns the name for messages. */
  public String label() {
    return label;
  }
}
