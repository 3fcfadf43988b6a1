package io.github.proxymtls.trust;

import io.github.proxymtls.trust.PemReader.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates beside CRLs: of their signers, and of those who issued these. Nothing is
 * trusted because it stands there.
 */
final class SignerCertificates {

  /** Each may cost the verification of a signature on each of the CRLs. */
  private static final int MOST = 8;

  private SignerCertificates() {}

  /**
   * Reads those among other blocks.
   *
   * @throws IllegalArgumentException if one is malformed or has a key that the algorithm policy
   *     refuses, or there are too many
   */
  static List<Candidate> read(List<Block> blocks) {
    List<Candidate> certificates =
        blocks.stream()
            .filter(block -> block.label().equals(PemReader.CERTIFICATE))
            .map(SignerCertificates::read)
            .toList();
    if (certificates.size() > MOST) {
      throw new IllegalArgumentException(
          certificates.size() + " certificates beside CRLs; expected at most " + MOST);
    }
    return certificates;
  }

  private static Candidate read(Block block) {
    try {
      Candidate certificate = Candidate.of(block.content());
      String flaw = flaw(certificate);
      if (flaw != null) {
        throw new IllegalArgumentException(flaw);
      }
      return certificate;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the certificate at line " + block.line() + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable String flaw(Candidate certificate) {
    String malformed = ContentRules.syntaxFlaw(certificate);
    return malformed == null
        ? AlgorithmPolicy.keyFlaw(certificate.parsed(), AlgorithmPolicy.LARGEST_FORWARDED_RSA)
        : malformed;
  }
}
