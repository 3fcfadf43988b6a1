package io.github.proxymtls.internal.path;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a verified CRL or OCSP response says about one certificate. */
public sealed interface RevocationAnswer {

  /**
   * Not revoked.
   *
   * @param nextUpdate until when that holds; null where the answer does not say
   */
  public record Good(@Nullable Instant nextUpdate) implements RevocationAnswer {}

  /**
   * Revoked, which is final: whatever else is known or unavailable.
   *
   * @param detail since when and why, for the operator's log
   * @param nextUpdate until when the answer holds; null where it does not say
   */
  public record Revoked(String detail, @Nullable Instant nextUpdate) implements RevocationAnswer {}

  /** The responder does not know the certificate. Never forgiven, and no other method is asked. */
  public record Unknown(String detail) implements RevocationAnswer {}

  /**
   * There is no answer, or none that may be used. The next method may be asked.
   *
   * @param absent true where no authority said anything: nothing came, or garbage, or an answer
   *     that is stale or for another certificate; false for one that somebody without the right
   *     signed, or whose meaning is not understood, which is never forgiven
   */
  public record Unusable(String detail, boolean absent) implements RevocationAnswer {}
}
