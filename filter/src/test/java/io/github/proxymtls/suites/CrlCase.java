package io.github.proxymtls.suites;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One case of a suite about CRLs.
 *
 * @param expected GOOD, REVOKED, or UNKNOWN for every other outcome
 * @param list DER, as the certificates are
 * @param path the certificate, its issuer, and those above it
 * @param maximumAge of the CRL, besides its own word
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
