package io.github.proxymtls.internal.revocation.crl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.path.RevocationAnswer;
import io.github.proxymtls.internal.path.RevocationAnswer.Good;
import io.github.proxymtls.internal.path.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.path.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Tests when the answer about a certificate above a leaf is used again. */
class KnownAuthoritiesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Pki pki = Pki.create();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Authority issuing = root.intermediate("Issuing");
  private final Pki.Held leaf = issuing.client("svc").issue();

  private static CrlStore store(List<ParsedCertificate> signers, CrlBuilder... lists) {
    return CrlStore.of(
        Stream.of(lists).flatMap(list -> Crl.readAll(list.der()).stream()).toList(), signers);
  }

  private List<X509Certificate> path(Pki.Held of) {
    return List.of(of.certificate(), issuing.certificate(), root.certificate());
  }

  private RevocationAnswer aboutIssuing(CrlStore crls, Instant at) {
    return crls.about(path(leaf), 1, at);
  }

  @Test
  void pathsOfOneIssuerShareTheAnswerAboutIt() {
    CrlStore crls = store(List.of(), root.crl());
    RevocationAnswer first = aboutIssuing(crls, now);

    assertThat(first).isInstanceOf(Good.class);
    assertThat(crls.about(path(issuing.client("other").issue()), 1, now)).isSameAs(first);
  }

  @Test
  void eachLeafHasItsOwnAnswer() {
    Pki.Held revoked = issuing.client("svc").issue();
    CrlStore crls = store(List.of(), root.crl(), issuing.crl().revoke(revoked));

    for (int i = 0; i < 2; i++) {
      assertThat(crls.about(path(leaf), 0, now)).isInstanceOf(Good.class);
      assertThat(crls.about(path(revoked), 0, now)).isInstanceOf(Revoked.class);
    }
  }

  @Test
  void otherSetOfCrlsGivesItsOwnAnswer() {
    assertThat(aboutIssuing(store(List.of(), root.crl()), now)).isInstanceOf(Good.class);
    assertThat(aboutIssuing(store(List.of(), root.crl().revoke(issuing.held())), now))
        .isInstanceOf(Revoked.class);
  }

  @Test
  void answerIsNotUsedUnderAnotherAnchorWithTheSameName() {
    Pki.Authority impostor = pki.root("Root");
    CrlStore crls = store(List.of(), root.crl());
    assertThat(aboutIssuing(crls, now)).isInstanceOf(Good.class);

    List<X509Certificate> other =
        List.of(leaf.certificate(), issuing.certificate(), impostor.certificate());
    assertThat(crls.about(other, 1, now)).isInstanceOf(Unusable.class);
    assertThat(aboutIssuing(crls, now)).isInstanceOf(Good.class);
  }

  @Test
  void answerIsNotUsedForAnotherCertificateOfTheSameCa() {
    Pki.Authority renewed =
        root.intermediateBuilder("Issuing").keys(issuing.held().keys()).issueAuthority();
    CrlStore crls = store(List.of(), root.crl().revoke(renewed.held()));
    assertThat(aboutIssuing(crls, now)).isInstanceOf(Good.class);

    List<X509Certificate> other =
        List.of(leaf.certificate(), renewed.certificate(), root.certificate());
    assertThat(crls.about(other, 1, now)).isInstanceOf(Revoked.class);
  }

  @Test
  void answerIsNotUsedAfterItsNextUpdate() {
    CrlStore crls = store(List.of(), root.crl().nextUpdate(now.plus(HOUR)));
    assertThat(aboutIssuing(crls, now)).isEqualTo(new Good(now.plus(HOUR)));
    assertThat(aboutIssuing(crls, now.plus(HOUR))).isEqualTo(new Good(now.plus(HOUR)));
    assertThat(aboutIssuing(crls, now.plus(HOUR).plusSeconds(1))).isInstanceOf(Unusable.class);
  }

  @Test
  void answerIsNotUsedBeforeTheTimeOfItsQuestion() {
    CrlStore crls = store(List.of(), root.crl().thisUpdate(now));
    assertThat(aboutIssuing(crls, now)).isInstanceOf(Good.class);
    assertThat(aboutIssuing(crls, now.minus(HOUR))).isInstanceOf(Unusable.class);
  }

  @Test
  void revokesOnceTheThisUpdateOfALaterCrlIsReached() {
    CrlBuilder later = root.crl().number(2).thisUpdate(now.plus(HOUR)).revoke(issuing.held());
    CrlStore crls = store(List.of(), root.crl(), later);
    assertThat(aboutIssuing(crls, now)).isInstanceOf(Good.class);
    assertThat(aboutIssuing(crls, now.plus(HOUR))).isInstanceOf(Revoked.class);
  }

  @Test
  void revokesOnceASeparateCrlIssuerIsValid() {
    Pki.Authority signer =
        root.intermediateBuilder("Root")
            .keyUsage(KeyUsage.cRLSign)
            .validity(now.plus(HOUR), now.plus(Duration.ofDays(2)))
            .issueAuthority();
    CrlStore crls =
        store(
            List.of(ParsedCertificate.of(signer.held().der())),
            root.crl(),
            signer.crl().revoke(issuing.held()));
    assertThat(aboutIssuing(crls, now)).isInstanceOf(Good.class);
    assertThat(aboutIssuing(crls, now.plus(HOUR))).isInstanceOf(Revoked.class);
  }
}
