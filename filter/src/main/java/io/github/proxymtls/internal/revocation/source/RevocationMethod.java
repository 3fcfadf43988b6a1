package io.github.proxymtls.internal.revocation.source;

import io.github.proxymtls.internal.config.FileEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method to determine the revocation status of a certificate: CRLs or OCSP. */
public interface RevocationMethod {

  /** The maximum time for which an answer is used. */
  Duration LONGEST = Duration.ofHours(24);

  /** How long an answer without a next update is used. */
  Duration UNSTATED = Duration.ofMinutes(5);

  /** How long a missing answer is remembered before the next attempt. */
  Duration PAUSE = Duration.ofSeconds(10);

  /**
   * The tolerated difference between the clock of a CRL issuer or OCSP responder and that of this
   * host.
   */
  Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** Identifies the certificate of a path to check. */
  public record Question(List<X509Certificate> path, int index) {

    public X509Certificate certificate() {
      return path.get(index);
    }

    public X509Certificate issuer() {
      return path.get(index + 1);
    }
  }

  /**
   * An answer.
   *
   * @param until when the method must be asked again, exclusive; for an unusable answer, when a new
   *     one may be available
   */
  public record Reply(RevocationAnswer answer, Instant until) {}

  /** Starts to look for an answer without waiting for it. */
  default void prepare(Question question, Instant now) {}

  /** Returns an answer. Waits for it until the deadline. Never throws. */
  Reply about(Question question, Instant now, Deadline deadline);

  /**
   * Returns a number that changes when other CRLs are in use, so that earlier answers no longer
   * count.
   */
  default long epoch() {
    return 0;
  }

  /** Returns an entry for each CRL in use. */
  default List<FileEntry> entries() {
    return List.of();
  }

  /** Returns the subjects of the configured CAs whose certificates no CRL covers at this time. */
  default List<String> authoritiesWithoutCrl(Instant now) {
    return List.of();
  }

  /** Returns true if the time is later than now plus the tolerated clock difference. */
  static boolean isFuture(Instant time, Instant now) {
    return time.isAfter(now.plus(CLOCK_SKEW));
  }

  /** Returns the earlier of two times. */
  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Returns until when an answer that was received at an instant is used. */
  static Instant end(@Nullable Instant nextUpdate, Instant now) {
    Instant longest = now.plus(LONGEST);
    return earlier(nextUpdate == null ? now.plus(UNSTATED) : nextUpdate, longest);
  }
}
