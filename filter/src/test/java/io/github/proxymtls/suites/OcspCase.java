package io.github.proxymtls.suites;

import java.time.Duration;
import java.time.Instant;

/**
 * A case of an OCSP suite. All encodings are DER.
 *
 * @param expected GOOD, REVOKED, or UNKNOWN for every other outcome
 * @param response the OCSP response
 * @param maximumAge the maximum age of a response without nextUpdate
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
