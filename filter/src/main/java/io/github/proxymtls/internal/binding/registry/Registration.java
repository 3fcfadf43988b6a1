package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.internal.x509.NameRule;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registered client (RFC 7591 section 2, RFC 8705 section 2).
 *
 * @param method how the client authenticates; a request cannot change it
 * @param secondary an additional method until it expires, or null
 * @param source the only source that the certificate may have, or null for both
 * @param profiles the only profiles whose proxies may forward the certificate; null if no profiles
 *     are configured, or if no proxy may forward it
 * @param bound true if the client's tokens are bound to certificates, whatever its method
 */
public record Registration(
    String clientId,
    Method method,
    @Nullable Secondary secondary,
    @Nullable Source source,
    @Nullable List<String> profiles,
    boolean bound) {

  /** How a client authenticates. */
  public sealed interface Method {}

  /** A method that is not mutual TLS. */
  public record Other(String name) implements Method {}

  /**
   * Mutual TLS.
   *
   * @param proof the condition that the certificate must satisfy
   * @param only the only certificate that the client may use, or null for every one that satisfies
   *     the condition
   * @param anchors the only trust anchors accepted for the client, or null for all configured ones
   */
  public record MutualTls(
      Proof proof, @Nullable Thumbprint only, @Nullable List<Thumbprint> anchors)
      implements Method {}

  /** The condition that makes a certificate the client's. */
  public sealed interface Proof {}

  /** {@code tls_client_auth}: a validated path and one registered name (RFC 8705 section 2.1). */
  public record Subject(NameRule name) implements Proof {}

  /** {@code self_signed_tls_client_auth}: one of these certificates (RFC 8705 section 2.2). */
  public record Certificates(RegisteredCertificates certificates) implements Proof {}

  /** {@code proxymtls_secondary}: valid until the instant at which it expires. */
  public record Secondary(MutualTls method, Instant expiresAt) {}

  /** Returns true if a proxy of this profile may forward the client's certificate. */
  public boolean allowsProfile(@Nullable String profile) {
    return profiles == null || (profile != null && profiles.contains(profile));
  }

  /** Returns the registered names of both methods. */
  List<NameRule> names() {
    List<NameRule> first = names(method);
    return secondary == null
        ? first
        : Stream.concat(first.stream(), names(secondary.method()).stream()).distinct().toList();
  }

  private static List<NameRule> names(Method method) {
    return method instanceof MutualTls mutual && mutual.proof() instanceof Subject subject
        ? List.of(subject.name())
        : List.of();
  }

  public boolean isMutualTls() {
    return method instanceof MutualTls;
  }
}
