package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Rules and assertions for trust decisions. */
abstract class DecisionFixture {

  static final Allow EVERY_ONE = new Allow(List.of(), List.of(), List.of(), List.of(), List.of());

  @TempDir Path folder;

  final Pki pki = Pki.create();
  final Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
  final Pki.Authority root = pki.root("Root");
  final Pki.Authority issuing = root.intermediate("Issuing");

  final class Rules {
    private Validation validation = Validation.PKIX;
    private String anchors = root.pem();
    private String intermediates = "";
    private boolean pinned;
    private Allow allow = EVERY_ONE;
    private Principal principal = Principal.SUBJECT_DN;
    private RevocationSettings revocation = RevocationSettings.OFF;

    Rules byVerdict() {
      validation = Validation.PROXY;
      return this;
    }

    Rules anchors(String pem) {
      anchors = pem;
      return this;
    }

    Rules intermediates(String pem) {
      intermediates = pem;
      return this;
    }

    Rules pinned() {
      pinned = true;
      return this;
    }

    Rules allow(Allow only) {
      allow = only;
      return this;
    }

    Rules principal(Principal rule) {
      principal = rule;
      return this;
    }

    /** Uses a responder without background updates. */
    Rules ocsp(URI responder) {
      revocation =
          new RevocationSettings(
              List.of(RevocationSettings.Method.OCSP),
              RevocationSettings.OFF.lists(),
              new RevocationSettings.Ocsp(responder, List.of(), false),
              RevocationSettings.OFF.timeout(),
              false);
      return this;
    }

    CertificateValidator load(Problems problems) {
      ClientRules rules =
          new ClientRules(
              true,
              validation,
              validation == Validation.PROXY ? null : file("trust-anchors", anchors),
              intermediates.isEmpty() ? null : file("intermediates", intermediates),
              pinned,
              revocation,
              ExtendedKeyUsageRule.CLIENT_AUTH,
              allow,
              principal);
      return CertificateValidator.load(rules, new Revocation(clock, () -> {}), clock, problems);
    }

    Result<ClientCertificate> decide(Pki.Held leaf) {
      List<X509Certificate> chain = leaf.chain();
      return decide(leaf, chain.subList(1, chain.size()));
    }

    Result<ClientCertificate> decide(Pki.Held leaf, List<X509Certificate> others) {
      Problems problems = new Problems(Map.of());
      CertificateValidator validator = load(problems);
      assertThat(problems.list()).isEmpty();
      return Objects.requireNonNull(validator)
          .validate(
              claimed(leaf.der()), others.stream().map(other -> claimed(encoded(other))).toList());
    }
  }

  private Resource file(String key, String content) {
    Path path = folder.resolve(key + ".pem");
    try {
      Files.writeString(path, content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new Resource("proxymtls.client." + key, path.toString(), path);
  }

  static DecodedCertificate claimed(byte[] der) {
    return new DecodedCertificate(der, Certificate.getInstance(der));
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  Rules rules() {
    return new Rules();
  }

  static void assertRefused(Result<ClientCertificate> decision, Reason reason, String detail) {
    assertRefused(decision.refusal(), reason, detail);
  }

  static void assertRefused(@Nullable Refusal refusal, Reason reason, String detail) {
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.detail()).contains(detail);
  }

  static ValidatedCertificate validated(Result<ClientCertificate> decision) {
    assertThat(decision.refusal()).isNull();
    return (ValidatedCertificate) decision.value();
  }

  static PinnedCertificate pinnable(Result<ClientCertificate> decision) {
    assertThat(decision.refusal()).isNull();
    return (PinnedCertificate) decision.value();
  }
}
