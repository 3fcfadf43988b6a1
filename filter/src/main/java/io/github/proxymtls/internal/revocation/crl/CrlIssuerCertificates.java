package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.ContentRules;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.internal.x509.PemBlocks;
import io.github.proxymtls.internal.x509.PemBlocks.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates beside CRLs: of their signers, and of those who issued these. Nothing is
 * trusted because it stands there.
 */
final class CrlIssuerCertificates {

  /** Each may cost the verification of a signature on each of the CRLs. */
  private static final int MOST = 8;

  private CrlIssuerCertificates() {}

  /**
   * Reads those among other blocks.
   *
   * @throws IllegalArgumentException if one is malformed or has a key that the algorithm policy
   *     refuses, or there are too many
   */
  static List<ParsedCertificate> read(List<Block> blocks) {
    List<ParsedCertificate> certificates =
        blocks.stream()
            .filter(block -> block.label().equals(PemBlocks.CERTIFICATE))
            .map(CrlIssuerCertificates::read)
            .toList();
    if (certificates.size() > MOST) {
      throw new IllegalArgumentException(
          certificates.size() + " certificates beside CRLs; expected at most " + MOST);
    }
    return certificates;
  }

  private static ParsedCertificate read(Block block) {
    try {
      ParsedCertificate certificate = ParsedCertificate.of(block.content());
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

  private static @Nullable String flaw(ParsedCertificate certificate) {
    String malformed = ContentRules.syntaxFlaw(certificate);
    return malformed == null
        ? AlgorithmPolicy.keyFlaw(certificate.parsed(), AlgorithmPolicy.LARGEST_FORWARDED_RSA)
        : malformed;
  }
}
