package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.TlsReader;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** Leaves of one issuer with validated paths, and the header lines in which a proxy sends them. */
final class ValidatedLeaves {

  /** A leaf as the cache keeps it. */
  record Leaf(LinesKey key, ClientCertificate certificate) {}

  private final LeafKind kind;
  private final Pki.Authority issuing;
  private final CertificateValidator validator;
  private int number;

  private ValidatedLeaves(LeafKind kind, Pki.Authority issuing, CertificateValidator validator) {
    this.kind = kind;
    this.issuing = issuing;
    this.validator = validator;
  }

  static ValidatedLeaves of(LeafKind kind) {
    Pki.Authority root = kind.root();
    Resource anchors = anchors(root.pem());
    return new ValidatedLeaves(
        kind, kind.issuing(root), validator(ClientRules.Validation.PKIX, anchors));
  }

  private static Resource anchors(String pem) {
    try {
      Path file = Files.createTempFile("proxymtls-benchmark-", ".pem");
      file.toFile().deleteOnExit();
      Files.writeString(file, pem);
      return new Resource("proxymtls.client.trust-anchors", file.toString(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param anchors null without path validation
   */
  static CertificateValidator validator(ClientRules.Validation validation, Resource anchors) {
    ClientRules rules =
        new ClientRules(
            true,
            validation,
            anchors,
            null,
            false,
            RevocationSettings.OFF,
            ExtendedKeyUsageRule.CLIENT_AUTH,
            new ClientRules.Allow(List.of(), List.of(), List.of(), List.of(), List.of()),
            ClientRules.Principal.SUBJECT_DN);
    Clock clock = Clock.systemUTC();
    return Objects.requireNonNull(
        CertificateValidator.load(rules, new Revocation(clock, () -> {}), clock, new Problems()));
  }

  static ClientCertificate accepted(CertificateValidator validator, List<X509Certificate> chain) {
    HeaderReader.Decoded decoded =
        new TlsReader(new HeaderLimits(32768, 65536, 12288, 10)).read(chain);
    return validator.validate(((HeaderReader.Certificates) decoded).certificate()).value();
  }

  Leaf next() {
    Pki.Held leaf = kind.leaf(issuing, number++);
    List<Pki.Held> above = kind.chain(issuing).stream().map(Pki.Authority::held).toList();
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf.certificate()));
    above.forEach(issuer -> chain.add(issuer.certificate()));
    return new Leaf(
        new LinesKey(null, line(leaf), above.stream().map(ValidatedLeaves::line).toList()),
        accepted(validator, chain));
  }

  private static String line(Pki.Held certificate) {
    return Base64.getEncoder().encodeToString(certificate.der());
  }
}
