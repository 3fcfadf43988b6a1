package io.github.proxymtls.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.path.RevocationChecker;
import io.github.proxymtls.internal.path.RevocationChecker.Finding;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unknown;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Reply;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PathRevocationTest {

  private static final RevocationAnswer GOOD = new Good(null);
  private static final RevocationAnswer REVOKED = new Revoked("since yesterday", null);
  private static final RevocationAnswer UNKNOWN = new Unknown("never heard of it");
  private static final RevocationAnswer ABSENT = new Unusable("nothing came", true);
  private static final RevocationAnswer FORGED = new Unusable("signed by another key", false);

  private final Instant now = Instant.now();
  private final List<String> softFailed = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final List<X509Certificate> path = path();

  private static List<X509Certificate> path() {
    Pki.Authority root = Pki.create().root("Root");
    Pki.Authority issuing = root.intermediate("Issuing");
    return List.of(
        issuing.client("svc").issue().certificate(), issuing.certificate(), root.certificate());
  }

  /** The answers about the leaf and about its issuer, in this order. */
  private RevocationMethod method(String name, RevocationAnswer... answers) {
    return (question, at, deadline) -> {
      asked.add(name + question.index());
      return new Reply(answers[question.index()], now.plusSeconds(1));
    };
  }

  private Finding find(boolean softFail, RevocationMethod... methods) {
    return new PathRevocation(List.of(methods), Duration.ofSeconds(1), softFail, softFailed::add)
        .begin()
        .about(path, now);
  }

  private static void assertRefused(Finding finding, Reason reason, String detail) {
    assertThat(Objects.requireNonNull(finding.refusal()).reason()).isEqualTo(reason);
    assertThat(finding.refusal().detail()).contains(detail);
  }

  @Test
  void checksEveryCertificateExceptTheAnchor() {
    assertThat(find(false, method("ocsp", GOOD, GOOD)).refusal()).isNull();
    assertThat(asked).containsExactly("ocsp0", "ocsp1");
  }

  @Test
  void allPathsOfARequestShareOneDeadline() {
    Set<Deadline> deadlines = Collections.newSetFromMap(new IdentityHashMap<>());
    RevocationMethod method =
        (question, at, deadline) -> {
          deadlines.add(deadline);
          return new Reply(ABSENT, at);
        };
    RevocationChecker checker =
        new PathRevocation(List.of(method, method), Duration.ofSeconds(1), false, softFailed::add);

    RevocationChecker.Inquiry inquiry = checker.begin();
    inquiry.about(path, now);
    inquiry.about(path, now);
    assertThat(deadlines).hasSize(1);
    checker.begin().about(path, now);
    assertThat(deadlines).hasSize(2);
  }

  @Test
  void triesNextMethodOnlyWithoutUsableAnswer() {
    Finding finding = find(false, method("ocsp", GOOD, ABSENT), method("crl", REVOKED, GOOD));

    assertThat(finding.refusal()).isNull();
    assertThat(asked).containsExactly("ocsp0", "ocsp1", "crl1");
    assertThat(softFailed).isEmpty();
  }

  @Test
  void triesNextMethodAfterForgedAnswer() {
    assertThat(find(false, method("ocsp", FORGED, GOOD), method("crl", GOOD, GOOD)).refusal())
        .isNull();
  }

  @Test
  void revokedIsFinal() {
    Finding finding = find(true, method("ocsp", REVOKED, GOOD), method("crl", GOOD, GOOD));

    assertRefused(finding, Reason.CERTIFICATE_REVOKED, "the leaf was revoked: since yesterday");
    assertThat(finding.isFinal()).isTrue();
    assertThat(asked).containsExactly("ocsp0", "ocsp1");
  }

  @Test
  void revokedIssuerRejectsThePathButNotOthers() {
    Finding finding = find(true, method("ocsp", GOOD, REVOKED));

    assertRefused(finding, Reason.CERTIFICATE_REVOKED, "certificate 1 above the leaf");
    assertThat(finding.isFinal()).isFalse();
  }

  @Test
  void revokedTakesPrecedenceOverUnavailable() {
    assertRefused(find(false, method("ocsp", ABSENT, REVOKED)), Reason.CERTIFICATE_REVOKED, "");
    assertRefused(find(false, method("ocsp", UNKNOWN, REVOKED)), Reason.CERTIFICATE_REVOKED, "");
    assertRefused(
        find(false, method("ocsp", FORGED, UNKNOWN)), Reason.CERTIFICATE_STATUS_UNKNOWN, "");
  }

  @Test
  void softFailDoesNotApplyToUnknownAndNextMethodIsNotTried() {
    Finding finding = find(true, method("ocsp", UNKNOWN, GOOD), method("crl", GOOD, GOOD));

    assertRefused(finding, Reason.CERTIFICATE_STATUS_UNKNOWN, "never heard of it");
    assertThat(finding.isFinal()).isTrue();
    assertThat(asked).containsExactly("ocsp0", "ocsp1");
  }

  @Test
  void missingAnswerIsUnavailable() {
    Finding finding = find(false, method("ocsp", GOOD, ABSENT), method("crl", GOOD, ABSENT));

    assertRefused(
        finding,
        Reason.REVOCATION_UNAVAILABLE,
        "no usable answer about certificate 1 above the leaf: nothing came; nothing came");
    assertThat(finding.isFinal()).isFalse();
    assertThat(softFailed).isEmpty();
  }

  @Test
  void softFailAcceptsMissingAnswerAndReportsIt() {
    Finding finding = find(true, method("ocsp", ABSENT, GOOD));

    assertThat(finding.refusal()).isNull();
    assertThat(softFailed).containsExactly("no answer about the leaf: nothing came");
  }

  @Test
  void softFailDoesNotApplyToAnswerOfUnauthorizedSigner() {
    assertRefused(find(true, method("ocsp", FORGED, GOOD)), Reason.REVOCATION_UNAVAILABLE, "");
    assertRefused(
        find(true, method("ocsp", FORGED, GOOD), method("crl", ABSENT, GOOD)),
        Reason.REVOCATION_UNAVAILABLE,
        "signed by another key; nothing came");
    assertRefused(
        find(true, method("ocsp", ABSENT, GOOD), method("crl", FORGED, GOOD)),
        Reason.REVOCATION_UNAVAILABLE,
        "");
    assertThat(softFailed).isEmpty();
  }

  @Test
  void acceptanceIsUsedAsLongAsAllItsAnswers() {
    Instant until = find(false, method("ocsp", GOOD, GOOD)).until();

    assertThat(until).isEqualTo(now.plusSeconds(1));
  }

  @Test
  void fallbackAnswerIsUsedUntilThePreferredMethodMayHaveOne() {
    Instant retry = now.plus(RevocationMethod.PAUSE);
    Finding finding =
        find(
            false,
            (question, at, deadline) -> new Reply(ABSENT, retry),
            (question, at, deadline) -> new Reply(GOOD, Instant.MAX));

    assertThat(finding.until()).isEqualTo(retry);
  }

  @Test
  void fallbackAnswerIsUsedUntilThePreferredMethodIsTriedAgain() {
    Instant until =
        find(
                false,
                (question, at, deadline) -> new Reply(ABSENT, Instant.MAX),
                (question, at, deadline) -> new Reply(GOOD, Instant.MAX))
            .until();
    Instant end = now.plus(RevocationMethod.UNSTATED);

    assertThat(until).isEqualTo(end);
  }

  @Test
  void fallbackAnswerIsNotUsedLongerThanItsOwnLifetime() {
    Instant end = now.plusSeconds(60);
    Instant until =
        find(
                false,
                (question, at, deadline) -> new Reply(ABSENT, Instant.MAX),
                (question, at, deadline) -> new Reply(GOOD, end))
            .until();

    assertThat(until).isEqualTo(end);
  }

  @Test
  void softFailAcceptanceIsUsedForOnePause() {
    Instant until = find(true, (question, at, deadline) -> new Reply(ABSENT, at)).until();
    Instant end = now.plus(RevocationMethod.PAUSE);

    assertThat(until).isEqualTo(end);
  }
}
