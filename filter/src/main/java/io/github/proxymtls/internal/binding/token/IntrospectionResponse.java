package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An introspection response (RFC 7662 section 2.2; {@code cnf} by RFC 8705 section 3.2).
 *
 * @param state the confirmation of an active token
 * @param until the instant until which the response may be cached
 */
record IntrospectionResponse(Result<Confirmation> state, Instant until) {

  /**
   * How long the filter caches that a token is inactive. An inactive token rarely becomes active.
   */
  static final Duration INACTIVE = Duration.ofSeconds(5);

  private static final Set<String> MEMBERS = Set.of("active", "cnf", "exp", "nbf");

  /** The end of the year 9999. */
  private static final double LATEST = 253_402_300_799d;

  /**
   * Parses a response that was received at the given instant.
   *
   * @throws IOException if the response is malformed; the message contains no value of it
   */
  static IntrospectionResponse read(byte[] body, Instant now) throws IOException {
    Map<String, Object> members = StrictJson.members(body, MEMBERS);
    if (!(members.get("active") instanceof Boolean active)) {
      throw new IOException("active is neither true nor false");
    }
    if (!active) {
      return invalid("not active", now);
    }
    Instant expires = instant(members, "exp");
    Instant begins = instant(members, "nbf");
    if (expires != null && !now.minus(TokenVerifier.CLOCK_SKEW).isBefore(expires)) {
      return invalid("expired", now);
    }
    if (begins != null && now.plus(TokenVerifier.CLOCK_SKEW).isBefore(begins)) {
      return invalid("not yet valid", now);
    }
    return new IntrospectionResponse(
        Result.of(Confirmation.of(members.get("cnf"))), expires == null ? Instant.MAX : expires);
  }

  private static IntrospectionResponse invalid(String why, Instant now) {
    return new IntrospectionResponse(
        Result.refused(
            Reason.TOKEN_INVALID, "token: " + why + ", according to the authorization server"),
        now.plus(INACTIVE));
  }

  private static @Nullable Instant instant(Map<String, Object> members, String name)
      throws IOException {
    Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Double seconds)
        || seconds != Math.rint(seconds)
        || seconds < 0
        || seconds > LATEST) {
      throw new IOException(name + " is not a number of seconds");
    }
    return Instant.ofEpochSecond(seconds.longValue());
  }
}
