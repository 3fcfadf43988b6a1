package io.github.proxymtls.suites;

import io.github.proxymtls.Reason;
import io.github.proxymtls.suites.SuiteCase.Inputs;
import java.time.Instant;
import java.util.List;

/**
 * A case of a revocation suite as a path with new signatures, so that a rejection has the reason
 * that the suite tests.
 *
 * @param path the path; its anchors are the CAs of the case
 * @param response the CRL or the OCSP response
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RevocationCase(SuiteCase path, String expected, byte[] response) implements Verdict {

  /**
   * Creates a case.
   *
   * @param verdict GOOD, REVOKED, or UNKNOWN for every other outcome
   * @param certificates the certificate and its issuers
   */
  static RevocationCase of(
      String id, String verdict, List<byte[]> certificates, byte[] response, Instant time) {
    SuiteCase path =
        new SuiteCase(
            id,
            verdict.equals("GOOD"),
            certificates.subList(1, certificates.size()),
            certificates.get(0),
            List.of(),
            List.of(),
            time,
            Inputs.ANY);
    return new RevocationCase(path, reason(verdict), response);
  }

  private static String reason(String verdict) {
    return switch (verdict) {
      case "GOOD" -> Replay.ACCEPT;
      case "REVOKED" -> Reason.CERTIFICATE_REVOKED.code();
      default -> Reason.REVOCATION_UNAVAILABLE.code();
    };
  }

  @Override
  public String id() {
    return path.id();
  }

  /** The suites do not distinguish the status unknown from an unusable answer. */
  @Override
  public boolean agrees(String outcome) {
    return outcome.equals(expected)
        || (expected.equals(Reason.REVOCATION_UNAVAILABLE.code())
            && outcome.equals(Reason.CERTIFICATE_STATUS_UNKNOWN.code()));
  }
}
