package io.github.proxymtls.suites;

import io.github.proxymtls.suites.SuiteCase.Inputs;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Creates the two chains that the suite describes without their intermediate certificates. Without
 * these, the path would end before the certificate that the case tests. Each case is accompanied by
 * one with a valid intermediate certificate.
 */
final class LimboIntermediates {

  private static final String NO_BASIC_CONSTRAINTS =
      "rfc5280::intermediate-ca-missing-basic-constraints";
  private static final String NO_CERTIFICATE_SIGNING = "rfc5280::ica-ku-keycertsign";

  /** The cases that are created here instead. */
  static final Set<String> IDS = Set.of(NO_BASIC_CONSTRAINTS, NO_CERTIFICATE_SIGNING);

  private static final String VALID = " (sound)";
  private static final int SIGNS = KeyUsage.keyCertSign | KeyUsage.cRLSign;

  private final Pki pki;
  private final Instant time;

  private LimboIntermediates(Instant time) {
    this.pki = Pki.create(Clock.fixed(time, ZoneOffset.UTC));
    this.time = time;
  }

  static List<SuiteCase> cases(Instant time) {
    LimboIntermediates made = new LimboIntermediates(time);
    return List.of(
        made.test(NO_BASIC_CONSTRAINTS, false, it -> it.ca(false)),
        made.test(NO_BASIC_CONSTRAINTS + VALID, true, UnaryOperator.identity()),
        made.test(NO_CERTIFICATE_SIGNING, false, it -> it.pathLength(0).keyUsage(KeyUsage.cRLSign)),
        made.test(NO_CERTIFICATE_SIGNING + VALID, true, it -> it.pathLength(0).keyUsage(SIGNS)));
  }

  private SuiteCase test(String id, boolean valid, UnaryOperator<CertificateBuilder> change) {
    Pki.Authority root = pki.root("x509-limbo-root");
    Pki.Authority intermediate =
        change.apply(root.intermediateBuilder("x509-limbo-intermediate")).issueAuthority();
    byte[] leaf = intermediate.client("example.com").dns("example.com").issue().der();
    return new SuiteCase(
        id,
        valid,
        List.of(root.held().der()),
        leaf,
        List.of(intermediate.held().der()),
        List.of(),
        time,
        Inputs.ANY);
  }
}
