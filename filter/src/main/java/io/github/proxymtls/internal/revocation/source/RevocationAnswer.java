package io.github.proxymtls.internal.revocation.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The revocation status of one certificate, from a verified CRL or OCSP response. */
public sealed interface RevocationAnswer {

  /**
   * Not revoked.
   *
   * @param nextUpdate when newer information will be available; null if the answer does not say
   */
  public record Good(@Nullable Instant nextUpdate) implements RevocationAnswer {}

  /**
   * Revoked. This is final and takes precedence over every other answer.
   *
   * @param detail when and why, for the operator's log
   * @param nextUpdate when newer information will be available; null if the answer does not say
   */
  public record Revoked(String detail, @Nullable Instant nextUpdate) implements RevocationAnswer {}

  /**
   * The responder does not know the certificate. Soft-fail does not apply, and no other method is
   * tried.
   */
  public record Unknown(String detail) implements RevocationAnswer {}

  /**
   * There is no usable answer. The next method may be tried.
   *
   * @param unavailable true if no answer is available: none arrived, or it was unreadable, stale or
   *     for another certificate; false if an unauthorized signer signed it or it contains something
   *     that is not understood. Soft-fail applies only if true
   */
  public record Unusable(String detail, boolean unavailable) implements RevocationAnswer {}
}
