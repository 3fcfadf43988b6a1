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
 * instances. Immutable, except that its revocation status can be renewed. Nothing else depends on
 * that status.
 */
public final class ValidatedCertificate implements ClientCertificate {

  private static final long SECOND = 1000;

  /** The last millisecond of a second, which belongs to the validity. */
  private static final long LAST = SECOND - 1;

  private final Acceptance acceptance;
  private final List<X509Certificate> path;
  private final CertificateNames names;
  private final @Nullable String principal;
  private final long notBefore;
  private final long notAfter;
  private final @Nullable String anchorThumbprint;
  private volatile Status status;

  /**
   * How long the revocation status may be used, and the CRLs that it comes from. Many certificates
   * have the same, which a request then finds in the processor's cache.
   *
   * @param until exclusive, in milliseconds; {@code Long.MAX_VALUE} if the freshness alone counts
   */
  record Status(RevocationFreshness freshness, long until, Generations generations) {

    /** Never fresh. */
    static final Status UNKNOWN = new Status(now -> false, 0, Generations.first());
  }

  ValidatedCertificate(
      Acceptance acceptance, PathResult.Valid valid, @Nullable String principal, Status status) {
    this.acceptance = acceptance;
    this.path = valid.path();
    this.names = valid.names();
    this.principal = principal;
    this.status = status;
    List<Validity> validities = validities();
    this.notBefore = seconds(validities, Validity::notBefore).max().orElseThrow() * SECOND;
    this.notAfter = seconds(validities, Validity::notAfter).min().orElseThrow() * SECOND + LAST;
    this.anchorThumbprint = valid.anchorThumbprint();
  }

  /** Returns true if CRLs have answered once, and are asked again at the next request. */
  @SuppressWarnings("ReferenceEquality")
  boolean isNew() {
    return status == Status.UNKNOWN;
  }

  /** Replaces the revocation status. */
  void renew(Status current) {
    status = current;
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
  public @Nullable Refusal refusalAt(long now) {
    return now >= notBefore && now <= notAfter
        ? null
        : Validity.refusalAt(validities(), Instant.ofEpochMilli(now));
  }

  private List<Validity> validities() {
    return Validity.of(acceptance == Acceptance.PKIX ? path : path.subList(0, 1));
  }

  private static LongStream seconds(List<Validity> all, Function<Validity, Instant> end) {
    return all.stream().map(end).mapToLong(Instant::getEpochSecond);
  }

  /**
   * Returns false if the revocation status is out of date or comes from other CRLs than the current
   * ones.
   */
  @Override
  public boolean isFresh(long now, Generations current) {
    Status latest = status;
    return latest.freshness == RevocationFreshness.ALWAYS
        || (latest.generations.revocation() == current.revocation()
            && now < latest.until
            && latest.freshness.holds(now));
  }
}
