package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.ContentRules;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.internal.x509.PemBlocks;
import io.github.proxymtls.internal.x509.PemBlocks.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates in a file of CRLs: those of the CRL issuers and of the CAs that issued
 * them. They are not trusted just because the file contains them.
 */
final class CrlIssuerCertificates {

  /** The filter may have to verify the signature of each CRL with each of them. */
  private static final int MAX = 8;

  private CrlIssuerCertificates() {}

  /**
   * Reads the certificates among other blocks.
   *
   * @throws IllegalArgumentException if a certificate is malformed or has a key that the algorithm
   *     policy rejects, or if there are too many
   */
  static List<ParsedCertificate> read(List<Block> blocks) {
    List<ParsedCertificate> certificates =
        blocks.stream()
            .filter(block -> block.label().equals(PemBlocks.CERTIFICATE))
            .map(CrlIssuerCertificates::read)
            .toList();
    if (certificates.size() > MAX) {
      throw new IllegalArgumentException(
          certificates.size() + " certificates in a file of CRLs; expected at most " + MAX);
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
        ? AlgorithmPolicy.keyFlaw(certificate.parsed(), AlgorithmPolicy.MAX_FORWARDED_RSA_BITS)
        : malformed;
  }
}
