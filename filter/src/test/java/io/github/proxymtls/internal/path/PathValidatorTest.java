package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.path.RevocationChecker.Finding;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathValidatorTest extends PathFixture {

  // The path.

  @Test
  void pathLeadsFromTheLeafToTheAnchor() {
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf), leaf, issuing, root);
  }

  @Test
  void namesAreThoseOfTheLeaf() {
    Pki.Held leaf = issuing.client("svc").dns("a.example").issue();
    PathResult.Valid valid = (PathResult.Valid) validate(trusting(root), leaf);
    assertThat(valid.names().thumbprint()).isEqualTo(leaf.thumbprint());
    assertThat(valid.names().dns()).containsExactly("a.example");
  }

  @Test
  void rejectsLeafWithoutItsIntermediate() {
    Pki.Held leaf = issuing.client("svc").issue();
    PathResult result = validate(trusting(root), leaf, new Pki.Authority[0]);
    assertRefused(
        result,
        Reason.CERTIFICATE_UNTRUSTED,
        "no path to a configured anchor: no certificate of the issuer 'CN=Issuing' is configured"
            + " or was sent; the configured anchors must hold it");
    assertKnown(result, false);
  }

  /** The intermediate was sent, and its own issuer is missing. */
  @Test
  void namesTheMissingIssuerOfASentIntermediate() {
    Pki.Authority other = pki.root("Other");
    PathResult result = validate(trusting(other), issuing.client("svc").issue(), issuing);
    assertRefused(
        result,
        Reason.CERTIFICATE_UNTRUSTED,
        "no certificate of the issuer 'CN=Root' is configured");
  }

  @Test
  void saysThatTheConfiguredCaHasAnotherKey() {
    Pki.Authority renewed = pki.root("Root");
    PathResult result = validate(trusting(root), renewed.client("svc").issue());
    assertRefused(
        result,
        Reason.CERTIFICATE_UNTRUSTED,
        "the configured CA 'CN=Root' has another key than the issuer of the leaf (a CA that was"
            + " renewed has a new certificate); the configured anchors must hold the issuer's");
  }

  @Test
  void saysThatASelfSignedCertificateIsNoAnchor() {
    Pki.Authority other = pki.root("Other");
    PathResult result = validate(trusting(root), other.client("svc").issue(), other);
    assertRefused(
        result, Reason.CERTIFICATE_UNTRUSTED, "'CN=Other' is self-signed; the configured");
  }

  @Test
  void configuredIntermediatesCompleteTheChainAfterResumption() {
    PathValidator validator =
        PathValidator.of(
            certificates(root), certificates(issuing), ExtendedKeyUsageRule.CLIENT_AUTH);
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(validator, leaf, new Pki.Authority[0]), leaf, issuing, root);
    assertPath(validate(validator, leaf, issuing, root), leaf, issuing, root);
  }

  @Test
  void configuredIntermediateIsNotAnAnchor() {
    PathValidator validator =
        PathValidator.of(List.of(), certificates(issuing), ExtendedKeyUsageRule.CLIENT_AUTH);
    PathResult result = validate(validator, issuing.client("svc").issue(), issuing, root);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "no path");
    assertKnown(result, true);
  }

  @Test
  void acceptsAnyOrderDuplicatesAndExtraCertificates() {
    Pki.Authority middle = root.intermediate("Middle");
    Pki.Authority lower = middle.intermediate("Lower");
    Pki.Held leaf = lower.client("svc").issue();
    Pki.Authority unrelated = pki.root("Foreign");
    List<X509Certificate> others =
        new ArrayList<>(certificates(lower, middle, root, unrelated, lower, issuing, middle));
    others.add(leaf.certificate());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(others, new Random(seed));
      List<X509Certificate> presented = new ArrayList<>(List.of(leaf.certificate()));
      presented.addAll(others);
      assertPath(trusting(root).validate(presented, now), leaf, lower, middle, root);
    }
  }

  @Test
  void onlyTheLeafNamesTheClient() {
    Pki.Held leaf = issuing.client("svc").issue();
    Pki.Held other = pki.root("Foreign").client("admin").issue();
    List<X509Certificate> presented =
        List.of(other.certificate(), leaf.certificate(), issuing.certificate());
    assertRefused(trusting(root).validate(presented, now), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  @Test
  void intermediateAsAnchorEndsThePath() {
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(issuing), leaf, issuing, root), leaf, issuing);
  }

  @Test
  void crossSignedIntermediateLeadsToEitherAnchor() {
    Pki.Authority other = pki.root("Other Root");
    Pki.Authority crossed =
        other.intermediateBuilder("Issuing").keys(issuing.held().keys()).issueAuthority();
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf, crossed, issuing), leaf, issuing, root);
    assertPath(validate(trusting(other), leaf, crossed, issuing), leaf, crossed, other);
  }

  @Test
  void findsValidPathBesideAnExpiredOne() {
    Pki.Authority expired =
        root.intermediateBuilder("Issuing").keys(issuing.held().keys()).expired().issueAuthority();
    Pki.Held leaf = issuing.client("svc").issue();
    assertPath(validate(trusting(root), leaf, expired, issuing), leaf, issuing, root);
    assertRefused(
        validate(trusting(root), leaf, expired), Reason.CERTIFICATE_EXPIRED, "1 above the leaf");
  }

  @Test
  void rejectsLeafRevokedOnOnePathAlthoughGoodOnAnother() {
    assertRefused(onTwoWays(true), Reason.CERTIFICATE_REVOKED, "revoked");
    assertValid(onTwoWays(false));
  }

  /** The first certificate checked is revoked, the second is not. */
  private PathResult onTwoWays(boolean isFinal) {
    Pki.Authority other = pki.root("Other Root");
    Pki.Authority crossed =
        other.intermediateBuilder("Issuing").keys(issuing.held().keys()).issueAuthority();
    Refusal revoked = new Refusal(Reason.CERTIFICATE_REVOKED, "revoked");
    Iterator<Finding> findings =
        List.of(new Finding(revoked, isFinal, Instant.MAX), Finding.PASSED).iterator();
    PathValidator validator =
        new PathValidator(
            Issuers.of(certificates(root, other), List.of()),
            PathRules.client(ExtendedKeyUsageRule.CLIENT_AUTH),
            () -> (path, at) -> findings.next());
    return validate(validator, issuing.client("svc").issue(), crossed, issuing);
  }

  // Anchors are certificates.

  @Test
  void unrelatedCaOfTheSameNameIsNotTrusted() {
    Pki.Authority unrelated = pki.root("Root");
    PathResult result = validate(trusting(root), unrelated.client("svc").issue(), unrelated);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "no path");
    assertKnown(result, false);
  }

  @Test
  void anchorsOfTheSameNameAreDistinct() {
    Pki.Authority namesake = pki.root("Root");
    Pki.Held first = root.client("svc").issue();
    Pki.Held second = namesake.client("svc").issue();
    for (PathValidator validator : List.of(trusting(root, namesake), trusting(namesake, root))) {
      assertPath(validate(validator, first), first, root);
      assertPath(validate(validator, second), second, namesake);
    }
  }

  @Test
  void triesEveryAnchorOfTheSameNameAndKey() {
    Pki.Authority old = pki.rootBuilder("Root").keys(root.held().keys()).expired().issueAuthority();
    Pki.Held leaf = root.client("svc").issue();
    assertPath(validate(trusting(old, root), leaf), leaf, root);
    assertPath(validate(trusting(root, old), leaf), leaf, root);
    assertRefused(
        validate(trusting(old), leaf), Reason.CERTIFICATE_EXPIRED, "1 above the leaf expired");
  }

  @Test
  void namesOfIssuersChainForEveryStringType() {
    Pki.Authority printable =
        pki.rootBuilder("").subject("CN=ROOT").keys(root.held().keys()).issueAuthority();
    assertThat(printable.certificate().getSubjectX500Principal().getEncoded())
        .isNotEqualTo(root.certificate().getSubjectX500Principal().getEncoded());
    Pki.Held leaf = root.client("svc").issue();
    assertPath(validate(trusting(printable), leaf), leaf, printable);
  }

  @Test
  void reportsTheMostSpecificRefusalOfSeveralPaths() {
    Pki.Authority servers =
        pki.rootBuilder("Root")
            .keys(root.held().keys())
            .extendedKeyUsage(SERVER_AUTH)
            .issueAuthority();
    Pki.Authority old = pki.rootBuilder("Root").keys(root.held().keys()).expired().issueAuthority();
    Pki.Held leaf = root.client("svc").issue();
    for (PathValidator validator : List.of(trusting(servers, old), trusting(old, servers))) {
      assertRefused(validate(validator, leaf), Reason.CERTIFICATE_EXPIRED, "1 above the leaf");
    }
  }

  // Dates.

  @Test
  void leafIsValidFromItsFirstToItsLastSecond() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant to = Instant.parse("2026-01-02T00:00:00Z");
    Pki.Authority old =
        pki.rootBuilder("Old")
            .validity(from.minus(Duration.ofDays(9)), to.plus(Duration.ofDays(9)))
            .issueAuthority();
    List<X509Certificate> chain = old.client("svc").validity(from, to).issue().chain();
    PathValidator validator = trusting(old);
    assertValid(validator.validate(chain, from));
    assertValid(validator.validate(chain, to.plusMillis(999)));
    assertRefused(
        validator.validate(chain, from.minusMillis(1)),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "the leaf is valid from 2026-01-01T00:00:00Z");
    assertRefused(
        validator.validate(chain, to.plusSeconds(1)),
        Reason.CERTIFICATE_EXPIRED,
        "the leaf expired at 2026-01-02T00:00:00Z");
  }

  @Test
  void rejectsExpiredCertificateAnywhereOnThePath() {
    Pki.Authority expiredRoot = pki.rootBuilder("Expired Root").expired().issueAuthority();
    assertRefused(
        validate(trusting(expiredRoot), expiredRoot.client("svc").issue()),
        Reason.CERTIFICATE_EXPIRED,
        "1 above the leaf");
    Pki.Authority expired = root.intermediateBuilder("Expired").expired().issueAuthority();
    assertRefused(
        validate(trusting(root), expired.client("svc").issue()),
        Reason.CERTIFICATE_EXPIRED,
        "1 above the leaf");
    assertRefused(
        validate(trusting(root), issuing.client("svc").expired().issue()),
        Reason.CERTIFICATE_EXPIRED,
        "the leaf");
  }

  @Test
  void rejectsCertificateThatIsNotYetValid() {
    Pki.Authority future = root.intermediateBuilder("Future").notYetValid().issueAuthority();
    assertRefused(
        validate(trusting(root), future.client("svc").issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "1 above the leaf");
    assertRefused(
        validate(trusting(root), issuing.client("svc").notYetValid().issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "the leaf");
  }
}
