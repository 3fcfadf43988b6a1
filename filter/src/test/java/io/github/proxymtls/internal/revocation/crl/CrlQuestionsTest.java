package io.github.proxymtls.internal.revocation.crl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.Pki;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Asks one set of CRLs about many certificates: each question has its own answer. */
class CrlQuestionsTest {

  private static final int REMOVE_FROM_CRL = 8;
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

  private List<X509Certificate> path(X509CertificateHolder of) throws CertificateException {
    return List.of(
        new JcaX509CertificateConverter().getCertificate(of),
        issuing.certificate(),
        root.certificate());
  }

  private RevocationAnswer aboutIssuing(CrlStore crls, Instant at) {
    return crls.about(path(leaf), 1, at);
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
  void answerIsNotUsedForACertificateWithAnotherDistributionPoint() {
    Pki.Held pointing = pointing("http://crl.example/1.crl");
    Pki.Held elsewhere = pointing("http://crl.example/2.crl");
    CrlStore crls = store(List.of(), issuing.crl().scope(scope("http://crl.example/1.crl")));
    assertThat(crls.about(path(pointing), 0, now)).isInstanceOf(Good.class);
    assertThat(crls.about(path(elsewhere), 0, now)).isInstanceOf(Unusable.class);
    assertThat(crls.about(path(leaf), 0, now)).isInstanceOf(Unusable.class);
  }

  /** The names of the issuer are names of its unnamed distribution point. */
  @Test
  void answerIsNotUsedForACertificateWithoutTheIssuerAlternativeName() {
    String url = "http://crl.example/1.crl";
    Pki.Held named =
        issuing
            .client("svc")
            .extension(
                Extension.issuerAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url)))
            .issue();
    CrlStore crls = store(List.of(), issuing.crl().scope(scope(url)));
    assertThat(crls.about(path(named), 0, now)).isInstanceOf(Good.class);
    assertThat(crls.about(path(leaf), 0, now)).isInstanceOf(Unusable.class);
  }

  @Test
  void answerAboutAnEndEntityIsNotUsedForACa() {
    Pki.Authority below = issuing.intermediate("Below");
    IssuingDistributionPoint users =
        new IssuingDistributionPoint(null, true, false, null, false, false);
    CrlStore crls = store(List.of(), issuing.crl().scope(users));
    assertThat(crls.about(path(leaf), 0, now)).isInstanceOf(Good.class);
    assertThat(crls.about(path(below.held()), 0, now)).isInstanceOf(Unusable.class);
  }

  /** Only version 3 can say that a certificate is not that of a CA. */
  @Test
  void answerAboutVersion3IsNotUsedForVersion1() throws Exception {
    IssuingDistributionPoint users =
        new IssuingDistributionPoint(null, true, false, null, false, false);
    CrlStore crls = store(List.of(), issuing.crl().scope(users));
    X500Name issuer =
        X500Name.getInstance(issuing.certificate().getSubjectX500Principal().getEncoded());
    SubjectPublicKeyInfo key =
        SubjectPublicKeyInfo.getInstance(issuing.certificate().getPublicKey().getEncoded());
    Date from = Date.from(now);
    Date to = Date.from(now.plus(HOUR));
    ContentSigner signer =
        new JcaContentSignerBuilder("SHA256withECDSA").build(issuing.privateKey());
    X509CertificateHolder version3 =
        new X509v3CertificateBuilder(issuer, BigInteger.ONE, from, to, issuer, key).build(signer);
    X509CertificateHolder version1 =
        new X509v1CertificateBuilder(issuer, BigInteger.ONE, from, to, issuer, key).build(signer);

    assertThat(crls.about(path(version3), 0, now)).isInstanceOf(Good.class);
    assertThat(crls.about(path(version1), 0, now)).isInstanceOf(Unusable.class);
  }

  /** Compares with a store that was never asked before. */
  @Test
  void answersAreThoseOfANewStore() {
    List<Pki.Held> asked = new ArrayList<>();
    for (String url : List.of("http://crl.example/1.crl", "http://crl.example/2.crl")) {
      asked.add(pointing(url));
      asked.add(pointing(url));
    }
    asked.add(leaf);
    asked.add(issuing.client("svc").issue());
    asked.add(issuing.intermediate("Below").held());
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      CrlBuilder[] lists = lists(asked, random);
      CrlStore crls = store(List.of(), lists);
      for (int question = 0; question < 24; question++) {
        List<X509Certificate> path = path(asked.get(random.nextInt(asked.size())));
        Instant at = now.plus(Duration.ofMinutes(random.nextInt(90)));
        assertThat(crls.about(path, 0, at))
            .as("seed " + seed + ", question " + question)
            .isEqualTo(store(List.of(), lists).about(path, 0, at));
      }
    }
  }

  private CrlBuilder[] lists(List<Pki.Held> asked, Random random) {
    CrlBuilder[] lists = new CrlBuilder[3];
    for (int i = 0; i < lists.length; i++) {
      CrlBuilder list = issuing.crl().number(i + 1);
      if (i > 0 && random.nextBoolean()) {
        list.delta(1);
      } else if (random.nextInt(3) == 0) {
        list.scope(scope("http://crl.example/" + (1 + random.nextInt(2)) + ".crl"));
      }
      if (random.nextInt(3) == 0) {
        Pki.Held revoked = asked.get(random.nextInt(asked.size()));
        list.revoke(revoked, random.nextInt(3) == 0 ? REMOVE_FROM_CRL : 1);
      }
      if (random.nextInt(3) == 0) {
        list.thisUpdate(now.plus(Duration.ofMinutes(random.nextInt(60))));
      }
      lists[i] = list.nextUpdate(now.plus(Duration.ofMinutes(60 + random.nextInt(60))));
    }
    return lists;
  }

  private Pki.Held pointing(String url) {
    DistributionPoint point = new DistributionPoint(named(url), null, null);
    return issuing
        .client("svc")
        .extension(
            Extension.cRLDistributionPoints,
            false,
            new CRLDistPoint(new DistributionPoint[] {point}))
        .issue();
  }

  private static IssuingDistributionPoint scope(String url) {
    return new IssuingDistributionPoint(named(url), false, false, null, false, false);
  }

  private static DistributionPointName named(String url) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url)));
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
