package io.github.proxymtls.suites;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A case of a CRL suite.
 *
 * @param expected GOOD, REVOKED, or UNKNOWN for every other outcome
 * @param list the CRL in DER
 * @param path the certificate, its issuer, and the issuers above, in DER
 * @param maximumAge the maximum age of the CRL in addition to its nextUpdate
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CrlCase(
    String id, String expected, byte[] list, List<byte[]> path, Instant time, Duration maximumAge)
    implements Verdict {

  @Override
  public boolean agrees(String outcome) {
    return outcome.equals(expected);
  }
}
