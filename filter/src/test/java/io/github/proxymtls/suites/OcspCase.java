package io.github.proxymtls.suites;

import java.time.Duration;
import java.time.Instant;

/**
 * One case of a suite about OCSP responses.
 *
 * @param expected GOOD, REVOKED, or UNKNOWN for every other outcome
 * @param response DER, as the certificates are
 * @param maximumAge of a response that does not say when the next one comes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OcspCase(
    String id,
    String expected,
    byte[] response,
    byte[] certificate,
    byte[] authority,
    Instant time,
    Duration maximumAge)
    implements Verdict {

  @Override
  public boolean agrees(String outcome) {
    return outcome.equals(expected);
  }
}
