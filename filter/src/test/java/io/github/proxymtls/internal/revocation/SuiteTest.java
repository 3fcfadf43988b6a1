package io.github.proxymtls.internal.revocation;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.HeaderReader.Lines;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.path.ContentRules;
import io.github.proxymtls.internal.path.Issuers;
import io.github.proxymtls.internal.path.LeafRules;
import io.github.proxymtls.internal.path.PathResult;
import io.github.proxymtls.internal.path.PathRules;
import io.github.proxymtls.internal.path.PathRules.KeyRule;
import io.github.proxymtls.internal.path.PathRules.LeafRule;
import io.github.proxymtls.internal.path.PathRules.SignatureRule;
import io.github.proxymtls.internal.path.PathValidator;
import io.github.proxymtls.internal.path.RevocationChecker;
import io.github.proxymtls.internal.revocation.crl.Crl;
import io.github.proxymtls.internal.revocation.crl.CrlReader;
import io.github.proxymtls.internal.revocation.crl.CrlRules;
import io.github.proxymtls.internal.revocation.crl.CrlStore;
import io.github.proxymtls.internal.revocation.ocsp.OcspExchange;
import io.github.proxymtls.internal.revocation.ocsp.OcspRules;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.ExtensionSyntax;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.suites.CrlCase;
import io.github.proxymtls.suites.Crls;
import io.github.proxymtls.suites.Limbo;
import io.github.proxymtls.suites.Malformed;
import io.github.proxymtls.suites.Ocsp;
import io.github.proxymtls.suites.OcspCase;
import io.github.proxymtls.suites.Pkits;
import io.github.proxymtls.suites.Replay;
import io.github.proxymtls.suites.SuiteCase;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the suites through the path validator, each with its own inputs. The algorithm policy allows
 * what the suite uses, and a leaf may be a CA.
 */
@Tag("slow")
class SuiteTest {

  private static final String MALFORMED = Reason.CERTIFICATE_MALFORMED.code();
  private static final String UNKNOWN = "UNKNOWN";
  private static final int UNLIMITED = 1 << 20;

  private static final HeaderReader READER =
      new HeaderReader(
          Preset.named("rfc9440").format(),
          new HeaderLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED),
          new ReservedHeaders(List.of(), Set.of()));

  /** The certificates have no known issuer. The suite tests only whether they are well-formed. */
  @Test
  void malformedCertificates() {
    Replay.check(
        "malformed-certs, validator",
        Malformed.cases(),
        Malformed.FOLDER.resolve("validator.txt"),
        SuiteTest::contents);
  }

  @Test
  void limboCore() {
    Set<String> core = Limbo.core();
    Replay.check(
        "x509-limbo, core and CRLs, validator",
        Limbo.cases().stream()
            .filter(test -> core.contains(test.id()) || !test.crls().isEmpty())
            .toList(),
        Limbo.FOLDER.resolve("validator.txt"),
        test -> outcome(test, limbo(test)));
  }

  @Test
  void pkits() {
    Replay.check(
        "NIST PKITS, validator",
        Pkits.cases(),
        Pkits.FOLDER.resolve("validator.txt"),
        test -> outcome(test, pkits(test)));
  }

  @Test
  void ocspResponses() {
    Replay.check(
        "boringssl-ocsp, verifier",
        Ocsp.cases(),
        Ocsp.FOLDER.resolve("verifier.txt"),
        SuiteTest::status);
  }

  /** No status is requested for a certificate that the decoder rejects. */
  private static String status(OcspCase test) {
    try {
      return answer(test);
    } catch (IllegalArgumentException e) {
      return MALFORMED;
    }
  }

  private static String answer(OcspCase test) {
    OcspRules rules =
        new OcspRules(algorithm -> null, (certificate, largest) -> null, test.maximumAge());
    ParsedCertificate certificate = ParsedCertificate.of(test.certificate());
    OcspExchange exchange =
        new OcspExchange(certificate, ParsedCertificate.of(test.authority()), new byte[0], rules);
    RevocationAnswer answer = exchange.read(test.response(), test.time());
    return status(answer);
  }

  /**
   * The CRLs have no CRL numbers, and one has version 1. They are read with more lenient rules than
   * in production.
   */
  @Test
  void crls() {
    Replay.check(
        "boringssl-crl, verifier",
        Crls.cases(),
        Crls.FOLDER.resolve("verifier.txt"),
        SuiteTest::status);
  }

  private static String status(CrlCase test) {
    try {
      CrlRules rules =
          new CrlRules(
              algorithm -> null,
              (list, now) -> age(list, now, test.maximumAge()),
              CrlRules.PRODUCTION.signers());
      List<X509Certificate> path =
          test.path().stream()
              .map(ParsedCertificate::of)
              .map(ParsedCertificate::toX509Certificate)
              .toList();
      return status(
          CrlStore.of(List.of(CrlReader.read(test.list(), List.of())), List.of(), rules)
              .about(path, 0, test.time()));
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  private static @Nullable String age(Crl list, Instant now, Duration most) {
    Instant end = list.nextUpdate();
    boolean fresh = end == null || !now.isAfter(end);
    return fresh && !now.isAfter(list.thisUpdate().plus(most)) ? null : "too old";
  }

  private static String status(RevocationAnswer answer) {
    return answer instanceof RevocationAnswer.Good
        ? "GOOD"
        : answer instanceof RevocationAnswer.Revoked ? "REVOKED" : UNKNOWN;
  }

  private static PathRules limbo(SuiteCase test) {
    return rules(
        test,
        AlgorithmPolicy::keyFlaw,
        AlgorithmPolicy::signatureFlaw,
        (leaf, now) ->
            KeyUsages.isCa(leaf)
                ? LeafRules.validity(leaf).refusalAt(now)
                : new LeafRules(ExtendedKeyUsageRule.CLIENT_AUTH).refusal(leaf, now),
        ExtendedKeyUsageRule.CLIENT_AUTH);
  }

  /** The leaves are not TLS clients, and three cases use DSA. */
  private static PathRules pkits(SuiteCase test) {
    return rules(
        test,
        (certificate, largest) ->
            isDsaKey(certificate) ? null : AlgorithmPolicy.keyFlaw(certificate, largest),
        certificate -> pkits(certificate.getSignatureAlgorithm()),
        (leaf, now) -> null,
        ExtendedKeyUsageRule.ANY);
  }

  private static boolean isDsaKey(Certificate certificate) {
    return certificate
        .getSubjectPublicKeyInfo()
        .getAlgorithm()
        .getAlgorithm()
        .equals(X9ObjectIdentifiers.id_dsa);
  }

  private static @Nullable String pkits(AlgorithmIdentifier signature) {
    return signature.getAlgorithm().equals(X9ObjectIdentifiers.id_dsa_with_sha1)
        ? null
        : AlgorithmPolicy.algorithmFlaw(signature);
  }

  private static PathRules rules(
      SuiteCase test,
      KeyRule keys,
      SignatureRule signatures,
      LeafRule leaf,
      ExtendedKeyUsageRule use) {
    return new PathRules(
        ContentRules::syntaxFlaw,
        keys,
        signatures,
        leaf,
        use,
        test.inputs()::into,
        test.inputs().issuers());
  }

  private static String outcome(SuiteCase test, PathRules rules) {
    try {
      PathValidator validator =
          new PathValidator(
              anchors(test.anchors()),
              rules,
              test.crls().isEmpty() ? RevocationChecker.OFF : revocation(test, rules));
      List<DecodedCertificate> others = test.others().stream().map(SuiteTest::claimed).toList();
      PathResult result = validator.validate(claimed(test.leaf()), others, test.time());
      return result instanceof PathResult.NoPath none
          ? none.refusal().reason().code()
          : Replay.ACCEPT;
    } catch (IllegalArgumentException e) {
      return MALFORMED;
    }
  }

  /** Every certificate except the anchor must have the status good. */
  private static RevocationChecker revocation(SuiteCase test, PathRules signers) {
    CrlStore lists =
        CrlStore.of(
            test.crls().stream().flatMap(SuiteTest::read).toList(),
            test.others().stream().map(ParsedCertificate::of).toList(),
            new CrlRules(SuiteTest::pkits, CrlRules.PRODUCTION.freshness(), signers));
    return () ->
        (path, now) -> {
          for (int i = 0; i < path.size() - 1; i++) {
            RevocationAnswer answer = lists.about(path, i, now);
            if (!(answer instanceof RevocationAnswer.Good)) {
              return RevocationChecker.Finding.refused(
                  new Refusal(Reason.CERTIFICATE_UNTRUSTED, answer.toString()));
            }
          }
          return RevocationChecker.Finding.PASSED;
        };
  }

  /** CRLs that cannot be read are skipped. */
  private static Stream<Crl> read(byte[] list) {
    try {
      return Crl.readAll(list).stream();
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private static Issuers anchors(List<byte[]> ders) {
    List<ParsedCertificate> anchors = ders.stream().map(ParsedCertificate::of).toList();
    if (anchors.stream().anyMatch(anchor -> ExtensionSyntax.flaw(anchor) != null)) {
      throw new IllegalArgumentException("an anchor that fails the start");
    }
    return Issuers.of(
        anchors.stream().map(ParsedCertificate::toX509Certificate).toList(), List.of());
  }

  private static String contents(SuiteCase test) {
    try {
      String flaw = ContentRules.syntaxFlaw(ParsedCertificate.of(claimed(test.leaf())));
      return flaw == null ? Replay.ACCEPT : MALFORMED;
    } catch (IllegalArgumentException e) {
      return MALFORMED;
    }
  }

  /** Decodes the certificate as the header reader does. */
  private static DecodedCertificate claimed(byte[] der) {
    String value = ":" + Base64.getEncoder().encodeToString(der) + ":";
    Result<ForwardedCertificate> decoded = READER.decode(new Lines(value, List.of(), null));
    if (decoded.refusal() != null) {
      throw new IllegalArgumentException("no certificate");
    }
    return decoded.value().leaf();
  }
}
