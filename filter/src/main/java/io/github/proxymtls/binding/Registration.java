package io.github.proxymtls.binding;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.trust.NameRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One registered client (RFC 7591 section 2, RFC 8705 section 2).
 *
 * @param method how it authenticates: by the registration, never by what a request says
 * @param source the only way in which its certificate may come, or null for either
 * @param certificate the only certificate that it may use, or null for any that matches
 * @param anchors the only anchors that count for it; null for every one configured
 * @param profiles the only profiles that may vouch for it; null where none are configured, and for
 *     a client for which no proxy may vouch
 * @param bound true where its tokens are bound to certificates, whatever its method
 */
record Registration(
    String clientId,
    Method method,
    @Nullable Source source,
    @Nullable Thumbprint certificate,
    @Nullable List<Thumbprint> anchors,
    @Nullable List<String> profiles,
    boolean bound) {

  /** How a client authenticates. */
  sealed interface Method {}

  /** {@code tls_client_auth}: a validated path, and one registered name (section 2.1). */
  record Subject(NameRule name) implements Method {}

  /** {@code self_signed_tls_client_auth}: one of these certificates (section 2.2). */
  record Certificates(List<Thumbprint> thumbprints) implements Method {}

  /** Not mutual TLS. */
  record Other(String name) implements Method {}

  /** True where a proxy of this profile may vouch for the client's certificate. */
  boolean allowsProfile(@Nullable String profile) {
    return profiles == null || (profile != null && profiles.contains(profile));
  }

  boolean isMutualTls() {
    return !(method instanceof Other);
  }
}
