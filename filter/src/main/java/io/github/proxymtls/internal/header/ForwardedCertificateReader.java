package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.HeaderReader.Certificates;
import io.github.proxymtls.internal.header.HeaderReader.Decoded;
import io.github.proxymtls.internal.header.HeaderReader.Refused;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.Der;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a claim of the leaf's DER and that of its chain. */
final class ForwardedCertificateReader {

  private final HeaderLimits limits;

  ForwardedCertificateReader(HeaderLimits limits) {
    this.limits = limits;
  }

  /** For a chain that followed the leaf in one value: its place shows whose it is. */
  Decoded included(String where, byte[] leaf, List<byte[]> chain) {
    return read(where, leaf, chain);
  }

  /**
   * For a chain from a header of its own, which excludes the leaf. A copy of the leaf at its head
   * is dropped; what then comes first must be a CA, or the headers may be those of two clients.
   */
  Decoded excluded(String where, byte[] leaf, List<byte[]> chain) {
    boolean copy = !chain.isEmpty() && Arrays.equals(leaf, chain.get(0));
    Decoded read = read(where, leaf, copy ? chain.subList(1, chain.size()) : chain);
    return read instanceof Certificates certificates && !isIssued(certificates.certificate())
        ? new Refused(Reason.CHAIN_AMBIGUOUS, where + ": begins with a certificate that is no CA")
        : read;
  }

  private static boolean isIssued(ForwardedCertificate certificate) {
    List<DecodedCertificate> chain = certificate.chain();
    return chain.isEmpty() || Der.isCa(chain.get(0).parsed());
  }

  private Decoded read(String where, byte[] leaf, List<byte[]> chain) {
    if (chain.size() > limits.chainCertificates()) {
      return new Refused(Reason.CHAIN_TOO_LONG, where + ": more certificates than allowed");
    }
    DecodedCertificate parsedLeaf = Der.certificate(leaf);
    if (parsedLeaf == null) {
      return new Refused(Reason.CERTIFICATE_MALFORMED, "leaf: not one certificate in strict DER");
    }
    List<DecodedCertificate> parsed = new ArrayList<>(chain.size());
    for (byte[] der : chain) {
      DecodedCertificate certificate = Der.certificate(der);
      if (certificate == null) {
        String what = ": certificate " + parsed.size() + " is not one in strict DER";
        return new Refused(Reason.CHAIN_MALFORMED, where + what);
      }
      parsed.add(certificate);
    }
    return new Certificates(new ForwardedCertificate(parsedLeaf, parsed));
  }
}
