package io.github.proxymtls.internal.path;

import io.github.proxymtls.ClientIdentity.Acceptance;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with a valid path, or one that was accepted by the proxy's verdict. It also
 * satisfies the allow-list and the principal rule. Only {@link CertificateValidator} creates
 * instances. Immutable.
 */
public final class ValidatedCertificate implements ClientCertificate {

  private final Acceptance acceptance;
  private final List<X509Certificate> path;
  private final CertificateNames names;
  private final @Nullable String principal;

  /** In full seconds since the epoch, both included: what all certificates of the path allow. */
  private final long notBefore;

  private final long notAfter;
  private final @Nullable String anchorThumbprint;
  private final List<X509Certificate> configured;
  private final RevocationStatus status;

  ValidatedCertificate(Acceptance acceptance, PathResult.Valid valid, @Nullable String principal) {
    this.acceptance = acceptance;
    this.path = valid.path();
    this.names = valid.names();
    this.principal = principal;
    List<Validity> validities = validities();
    this.notBefore = seconds(validities, Validity::notBefore).max().orElseThrow();
    this.notAfter = seconds(validities, Validity::notAfter).min().orElseThrow();
    this.anchorThumbprint = valid.anchorThumbprint();
    this.configured = valid.configured();
    this.status = valid.status();
  }

  ValidatedCertificate(ValidatedCertificate before, RevocationStatus status) {
    this.acceptance = before.acceptance;
    this.path = before.path;
    this.names = before.names;
    this.principal = before.principal;
    this.notBefore = before.notBefore;
    this.notAfter = before.notAfter;
    this.anchorThumbprint = before.anchorThumbprint;
    this.configured = before.configured;
    this.status = status;
  }

  /** Returns the same certificate with a new revocation status. */
  ValidatedCertificate with(RevocationStatus renewed) {
    return new ValidatedCertificate(this, renewed);
  }

  /** Returns {@link Acceptance#PKIX} or {@link Acceptance#PROXY}. */
  public Acceptance acceptance() {
    return acceptance;
  }

  @Override
  public X509Certificate leaf() {
    return path.get(0);
  }

  /**
   * Returns the path from the leaf to the anchor, including the anchor. With {@link
   * Acceptance#PROXY} it contains the certificates as forwarded.
   */
  @Override
  public List<X509Certificate> path() {
    return path;
  }

  /**
   * Returns the SHA-256 of the anchor in the format of {@link CertificateNames#thumbprint()}, or
   * null with {@link Acceptance#PROXY}, when no anchor is known.
   */
  public @Nullable String anchorThumbprint() {
    return anchorThumbprint;
  }

  /** Returns the names of the leaf. */
  @Override
  public CertificateNames names() {
    return names;
  }

  /**
   * Returns the principal name as {@code client.principal} defines it, or null for {@code none}.
   */
  public @Nullable String principal() {
    return principal;
  }

  /**
   * Returns a refusal if a certificate of the path is not valid at this time, otherwise null. With
   * {@link Acceptance#PROXY} only the leaf is checked.
   */
  @Override
  public @Nullable Refusal refusalAt(Instant now) {
    return now.getEpochSecond() >= notBefore && now.getEpochSecond() <= notAfter
        ? null
        : Validity.refusalAt(validities(), now);
  }

  private List<Validity> validities() {
    return Validity.of(acceptance == Acceptance.PKIX ? path : path.subList(0, 1));
  }

  private static LongStream seconds(List<Validity> all, Function<Validity, Instant> end) {
    return all.stream().map(end).mapToLong(Instant::getEpochSecond);
  }

  /** Returns the certificates of the path that are configured; empty if no anchor is known. */
  public List<X509Certificate> configured() {
    return configured;
  }

  /** Returns how long the revocation status may be used. */
  RevocationStatus status() {
    return status;
  }
}
