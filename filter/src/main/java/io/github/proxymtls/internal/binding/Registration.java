package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.internal.x509.NameRule;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One registered client (RFC 7591 section 2, RFC 8705 section 2).
 *
 * @param method how it authenticates: by the registration, never by what a request says
 * @param secondary what it may authenticate by besides, until it expires; or null
 * @param source the only way in which its certificate may come, or null for either
 * @param profiles the only profiles that may vouch for it; null where none are configured, and for
 *     a client for which no proxy may vouch
 * @param bound true where its tokens are bound to certificates, whatever its method
 */
record Registration(
    String clientId,
    Method method,
    @Nullable Secondary secondary,
    @Nullable Source source,
    @Nullable List<String> profiles,
    boolean bound)
    implements Clients.Found {

  /** How a client authenticates. */
  sealed interface Method {}

  /** Not mutual TLS. */
  record Other(String name) implements Method {}

  /**
   * Mutual TLS.
   *
   * @param proof what the certificate must be, or hold
   * @param only the only certificate that it may use, or null for any that matches
   * @param anchors the only anchors that count for it; null for every one configured
   */
  record MutualTls(Proof proof, @Nullable Thumbprint only, @Nullable List<Thumbprint> anchors)
      implements Method {}

  /** What makes a certificate the client's. */
  sealed interface Proof {}

  /** {@code tls_client_auth}: a validated path, and one registered name (section 2.1). */
  record Subject(NameRule name) implements Proof {}

  /** {@code self_signed_tls_client_auth}: one of these certificates (section 2.2). */
  record Certificates(RegisteredCertificates certificates) implements Proof {}

  /** {@code proxymtls_secondary}: counts before the instant at which it expires. */
  record Secondary(MutualTls method, Instant expiresAt) {}

  /** True where a proxy of this profile may vouch for the client's certificate. */
  boolean allowsProfile(@Nullable String profile) {
    return profiles == null || (profile != null && profiles.contains(profile));
  }

  /** The registered names of both methods. */
  List<NameRule> names() {
    return Stream.of(method, secondary == null ? method : secondary.method())
        .distinct()
        .flatMap(Registration::name)
        .toList();
  }

  private static Stream<NameRule> name(Method method) {
    return method instanceof MutualTls mutual && mutual.proof() instanceof Subject subject
        ? Stream.of(subject.name())
        : Stream.empty();
  }

  boolean isMutualTls() {
    return method instanceof MutualTls;
  }
}
