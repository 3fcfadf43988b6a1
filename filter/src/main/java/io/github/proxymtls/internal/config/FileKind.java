package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.config.reader.BindingKeys;
import io.github.proxymtls.internal.config.reader.ClientKeys;
import io.github.proxymtls.internal.config.reader.Key;
import io.github.proxymtls.internal.config.reader.ProxyKeys;
import io.github.proxymtls.internal.config.reader.RevocationKeys;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  private static final Map<Key, FileKind> KINDS =
      Map.of(
          ProxyKeys.USERS_FILE, USERS,
          ProxyKeys.TRUST_ANCHORS, PROXY_ANCHORS,
          ClientKeys.TRUST_ANCHORS, TRUST_ANCHORS,
          ClientKeys.INTERMEDIATES, INTERMEDIATES,
          RevocationKeys.CRLS, CRLS,
          BindingKeys.CLIENTS, CLIENTS,
          BindingKeys.INTROSPECTION_CLIENT_SECRET_FILE, CLIENT_SECRET);

  private final String label;

  FileKind(String label) {
    this.label = label;
  }

  /** The kind of file that a key names; null where it names none. */
  public static @Nullable FileKind of(Key key) {
    return KINDS.get(key);
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
