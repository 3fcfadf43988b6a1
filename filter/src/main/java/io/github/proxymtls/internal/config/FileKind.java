package io.github.proxymtls.internal.config;

/** The kind of a configured file. Files of one kind are activated together. */
public enum FileKind {
  /** {@code proxymtls.proxy.basic.users-file}. */
  USERS("users", "proxymtls.proxy.basic.users-file", "user"),
  /** {@code proxymtls.proxy.mtls.trust-anchors}. */
  PROXY_ANCHORS("proxy-anchors", "proxymtls.proxy.mtls.trust-anchors", "proxies' trust anchor"),
  /** {@code proxymtls.client.trust-anchors}. */
  TRUST_ANCHORS("trust-anchors", "proxymtls.client.trust-anchors", "trust anchor"),
  /** {@code proxymtls.client.intermediates}. */
  INTERMEDIATES("intermediates", "proxymtls.client.intermediates", "intermediate certificate"),
  /** {@code proxymtls.client.revocation.crls}. */
  CRLS("crls", "proxymtls.client.revocation.crls", "CRL"),
  /** {@code proxymtls.binding.clients}. */
  CLIENTS("clients", "proxymtls.binding.clients", "registration"),
  /** {@code proxymtls.binding.introspection.client-secret-file}. */
  CLIENT_SECRET("client-secret", "proxymtls.binding.introspection.client-secret-file", "secret");

  private final String label;
  private final String key;
  private final String noun;

  FileKind(String label, String key, String noun) {
    this.label = label;
    this.key = key;
    this.noun = noun;
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

  /** Returns the key that names such a file, without a profile. */
  public String key() {
    return key;
  }

  /** Returns what an entry of such a file is, for messages. */
  public String noun() {
    return noun;
  }
}
