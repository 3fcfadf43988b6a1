package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.internal.x509.PemBlocks;
import io.github.proxymtls.internal.x509.PemBlocks.Block;
import io.github.proxymtls.internal.x509.RsaModulus;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configured PEM files of CA certificates (RFC 7468). Text outside the blocks, such as
 * OpenSSL writes, is ignored. A file is rejected if it has no block, a malformed block or a block
 * with another label, or if a certificate is not a CA or has a key that the algorithm policy
 * rejects. A certificate outside its validity period is accepted here, and paths through it are
 * rejected during that time.
 */
public final class PemCertificates {

  private static final String FIX =
      "use a PEM file with CA certificates only and complete CERTIFICATE blocks";

  private static final String MALFORMED_KEY = "malformed key";

  private PemCertificates() {}

  /** Reads trust anchors. Adds problems, and then returns null. */
  public static @Nullable List<X509Certificate> anchors(Resource resource, Problems problems) {
    return read(resource, problems, PathNode::anchor);
  }

  /** Reads intermediate certificates. Adds problems, and then returns null. */
  public static @Nullable List<X509Certificate> intermediates(
      Resource resource, Problems problems) {
    return read(resource, problems, PathNode::intermediate);
  }

  private static @Nullable List<X509Certificate> read(
      Resource resource, Problems problems, Function<ParsedCertificate, PathNode> reader) {
    byte[] octets = problems.read(resource, "unreadable-file");
    if (octets == null) {
      return null;
    }
    try {
      List<Block> blocks = PemBlocks.read(octets, PemBlocks.CERTIFICATE);
      if (blocks.isEmpty()) {
        problems.add("no-certificates", resource.key(), "the file contains no certificate", FIX);
        return null;
      }
      return certificates(blocks, resource, problems, reader);
    } catch (IllegalArgumentException e) {
      problems.add("invalid-pem", resource.key(), resource.location() + ": " + e.getMessage(), FIX);
    }
    return null;
  }

  private static @Nullable List<X509Certificate> certificates(
      List<Block> blocks,
      Resource resource,
      Problems problems,
      Function<ParsedCertificate, PathNode> reader) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      try {
        ParsedCertificate certificate = authority(ParsedCertificate.of(block.content()), reader);
        certificates.add(certificate.toX509Certificate());
      } catch (RuntimeException e) {
        problems.add(
            "invalid-ca-certificate",
            resource.key(),
            "the certificate at line " + block.line() + ": " + e.getMessage(),
            "replace it with a CA certificate, or remove it");
      }
    }
    return certificates.size() == blocks.size() ? certificates : null;
  }

  private static ParsedCertificate authority(
      ParsedCertificate certificate, Function<ParsedCertificate, PathNode> reader) {
    if (!KeyUsages.mayIssue(certificate)) {
      throw new IllegalArgumentException("not a CA by its basic constraints and key usage");
    }
    String malformed = ContentRules.syntaxFlaw(certificate);
    if (malformed != null) {
      throw new IllegalArgumentException(malformed);
    }
    requireSoundKey(certificate.parsed());
    // The reader waits for the provider.
    PathNode node = reader.apply(certificate);
    String inexpressible = node.anchor() == null ? null : AnchorPolicies.inexpressible(certificate);
    if (inexpressible != null) {
      throw new IllegalArgumentException(
          "a trust anchor must not have the extension " + inexpressible);
    }
    if (node.bouncyCastleCertificate().key().isEmpty()) {
      throw new IllegalArgumentException(MALFORMED_KEY);
    }
    return certificate;
  }

  private static void requireSoundKey(Certificate certificate) {
    String flaw = AlgorithmPolicy.keyFlaw(certificate, AlgorithmPolicy.MAX_RSA_BITS);
    if (flaw == null && !RsaModulus.isSound(certificate.getSubjectPublicKeyInfo())) {
      flaw = MALFORMED_KEY;
    }
    if (flaw != null) {
      throw new IllegalArgumentException(flaw);
    }
  }
}
