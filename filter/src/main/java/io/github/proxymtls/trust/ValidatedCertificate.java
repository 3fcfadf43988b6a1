package io.github.proxymtls.trust;

import io.github.proxymtls.ClientIdentity.Acceptance;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with a valid path, or one that the proxy's verdict accepts; the allow-list and the
 * principal rule are satisfied too. Only {@link CertificateValidator} makes one. Immutable.
 */
public final class ValidatedCertificate implements TrustDecision.Presentable {

  private final Acceptance acceptance;
  private final List<X509Certificate> path;
  private final CertificateNames names;
  private final @Nullable String principal;
  private final List<Validity> validities;

  ValidatedCertificate(
      Acceptance acceptance,
      List<X509Certificate> path,
      CertificateNames names,
      @Nullable String principal) {
    this.acceptance = acceptance;
    this.path = List.copyOf(path);
    this.names = names;
    this.principal = principal;
    this.validities = Validity.of(acceptance == Acceptance.PKIX ? path : path.subList(0, 1));
  }

  /** {@link Acceptance#PKIX} or {@link Acceptance#PROXY}. */
  public Acceptance acceptance() {
    return acceptance;
  }

  /** The client's own certificate. */
  public X509Certificate leaf() {
    return path.get(0);
  }

  /** From the leaf to the anchor, anchor included; under {@link Acceptance#PROXY} as forwarded. */
  public List<X509Certificate> path() {
    return path;
  }

  /** The names of the leaf. */
  @Override
  public CertificateNames names() {
    return names;
  }

  /** The name by {@code client.principal}, or null for {@code none}. */
  public @Nullable String principal() {
    return principal;
  }

  /**
   * Refuses where a certificate of the path is not valid at this instant; null where all are. Under
   * {@link Acceptance#PROXY} the leaf alone counts.
   */
  @Override
  public TrustDecision.@Nullable Refused refusalAt(Instant now) {
    return Validity.refusalAt(validities, now);
  }
}
