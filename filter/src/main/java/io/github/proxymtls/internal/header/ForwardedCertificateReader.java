package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.Der;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parses the DER of the leaf and of its chain. */
final class ForwardedCertificateReader {

  private final HeaderLimits limits;

  ForwardedCertificateReader(HeaderLimits limits) {
    this.limits = limits;
  }

  /** Reads a chain that follows the leaf in the same value, and so belongs to it. */
  Result<ForwardedCertificate> included(String where, byte[] leaf, List<byte[]> chain) {
    return read(where, leaf, chain);
  }

  /**
   * Reads a chain from a header of its own, which excludes the leaf. Drops a copy of the leaf at
   * the head of the chain. The next certificate must be a CA; otherwise the two headers may belong
   * to different clients.
   */
  Result<ForwardedCertificate> excluded(String where, byte[] leaf, List<byte[]> chain) {
    boolean copy = !chain.isEmpty() && Arrays.equals(leaf, chain.get(0));
    Result<ForwardedCertificate> read =
        read(where, leaf, copy ? chain.subList(1, chain.size()) : chain);
    return read.refusal() == null && !isIssued(read.value())
        ? Result.refused(Reason.CHAIN_AMBIGUOUS, where + ": the chain must begin with a CA")
        : read;
  }

  private static boolean isIssued(ForwardedCertificate certificate) {
    List<DecodedCertificate> chain = certificate.chain();
    return chain.isEmpty() || Der.isCa(chain.get(0).parsed());
  }

  private Result<ForwardedCertificate> read(String where, byte[] leaf, List<byte[]> chain) {
    if (chain.size() > limits.chainCertificates()) {
      return Result.refused(Reason.CHAIN_TOO_LONG, where + ": more certificates than allowed");
    }
    DecodedCertificate parsedLeaf = Der.certificate(leaf);
    if (parsedLeaf == null) {
      return Result.refused(
          Reason.CERTIFICATE_MALFORMED, "leaf: expected one certificate in strict DER");
    }
    List<DecodedCertificate> parsed = new ArrayList<>(chain.size());
    for (byte[] der : chain) {
      DecodedCertificate certificate = Der.certificate(der);
      if (certificate == null) {
        String what = ": certificate " + parsed.size() + " is not in strict DER";
        return Result.refused(Reason.CHAIN_MALFORMED, where + what);
      }
      parsed.add(certificate);
    }
    return Result.of(new ForwardedCertificate(parsedLeaf, parsed));
  }
}
