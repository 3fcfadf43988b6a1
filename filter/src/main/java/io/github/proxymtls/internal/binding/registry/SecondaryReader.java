package io.github.proxymtls.internal.binding.registry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code proxymtls_secondary}: a second mutual-TLS method that is accepted besides the first
 * until {@code expires_at}. With it a client moves to another certificate or CA without an outage.
 *
 * <p>The second method must not be weaker: every restriction of the first applies to the second,
 * too.
 */
final class SecondaryReader {

  static final String NAME = "proxymtls_secondary";

  private static final String EXPIRY = "expires_at";

  /** The end of the year 9999; a time in milliseconds is later. */
  private static final long LATEST = 253_402_300_799L;

  private final Members members;
  private final ClientKeySets keySets;

  SecondaryReader(Members members, ClientKeySets keySets) {
    this.members = members;
    this.keySets = keySets;
  }

  /** Reads it; returns null after a fault. */
  Registration.@Nullable Secondary read(Registration.MutualTls first) {
    for (String name : members.names()) {
      if (!MutualTlsReader.isMember(name)
          && !name.equals(MutualTlsReader.METHOD)
          && !name.equals(EXPIRY)) {
        members.fault("an unknown member " + Members.quoted(name), "correct its name");
      }
    }
    Registration.MutualTls second = method();
    Instant expiry = expiry();
    if (second == null || expiry == null) {
      return null;
    }
    checkNarrow(first, second);
    return new Registration.Secondary(second, expiry);
  }

  private Registration.@Nullable MutualTls method() {
    if (members.get(MutualTlsReader.METHOD) instanceof String name
        && MutualTlsReader.isMethod(name)) {
      return new MutualTlsReader(members, keySets).read(name);
    }
    members.fault(
        MutualTlsReader.METHOD + " is missing or not a mutual-TLS method",
        "use tls_client_auth or self_signed_tls_client_auth");
    return null;
  }

  /** RFC 7591 section 3.2.1 counts seconds; RFC 3339 is accepted, too, because people write it. */
  private @Nullable Instant expiry() {
    Object value = members.get(EXPIRY);
    if (value instanceof Double seconds
        && seconds >= 1
        && seconds <= LATEST
        && seconds == Math.rint(seconds)) {
      return Instant.ofEpochSecond(seconds.longValue());
    }
    if (value instanceof String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException malformed) {
        // The fault is added below.
      }
    }
    members.fault(
        EXPIRY + " is missing or not a time",
        "write seconds since 1970, or a time such as \"2030-01-31T00:00:00Z\"");
    return null;
  }

  /** A list of certificates is narrow enough. */
  private void checkNarrow(Registration.MutualTls first, Registration.MutualTls second) {
    if (second.proof() instanceof Registration.Certificates) {
      return;
    }
    if (first.anchors() != null && second.anchors() == null) {
      weaker(MutualTlsReader.ANCHORS);
    }
    if (first.only() != null && second.only() == null) {
      weaker(MutualTlsReader.CERTIFICATE);
    }
  }

  private void weaker(String member) {
    members.fault("weaker than the first method, which has " + member, "give " + member + " too");
  }
}
