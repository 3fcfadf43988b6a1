package io.github.proxymtls.internal.revocation.crl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests what CRLs say about a certificate. */
@Tag("slow")
class CrlStoreTest {

  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4");
  private static final String URL = "http://crl.example/1.crl";

  private final Pki pki = Pki.create();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Authority issuing = root.intermediate("Issuing");
  private final Pki.Held leaf = issuing.client("svc").issue();

  private static RevocationAnswer about(
      Pki.Held certificate, Instant at, List<ParsedCertificate> signers, CrlBuilder... lists) {
    return about(path(certificate), 0, at, signers, lists);
  }

  private static RevocationAnswer about(
      List<X509Certificate> path,
      int index,
      Instant at,
      List<ParsedCertificate> signers,
      CrlBuilder... lists) {
    return CrlStore.of(read(lists), signers).about(path, index, at);
  }

  private static List<Crl> read(CrlBuilder... lists) {
    return Stream.of(lists).flatMap(list -> Crl.readAll(list.der()).stream()).toList();
  }

  private RevocationAnswer about(Pki.Held certificate, CrlBuilder... lists) {
    return about(certificate, now, List.of(), lists);
  }

  private static List<ParsedCertificate> signers(Pki.Held... held) {
    return Stream.of(held).map(one -> ParsedCertificate.of(one.der())).toList();
  }

  private static List<X509Certificate> path(Pki.Held certificate) {
    List<X509Certificate> path = new ArrayList<>(certificate.chain());
    path.add(certificate.root().certificate());
    return path;
  }

  private static void assertGood(RevocationAnswer answer) {
    assertThat(answer).isInstanceOf(Good.class);
  }

  private static void assertRevoked(RevocationAnswer answer, String why) {
    assertThat(answer).isInstanceOf(Revoked.class);
    assertThat(((Revoked) answer).detail()).startsWith("revoked at 2").endsWith(why);
  }

  /** Asserts that no answer is available, so that {@code on-unavailable=accept} applies. */
  private static void assertAbsent(RevocationAnswer answer, String why) {
    assertUnusable(answer, why, true);
  }

  /**
   * Asserts that there is an answer that must not be used. {@code on-unavailable=accept} does not
   * apply.
   */
  private static void assertWrong(RevocationAnswer answer, String why) {
    assertUnusable(answer, why, false);
  }

  private static void assertUnusable(RevocationAnswer answer, String why, boolean unavailable) {
    assertThat(answer).isInstanceOf(Unusable.class);
    assertThat(((Unusable) answer).detail()).contains(why);
    assertThat(((Unusable) answer).unavailable()).as(why).isEqualTo(unavailable);
  }

  // Entries.

  @Test
  void certificateThatIsNotListedIsGoodUntilNextUpdate() {
    Instant next = now.plus(Duration.ofDays(3));
    RevocationAnswer answer = about(leaf, issuing.crl().revoke(BigInteger.TEN).nextUpdate(next));
    assertThat(answer).isEqualTo(new Good(next));
  }

  @Test
  void listedCertificateIsRevokedForEveryReason() {
    assertRevoked(about(leaf, issuing.crl().revoke(leaf)), "unspecified");
    for (int reason : List.of(0, 1, 2, 3, 4, 5, 9, 10)) {
      assertRevoked(about(leaf, issuing.crl().revoke(leaf, reason)), "");
    }
    assertRevoked(
        about(leaf, issuing.crl().revoke(leaf, CRLReason.keyCompromise)), "keyCompromise");
  }

  @Test
  void certificateOnHoldIsRevoked() {
    assertRevoked(
        about(leaf, issuing.crl().revoke(leaf, CRLReason.certificateHold)), "certificateHold");
  }

  @Test
  void completeCrlCannotRemoveEntries() {
    assertRevoked(
        about(leaf, issuing.crl().revoke(leaf, CRLReason.removeFromCRL)), "removeFromCRL");
  }

  @Test
  void entryThatOccursTwiceRevokes() {
    assertRevoked(
        about(leaf, issuing.crl().revoke(leaf, CRLReason.superseded).revoke(leaf).revoke(leaf)),
        "");
    CrlBuilder held = issuing.crl().number(4).revoke(leaf);
    CrlBuilder both = delta(4, 5).revoke(leaf, CRLReason.removeFromCRL).revoke(leaf, 1);
    assertRevoked(about(leaf, held, both), "keyCompromise");
  }

  @Test
  void serialNumbersAreComparedCompletely() {
    BigInteger serial = new BigInteger("00ff00ff00ff", 16);
    Pki.Held one = issuing.client("svc").serial(serial).issue();
    for (BigInteger other :
        List.of(
            serial.negate(),
            serial.shiftLeft(8),
            serial.shiftRight(8),
            serial.add(BigInteger.ONE),
            BigInteger.ZERO)) {
      assertGood(about(one, issuing.crl().revoke(other)));
    }
    assertRevoked(about(one, issuing.crl().revoke(serial)), "");
  }

  @Test
  void checksEveryCertificateInCrlsOfItsOwnIssuer() {
    List<X509Certificate> path = path(leaf);
    CrlBuilder ofRoot = root.crl().revoke(issuing.held());
    CrlBuilder ofIssuing = issuing.crl();
    assertGood(about(path, 0, now, List.of(), ofRoot, ofIssuing));
    assertRevoked(about(path, 1, now, List.of(), ofRoot, ofIssuing), "");
  }

  @Test
  void serialNumberOfAnotherIssuerDoesNotMatch() {
    Pki.Authority other = root.intermediate("Other");
    assertAbsent(about(leaf, other.crl().revoke(leaf)), "no CRL");
    assertGood(about(leaf, other.crl().revoke(leaf), issuing.crl()));
  }

  // Age.

  @Test
  void missingCrlIsAnAbsence() {
    assertAbsent(about(leaf), "no CRL covers it");
  }

  @Test
  void crlIsUsedUntilExactlyItsNextUpdate() {
    Instant next = now.plus(Duration.ofHours(2));
    CrlBuilder list = issuing.crl().nextUpdate(next);
    assertGood(about(leaf, next, List.of(), list));
    assertAbsent(about(leaf, next.plusMillis(1), List.of(), list), "its nextUpdate was " + next);
  }

  @Test
  void thisUpdateMayBeFiveMinutesAhead() {
    Instant ahead = now.plus(Duration.ofMinutes(5));
    assertGood(about(leaf, issuing.crl().thisUpdate(ahead)));
    assertAbsent(about(leaf, issuing.crl().thisUpdate(ahead.plusSeconds(1))), "in the future");
    assertWrong(
        about(leaf, issuing.crl().thisUpdate(ahead.plusSeconds(1)).revoke(leaf)), "in the future");
  }

  @Test
  void staleCrlStillRevokes() {
    Instant then = now.plus(Duration.ofDays(30));
    assertRevoked(about(leaf, then, List.of(), issuing.crl().revoke(leaf)), "");
  }

  @Test
  void newerCrlReplacesOlderOneInAnyOrder() {
    Instant old = now.minus(Duration.ofHours(5));
    CrlBuilder hold = issuing.crl().thisUpdate(old).revoke(leaf, CRLReason.certificateHold);
    assertGood(about(leaf, hold, issuing.crl().number(2)));
    assertGood(about(leaf, issuing.crl().number(2), hold));
    CrlBuilder released = issuing.crl().thisUpdate(old);
    assertRevoked(about(leaf, released, issuing.crl().number(2).revoke(leaf)), "");
  }

  @Test
  void crlNumberDecidesBetweenTwoOfTheSameSecond() {
    assertGood(about(leaf, issuing.crl().revoke(leaf), issuing.crl().number(2)));
    assertRevoked(about(leaf, issuing.crl(), issuing.crl().number(2).revoke(leaf)), "");
  }

  @Test
  void crlOfTheFutureReplacesNothing() {
    CrlBuilder ahead = issuing.crl().thisUpdate(now.plus(Duration.ofHours(1))).number(2);
    assertRevoked(about(leaf, issuing.crl().revoke(leaf), ahead), "");
  }

  // Signatures.

  @Test
  void rejectsChangedCrl() {
    byte[] der = issuing.crl().der();
    der[der.length - 1] ^= 1;
    CrlStore lists = CrlStore.of(Crl.readAll(der), List.of());
    for (int again = 0; again < 3; again++) {
      assertWrong(lists.about(path(leaf), 0, now), "no known certificate");
    }
  }

  @Test
  void rejectsCrlOfAnotherCaWithTheSameName() {
    Pki.Authority namesake = root.intermediate("Issuing");
    assertWrong(about(leaf, namesake.crl()), "no known certificate");
    assertWrong(about(leaf, namesake.crl().revoke(leaf)), "no known certificate");
    assertGood(about(leaf, namesake.crl().revoke(leaf), issuing.crl()));
  }

  @Test
  void rejectsCrlInTheNameOfTheIssuerByAnotherKey() {
    X500Name name = new X500Name("CN=Issuing");
    assertWrong(about(leaf, root.crl().issuer(name)), "no known certificate");
  }

  @Test
  void keyUsageOfCrlIssuerMustHaveCrlSign() {
    for (int usage : List.of(KeyUsage.cRLSign, KeyUsage.keyCertSign | KeyUsage.cRLSign)) {
      assertGood(ofIssuerWith(root.intermediateBuilder("CA").keyUsage(usage)));
    }
    assertGood(ofIssuerWith(root.intermediateBuilder("CA").noKeyUsage()));
    assertWrong(
        ofIssuerWith(root.intermediateBuilder("CA").keyUsage(KeyUsage.keyCertSign)), "cRLSign");
  }

  private RevocationAnswer ofIssuerWith(CertificateBuilder issuer) {
    Pki.Authority authority = issuer.issueAuthority();
    return about(authority.client("svc").issue(), authority.crl());
  }

  @Test
  void rejectsWeakAlgorithmEvenIfCrlRevokes() {
    String weak = "SHA1withECDSA";
    assertWrong(about(leaf, issuing.crl().signedWith(weak)), "signature algorithm 1.2");
    assertWrong(
        about(leaf, issuing.crl().signedWith(weak).revoke(leaf)), "signature algorithm 1.2");
    assertGood(about(leaf, issuing.crl().signedWith("SHA512withECDSA")));
  }

  @Tag("slow")
  @Test
  void acceptsCrlsSignedByEveryKindOfKey() {
    for (CertificateBuilder issuer :
        List.of(
            root.intermediateBuilder("RSA").rsa(2048),
            root.intermediateBuilder("EC").ec("secp521r1"),
            root.intermediateBuilder("Ed").ed25519(),
            root.intermediateBuilder("ML").mlDsa())) {
      assertGood(ofIssuerWith(issuer));
    }
  }

  @Tag("slow")
  @Test
  void rejectsEveryChangedOctet() {
    byte[] der = issuing.crl().revoke(leaf, CRLReason.keyCompromise).der();
    int read = 0;
    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= 1;
      RevocationAnswer answer = about(changed);
      read += answer == null ? 0 : 1;
      assertThat(answer).as("octet " + i).matches(a -> a == null || a instanceof Unusable);
    }
    assertThat(read).isPositive();
  }

  private @Nullable RevocationAnswer about(byte[] list) {
    try {
      return CrlStore.of(Crl.readAll(list), List.of()).about(path(leaf), 0, now);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Test
  void verifiesSignatureOnceForEachKey() {
    byte[] good = issuing.crl().der();
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    for (byte[] der : List.of(good, bad)) {
      CrlStore lists = CrlStore.of(Crl.readAll(der), List.of());
      RevocationAnswer first = lists.about(path(leaf), 0, now);
      assertThat(lists.verifications()).isOne();
      assertThat(lists.about(path(leaf), 0, now)).isEqualTo(first);
      assertThat(lists.verifications()).isOne();
    }
  }

  // Separate CRL issuers.

  @Test
  void newKeyOfIssuerMaySignCrlsForTheOldKey() {
    Pki.Authority old =
        issuing.intermediateBuilder("Issuing").keyUsage(KeyUsage.keyCertSign).issueAuthority();
    Pki.Held held = old.client("svc").issue();
    assertGood(about(held, issuing.crl()));
    assertRevoked(about(held, issuing.crl().revoke(held)), "");
  }

  @Test
  void separateCrlIssuerIsConfiguredAndValidUnderTheAnchor() {
    Pki.Authority signer = signer(root.intermediateBuilder("Issuing"));
    CrlBuilder list = signer.crl();
    CrlBuilder ofRoot = root.crl();
    assertWrong(about(leaf, now, List.of(), list, ofRoot), "no known certificate");
    assertGood(about(leaf, now, signers(signer.held()), list, ofRoot));
    assertRevoked(about(leaf, now, signers(signer.held()), signer.crl().revoke(leaf), ofRoot), "");
  }

  @Test
  void certificateOfCrlIssuerMayComeWithTheCrl() {
    Pki.Authority signers = root.intermediate("CRL signers");
    Pki.Authority signer = signer(signers.intermediateBuilder("Issuing"));
    String others = root.crl().pem() + signers.crl().pem();
    String lists = others + signer.crl().pem() + signer.pem();
    assertGood(read(lists + signers.pem()).about(path(leaf), 0, now));
    assertWrong(read(lists).about(path(leaf), 0, now), "its CRL issuer is not valid");
    Pki.Authority unrelated = signer(pki.root("Root").intermediateBuilder("Issuing"));
    assertWrong(
        read(others + unrelated.crl().pem() + unrelated.pem()).about(path(leaf), 0, now),
        "its CRL issuer is not valid");
  }

  private static CrlStore read(String pem) {
    return CrlStore.of(Crl.readAll(pem.getBytes(StandardCharsets.US_ASCII)), List.of());
  }

  private static Pki.Authority signer(CertificateBuilder builder) {
    return builder.ca(false).keyUsage(KeyUsage.cRLSign).issueAuthority();
  }

  @Test
  void separateCrlIssuerMustHaveCrlSign() {
    for (int usage : List.of(KeyUsage.digitalSignature, KeyUsage.keyCertSign)) {
      Pki.Authority signer = root.intermediateBuilder("Issuing").keyUsage(usage).issueAuthority();
      assertWrong(about(leaf, now, signers(signer.held()), signer.crl(), root.crl()), "cRLSign");
    }
  }

  @Test
  void separateCrlIssuerWithoutKeyUsageMustBeACa() {
    CrlBuilder ofRoot = root.crl();
    Pki.Authority authority = root.intermediateBuilder("Issuing").noKeyUsage().issueAuthority();
    assertGood(about(leaf, now, signers(authority.held()), authority.crl(), ofRoot));
    Pki.Authority none =
        root.intermediateBuilder("Issuing").ca(false).noKeyUsage().issueAuthority();
    assertWrong(about(leaf, now, signers(none.held()), none.crl(), ofRoot), "cRLSign");
  }

  @Test
  void rejectsSeparateCrlIssuerUnderAnotherAnchor() {
    Pki.Authority unrelated = pki.root("Foreign");
    Pki.Authority signer = signer(unrelated.intermediateBuilder("Issuing"));
    assertWrong(
        about(
            leaf,
            now,
            signers(signer.held(), unrelated.held()),
            signer.crl(),
            unrelated.crl(),
            root.crl()),
        "its CRL issuer is not valid");
  }

  @Test
  void separateCrlIssuerMustBeValidNow() {
    CrlBuilder ofRoot = root.crl();
    for (CertificateBuilder builder :
        List.of(
            root.intermediateBuilder("Issuing").expired(),
            root.intermediateBuilder("Issuing").notYetValid())) {
      Pki.Authority signer = signer(builder);
      assertWrong(
          about(leaf, now, signers(signer.held()), signer.crl(), ofRoot),
          "its CRL issuer is not valid");
    }
  }

  @Test
  void checksSeparateCrlIssuerAgainWhenItsValidityEnds() {
    Instant end = now.plus(Duration.ofHours(1));
    Pki.Authority signer =
        signer(root.intermediateBuilder("Issuing").validity(now.minusSeconds(60), end));
    CrlStore lists = CrlStore.of(read(signer.crl(), root.crl()), signers(signer.held()));
    assertThat(lists.about(path(leaf), 0, now)).isEqualTo(new Good(end));
    assertThat(lists.about(path(leaf), 0, end)).isEqualTo(new Good(end));
    assertWrong(lists.about(path(leaf), 0, end.plusSeconds(1)), "its CRL issuer is not valid");
    assertWrong(lists.about(path(leaf), 0, now.minusSeconds(61)), "its CRL issuer is not valid");
  }

  @Test
  void separateCrlIssuerMustNotBeRevoked() {
    Pki.Authority signer = signer(root.intermediateBuilder("Issuing"));
    assertWrong(
        about(leaf, now, signers(signer.held()), signer.crl(), root.crl().revoke(signer.held())),
        "its CRL issuer is revoked");
    assertAbsent(
        about(leaf, now, signers(signer.held()), signer.crl()),
        "the revocation status of its CRL issuer is not available");
  }

  /** There may be no other CRL that covers it (as in PKITS 4.14.30). */
  @Test
  void separateCrlIssuerMayProveItsOwnStatusUnlessRevoked() {
    Pki.Authority signer = signer(issuing.intermediateBuilder("Issuing"));
    CrlBuilder ofRoot = root.crl();
    assertGood(about(leaf, now, signers(signer.held()), signer.crl(), ofRoot));
    CrlBuilder revokingItself = signer.crl().revoke(signer.held());
    assertWrong(about(leaf, now, signers(signer.held()), revokingItself, ofRoot), "is revoked");
  }

  // Scope.

  @Test
  void onlyContainsUserCertsCoversUsersAndOnlyContainsCaCertsCoversCas() {
    IssuingDistributionPoint users = scope(null, true, false, null);
    IssuingDistributionPoint authorities = scope(null, false, true, null);
    assertGood(about(leaf, issuing.crl().scope(users)));
    assertAbsent(about(leaf, issuing.crl().scope(authorities)), "no CRL covers it");
    List<X509Certificate> path = path(leaf);
    assertGood(about(path, 1, now, List.of(), root.crl().scope(authorities)));
    assertAbsent(about(path, 1, now, List.of(), root.crl().scope(users)), "no CRL covers it");
  }

  private static IssuingDistributionPoint scope(
      DistributionPointName name, boolean users, boolean authorities, ReasonFlags reasons) {
    return new IssuingDistributionPoint(name, users, authorities, reasons, false, false);
  }

  @Test
  void onlyContainsAttributeCertsCoversNoCertificate() {
    IssuingDistributionPoint attributes =
        new IssuingDistributionPoint(null, false, false, null, false, true);
    assertAbsent(about(leaf, issuing.crl().scope(attributes)), "no CRL covers it");
  }

  @Test
  void crlOfAnotherScopeStillRevokes() {
    IssuingDistributionPoint authorities = scope(null, false, true, null);
    assertRevoked(about(leaf, issuing.crl().scope(authorities).revoke(leaf)), "");
  }

  @Test
  void crlsMustCoverAllReasonsTogether() {
    ReasonFlags some = new ReasonFlags(ReasonFlags.keyCompromise | ReasonFlags.cACompromise);
    ReasonFlags rest =
        new ReasonFlags(
            ReasonFlags.affiliationChanged
                | ReasonFlags.superseded
                | ReasonFlags.cessationOfOperation
                | ReasonFlags.certificateHold
                | ReasonFlags.privilegeWithdrawn
                | ReasonFlags.aACompromise);
    CrlBuilder first = issuing.crl().scope(scope(null, false, false, some));
    CrlBuilder second = issuing.crl().scope(scope(null, false, false, rest));
    assertAbsent(about(leaf, first), "for every reason");
    assertAbsent(about(leaf, second), "for every reason");
    assertGood(about(leaf, first, second));
    ReasonFlags less = new ReasonFlags(ReasonFlags.privilegeWithdrawn | ReasonFlags.aACompromise);
    assertAbsent(
        about(leaf, first, issuing.crl().scope(scope(null, false, false, less))),
        "for every reason");
  }

  @Test
  void goodUntilTheEarliestNextUpdateOfTheCrlsUsed() {
    ReasonFlags some = new ReasonFlags(ReasonFlags.keyCompromise);
    Instant sooner = now.plus(Duration.ofHours(1));
    assertThat(
            about(
                leaf,
                issuing.crl(),
                issuing.crl().scope(scope(null, false, false, some)).nextUpdate(sooner)))
        .isEqualTo(new Good(sooner));
  }

  @Test
  void distributionPointsMustShareAName() {
    Pki.Held here = issuing.client("svc").crl(URL).issue();
    assertGood(about(here, issuing.crl()));
    assertGood(about(here, issuing.crl().scope(at(uri("http://other/"), uri(URL)))));
    assertAbsent(about(here, issuing.crl().scope(at(uri(URL + "2")))), "no CRL covers it");
    assertAbsent(about(leaf, issuing.crl().scope(at(uri(URL)))), "no CRL covers it");
  }

  /** The form used by CAs that publish a CRL of user certificates at a URL. */
  @Test
  void crlOfUsersAtADistributionPointCoversUsersThatNameIt() {
    String uncovered = "no CRL covers it for every reason";
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri(URL)));
    CrlBuilder list = issuing.crl().scope(scope(name, true, false, null));
    CrlBuilder roots = root.crl().scope(scope(name, true, false, null));
    Pki.Held here = issuing.client("svc").crl(URL).issue();

    assertGood(about(here, list));
    assertAbsent(about(leaf, list), uncovered);
    assertRevoked(about(leaf, list.revoke(leaf)), "unspecified");
    assertAbsent(about(path(here), 1, now, List.of(), list, roots), uncovered);
    assertGood(about(path(here), 1, now, List.of(), list, root.crl()));
  }

  private static IssuingDistributionPoint at(GeneralName... names) {
    return scope(new DistributionPointName(new GeneralNames(names)), false, false, null);
  }

  private static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  private static GeneralName directory(String name) {
    return new GeneralName(GeneralName.directoryName, new X500Name(name));
  }

  @Test
  void unnamedDistributionPointHasTheNameOfTheIssuer() {
    assertGood(about(leaf, issuing.crl().scope(at(directory("CN=issuing")))));
    assertAbsent(about(leaf, issuing.crl().scope(at(directory("CN=Other")))), "no CRL covers it");
  }

  /** See the end of RFC 5280 section 6.3.3. */
  @Test
  void unnamedDistributionPointMayHaveAnIssuerAlternativeName() {
    Pki.Held extended =
        issuing
            .client("svc")
            .extension(Extension.issuerAlternativeName, false, new GeneralNames(uri(URL)))
            .issue();
    assertGood(about(extended, issuing.crl().scope(at(uri(URL)))));
    assertAbsent(about(extended, issuing.crl().scope(at(uri(URL + "2")))), "no CRL covers");
  }

  @Test
  void distributionPointNameMayBeRelativeToTheIssuer() {
    DistributionPointName relative =
        new DistributionPointName(
            DistributionPointName.NAME_RELATIVE_TO_CRL_ISSUER,
            new X500Name("OU=Part 1").getRDNs()[0].toASN1Primitive());
    DistributionPoint point = new DistributionPoint(relative, null, null);
    Pki.Held here = pointing(issuing, point);
    assertGood(about(here, issuing.crl().scope(scope(relative, false, false, null))));
    assertGood(about(here, issuing.crl().scope(at(directory("CN=Issuing,OU=Part 1")))));
    assertAbsent(
        about(here, issuing.crl().scope(at(directory("OU=Part 1,CN=Issuing")))),
        "no CRL covers it");
  }

  private static Pki.Held pointing(Pki.Authority issuer, DistributionPoint... points) {
    return issuer
        .client("svc")
        .extension(Extension.cRLDistributionPoints, false, new CRLDistPoint(points))
        .issue();
  }

  @Test
  void reasonsOfDistributionPointRestrictItsCrl() {
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri(URL)));
    ReasonFlags some = new ReasonFlags(ReasonFlags.keyCompromise);
    Pki.Held here = pointing(issuing, new DistributionPoint(name, some, null));
    assertAbsent(about(here, issuing.crl().scope(at(uri(URL)))), "for every reason");
    assertGood(about(here, issuing.crl().scope(at(uri(URL))), issuing.crl()));
  }

  // Indirect CRLs.

  private DistributionPoint leftTo(String issuer) {
    return new DistributionPoint(null, null, new GeneralNames(directory(issuer)));
  }

  private static IssuingDistributionPoint indirect() {
    return new IssuingDistributionPoint(null, false, false, null, true, false);
  }

  private static Extension ofIssuer(String name) {
    try {
      return CrlBuilder.extension(
          Extension.certificateIssuer,
          true,
          new GeneralNames(directory(name)).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void usesIndirectCrlOfTheNamedCrlIssuer() {
    Pki.Authority lists = signer(root.intermediateBuilder("Lists"));
    Pki.Held left = pointing(issuing, leftTo("CN=lists"));
    List<ParsedCertificate> signers = signers(lists.held());
    CrlBuilder ofRoot = root.crl();
    CrlBuilder list = lists.crl().scope(indirect());
    assertGood(about(left, now, signers, list, ofRoot));
    assertAbsent(about(leaf, now, signers, list, ofRoot), "no CRL covers it");
    assertAbsent(about(left, now, signers, lists.crl(), ofRoot), "no CRL covers it");
    assertAbsent(
        about(pointing(issuing, leftTo("CN=Other")), now, signers, list, ofRoot),
        "no CRL covers it");
  }

  @Test
  void distributionPointWithoutANameHasTheNamesOfItsCrlIssuers() {
    Pki.Authority lists = signer(root.intermediateBuilder("Lists"));
    Pki.Held left = pointing(issuing, leftTo("CN=Lists"));
    List<ParsedCertificate> signers = signers(lists.held());
    CrlBuilder ofRoot = root.crl();
    assertGood(about(left, now, signers, lists.crl().scope(indirectAt("CN=lists")), ofRoot));
    assertAbsent(
        about(left, now, signers, lists.crl().scope(indirectAt("CN=Other")), ofRoot),
        "no CRL covers it");
  }

  private static IssuingDistributionPoint indirectAt(String name) {
    return new IssuingDistributionPoint(
        new DistributionPointName(new GeneralNames(directory(name))),
        false,
        false,
        null,
        true,
        false);
  }

  @Test
  void ignoresCrlOfIssuerIfAllDistributionPointsNameOtherCrlIssuers() {
    Pki.Held left = pointing(issuing, leftTo("CN=Lists"));
    assertAbsent(about(left, issuing.crl()), "no CRL covers it");
    assertRevoked(about(left, issuing.crl().revoke(left)), "");
  }

  /**
   * RFC 5280 section 6.3.3 (b): without another CRL issuer, only the certificate issuer's CRL
   * applies.
   */
  @Test
  void usesCrlOfAnotherIssuerOnlyForDistributionPointsThatNameIt() {
    Pki.Authority lists = signer(root.intermediateBuilder("Lists"));
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri(URL)));
    Pki.Held both = pointing(issuing, new DistributionPoint(name, null, null), leftTo("CN=Lists"));
    List<ParsedCertificate> signers = signers(lists.held());
    CrlBuilder ofRoot = root.crl();
    assertAbsent(about(both, now, signers, lists.crl(), ofRoot), "no CRL covers it");
    assertAbsent(
        about(both, now, signers, lists.crl().scope(at(uri(URL))), ofRoot), "no CRL covers it");
    assertGood(about(both, now, signers, lists.crl().scope(indirect()), ofRoot));
  }

  @Test
  void certificateIssuerOfAnEntryAppliesUntilTheNextOne() {
    Pki.Authority lists = signer(root.intermediateBuilder("Lists"));
    Pki.Held left = pointing(issuing, leftTo("CN=Lists"));
    BigInteger own = left.certificate().getSerialNumber();
    List<ParsedCertificate> signers = signers(lists.held());
    CrlBuilder ofRoot = root.crl();
    CrlBuilder ofItself = lists.crl().scope(indirect()).revoke(own);
    assertGood(about(left, now, signers, ofItself, ofRoot));
    CrlBuilder following =
        lists.crl().scope(indirect()).entry(BigInteger.ONE, ofIssuer("CN=Issuing")).revoke(own);
    assertRevoked(about(left, now, signers, following, ofRoot), "");
    CrlBuilder another =
        lists
            .crl()
            .scope(indirect())
            .entry(BigInteger.ONE, ofIssuer("CN=Issuing"))
            .entry(BigInteger.TWO, ofIssuer("CN=Other"))
            .revoke(own);
    assertGood(about(left, now, signers, another, ofRoot));
  }

  @Test
  void usesIndirectCrlOfTheIssuerWithoutDistributionPoints() {
    assertGood(about(leaf, issuing.crl().scope(indirect())));
    Pki.Held here = issuing.client("svc").crl(URL).issue();
    IssuingDistributionPoint named =
        new IssuingDistributionPoint(
            new DistributionPointName(new GeneralNames(uri(URL))), false, false, null, true, false);
    assertAbsent(about(here, issuing.crl().scope(named)), "no CRL covers it");
  }

  @Test
  void rejectsEntryOfAnotherIssuerInACrlThatIsNotIndirect() {
    CrlBuilder list = issuing.crl().entry(BigInteger.ONE, ofIssuer("CN=Other"));
    assertWrong(about(leaf, list), "not indirect");
    assertRevoked(
        about(leaf, issuing.crl().revoke(leaf).entry(BigInteger.ONE, ofIssuer("CN=Other"))), "");
  }

  // Delta CRLs.

  @Test
  void deltaAddsToItsBase() {
    CrlBuilder base = issuing.crl().number(4);
    assertGood(about(leaf, base, delta(4, 5)));
    assertRevoked(about(leaf, base, delta(4, 5).revoke(leaf)), "");
    assertRevoked(about(leaf, delta(3, 5).revoke(leaf), base), "");
  }

  private CrlBuilder delta(int base, int number) {
    return issuing.crl().delta(base).number(number).thisUpdate(now.minus(Duration.ofMinutes(30)));
  }

  @Test
  void deltaRemovesAHold() {
    CrlBuilder held = issuing.crl().number(4).revoke(leaf, CRLReason.certificateHold);
    CrlBuilder removal = delta(4, 5).revoke(leaf, CRLReason.removeFromCRL);
    assertGood(about(leaf, held, removal));
    assertRevoked(
        about(leaf, held, removal, delta(4, 6).thisUpdate(now).revoke(leaf)), "unspecified");
    assertGood(about(leaf, issuing.crl().number(4), removal, delta(4, 4).revoke(leaf)));
  }

  @Test
  void deltaWithoutItsBaseRevokesButRemovesNothing() {
    CrlBuilder held = issuing.crl().number(4).revoke(leaf, CRLReason.certificateHold);
    assertRevoked(about(leaf, held, delta(5, 6).revoke(leaf, CRLReason.removeFromCRL)), "Hold");
    assertRevoked(about(leaf, issuing.crl().number(4), delta(5, 6).revoke(leaf)), "");
    assertRevoked(about(leaf, delta(5, 6).revoke(leaf)), "");
    assertAbsent(about(leaf, delta(5, 6)), "no CRL covers it");
  }

  @Test
  void ignoresDeltaOlderThanTheCompleteCrl() {
    assertGood(about(leaf, issuing.crl().number(6), delta(4, 6).revoke(leaf)));
    assertRevoked(about(leaf, issuing.crl().number(5), delta(4, 6).revoke(leaf)), "");
  }

  @Test
  void deltaOfAnotherScopeChangesNothing() {
    CrlBuilder held = issuing.crl().number(4).revoke(leaf, CRLReason.certificateHold);
    CrlBuilder removal =
        delta(4, 5).scope(scope(null, true, false, null)).revoke(leaf, CRLReason.removeFromCRL);
    assertRevoked(about(leaf, held, removal), "certificateHold");
  }

  @Test
  void freshDeltaMakesAStaleCrlFresh() {
    Instant soon = now.plus(Duration.ofHours(1));
    Instant later = now.plus(Duration.ofHours(3));
    CrlBuilder base = issuing.crl().number(4).nextUpdate(soon);
    assertThat(about(leaf, later, List.of(), base, delta(4, 5).nextUpdate(later)))
        .isEqualTo(new Good(later));
    assertAbsent(about(leaf, later, List.of(), base, delta(5, 6).nextUpdate(later)), "nextUpdate");
    assertAbsent(
        about(leaf, later.plusSeconds(1), List.of(), base, delta(4, 5).nextUpdate(later)),
        "nextUpdate");
  }

  @Test
  void staleDeltaLeavesAFreshCrlFresh() {
    CrlBuilder base = issuing.crl().number(4);
    CrlBuilder stale = delta(4, 5).nextUpdate(now.minusSeconds(1));
    assertGood(about(leaf, base, stale));
    assertRevoked(about(leaf, base, stale.revoke(leaf)), "");
  }

  @Test
  void unrecognizedDeltaMakesItsBaseUnusable() {
    CrlBuilder base = issuing.crl().number(4);
    assertWrong(
        about(leaf, base, delta(4, 5).extension(UNKNOWN, true, DERNull.INSTANCE)),
        "unknown critical extension");
    assertGood(about(leaf, base, delta(4, 5).extension(UNKNOWN, false, DERNull.INSTANCE)));
  }

  // Unrecognized extensions.

  @Test
  void unknownCriticalExtensionMakesCrlUnusable() {
    assertWrong(
        about(leaf, issuing.crl().extension(UNKNOWN, true, DERNull.INSTANCE)),
        "unknown critical extension 1.2.3.4");
    assertGood(about(leaf, issuing.crl().extension(UNKNOWN, false, DERNull.INSTANCE)));
    assertRevoked(
        about(leaf, issuing.crl().revoke(leaf).extension(UNKNOWN, true, DERNull.INSTANCE)), "");
  }

  /** Otherwise soft-fail would apply because of a stale CRL. */
  @Test
  void unrecognizedExtensionIsReportedBesideAnAbsence() {
    CrlBuilder stale = issuing.crl().nextUpdate(now.minusSeconds(1));
    CrlBuilder unexpected =
        issuing
            .crl()
            .scope(scope(null, true, false, null))
            .extension(UNKNOWN, true, DERNull.INSTANCE);
    assertWrong(about(leaf, stale, unexpected), "unknown critical extension 1.2.3.4");
    assertWrong(about(leaf, unexpected, stale), "unknown critical extension 1.2.3.4");
  }

  @Test
  void criticalCrlNumberMakesCrlUnusable() {
    CrlBuilder list =
        issuing
            .crl()
            .number(null)
            .extension(Extension.cRLNumber, true, new org.bouncycastle.asn1.ASN1Integer(1));
    assertWrong(about(leaf, list), "unknown critical extension 2.5.29.20");
  }

  @Test
  void unknownCriticalExtensionOfAnyEntryMakesCrlUnusable() {
    byte[] empty = {5, 0};
    Extension critical = CrlBuilder.extension(UNKNOWN, true, empty);
    Extension other = CrlBuilder.extension(UNKNOWN, false, empty);
    assertWrong(about(leaf, issuing.crl().entry(BigInteger.ONE, critical)), "of an entry 1.2.3.4");
    assertGood(about(leaf, issuing.crl().entry(BigInteger.ONE, other)));
    BigInteger own = leaf.certificate().getSerialNumber();
    assertRevoked(about(leaf, issuing.crl().entry(own, critical)), "");
    assertRevoked(about(leaf, issuing.crl().entry(BigInteger.ONE, critical).revoke(leaf)), "");
  }

  // Never throws.

  @Test
  void certificateWithMalformedDistributionPointIsNeverGood() {
    for (byte[] bad : List.of(new byte[0], new byte[] {5, 0}, new byte[] {0x30, 0, 0})) {
      Pki.Held odd =
          issuing.client("svc").extension(Extension.cRLDistributionPoints, false, bad).issue();
      assertWrong(about(odd, issuing.crl()), "not checked");
    }
  }

  /** RFC 5280 section 4.2.1.13: a relative name requires exactly one directory name. */
  @Test
  void noCrlCoversDistributionPointRelativeToNoDirectoryName() {
    DistributionPointName relative =
        new DistributionPointName(
            DistributionPointName.NAME_RELATIVE_TO_CRL_ISSUER,
            new X500Name("OU=Part 1").getRDNs()[0].toASN1Primitive());
    GeneralName[] two = {directory("CN=Issuing"), directory("CN=Other")};
    for (GeneralNames issuers :
        List.of(new GeneralNames(uri("http://a/")), new GeneralNames(two))) {
      Pki.Held odd = pointing(issuing, new DistributionPoint(relative, null, issuers));
      assertWrong(about(odd, issuing.crl()), "not exactly one directory name as CRL issuer");
      assertWrong(about(odd), "not exactly one directory name as CRL issuer");
      assertRevoked(about(odd, issuing.crl().revoke(odd)), "");
    }
  }

  @Test
  void invalidQuestionIsNeverGood() {
    CrlStore lists = CrlStore.of(read(issuing.crl()), List.of());
    assertWrong(lists.about(path(leaf), 7, now), "not checked");
    assertWrong(lists.about(List.of(), 0, now), "not checked");
    assertAbsent(lists.about(path(leaf), 2, now), "no CRL");
  }

  @Test
  void readsAllCrlsOfAFile() {
    CrlStore lists = read(issuing.crl().pem() + root.crl().revoke(issuing.held()).pem());
    assertGood(lists.about(path(leaf), 0, now));
    assertRevoked(lists.about(path(leaf), 1, now), "");
  }
}
