package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.HostileBundles;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that bundles designed to be expensive need only bounded work. The work is counted, not
 * timed.
 */
@Tag("slow")
class HostileBundleTest extends PathFixture {

  /** The maximum of {@code limits.chain-certificates}. */
  private static final int MAX_FORWARDED = 10;

  // Certificates that issued each other.

  @ParameterizedTest
  @CsvSource({
    "EC, 1",
    "EC, 2",
    "EC, 5",
    "P-384, 1",
    "P-384, 2",
    "P-521, 1",
    "P-521, 2",
    "RSA-2048, 2",
    "RSA-4096, 2",
    "ML-DSA, 2"
  })
  void searchIsBoundedForCertificatesThatAllIssuedEachOther(String keys, int names) {
    Pki.Authority anchor = HostileBundles.keyed(pki.rootBuilder("Ring 0"), keys).issueAuthority();
    List<PathNode> bundle =
        HostileBundles.ring(anchor, names, MAX_FORWARDED).stream()
            .map(authority -> PathNode.forwarded(ParsedCertificate.of(authority.held().der())))
            .toList();
    PathNode leaf = PathNode.leaf(ParsedCertificate.of(anchor.client("svc").issue().der()));

    PathSearch trusted = search(leaf, bundle, anchor);
    PathSearch namesake = search(leaf, bundle, pki.root("Ring 0"));
    PathSearch unrelatedSearch = search(leaf, bundle, root);

    assertThat(trusted.signatures()).isLessThanOrEqualTo(Links.MAXIMUM_SIGNATURES);
    assertThat(trusted.paths()).hasSizeBetween(1, PathSearch.MAXIMUM_PATHS);
    assertThat(trusted.paths().get(0).nodes()).hasSize(2);
    assertThat(namesake.signatures()).isLessThanOrEqualTo(bundle.size() + 1);
    assertThat(namesake.paths()).isEmpty();
    assertThat(unrelatedSearch.signatures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA-4096", "ML-DSA"})
  void acceptsChainOfMaximumDepthAndRejectsOneMore(String keys) {
    Pki.Authority anchor = HostileBundles.keyed(pki.rootBuilder("Deep"), keys).issueAuthority();
    Pki.Authority lowest =
        lowest(anchor, MAX_FORWARDED, builder -> HostileBundles.keyed(builder, keys));
    Pki.Held deepest = lowest.client("svc").issue();
    Pki.Held deeper = lowest.intermediate("Deeper").client("svc").issue();

    assertThat(deepest.chain()).hasSize(MAX_FORWARDED + 1);
    assertValid(validate(trusting(anchor), deepest));
    assertRefused(
        validate(trusting(anchor), deeper), Reason.CERTIFICATE_UNTRUSTED, "path-search-limit");
  }

  @ParameterizedTest
  @CsvSource({"P-384, P-384", "P-521, P-521", "P-384, P-521", "P-521, P-384"})
  void acceptsSixIssuersWithSlowKeys(String upper, String lower) {
    Pki.Authority anchor = HostileBundles.keyed(pki.rootBuilder("Deep"), upper).issueAuthority();
    Pki.Authority sixth = lowest(anchor, 5, builder -> HostileBundles.keyed(builder, upper));
    Pki.Authority below = sixth.intermediate("Fast");
    Pki.Authority seventh =
        HostileBundles.keyed(below.intermediateBuilder("Slow"), lower).issueAuthority();

    assertValid(validate(trusting(anchor), below.client("svc").issue()));
    assertRefused(
        validate(trusting(anchor), seventh.client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "more than 6 issuers have keys on P-384 or P-521");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-384", "P-521"})
  void signatureByASlowKeyCountsTwice(String keys) {
    Pki.Authority anchor = HostileBundles.keyed(pki.rootBuilder("Slow"), keys).issueAuthority();
    PathNode leaf = PathNode.leaf(ParsedCertificate.of(anchor.client("svc").issue().der()));
    assertThat(search(leaf, List.of(), anchor).signatures()).isEqualTo(2);
  }

  // Policies that multiply.

  @Test
  void rejectsPolicyMappingsThatDoubleAtEveryStepBeforeFollowingThem() {
    Pki.Held within = below(7, builder -> HostileBundles.multiplying(builder, 2));
    Pki.Held beyond = below(8, builder -> HostileBundles.multiplying(builder, 2));

    assertThat(PolicyTree.nodes(path(within))).isEqualTo(510);
    assertValid(validate(trusting(root), within));
    assertThat(PolicyTree.nodes(path(beyond))).isGreaterThan(PolicyTree.MAX_NODES);
    assertRefused(
        validate(trusting(root), beyond), Reason.CERTIFICATE_UNTRUSTED, "more than 512 nodes");
  }

  @Test
  void countingOfPolicyNodesStopsAtTheLimit() {
    Pki.Held hostile = below(MAX_FORWARDED, builder -> HostileBundles.multiplying(builder, 8));

    assertThat(PolicyTree.nodes(path(hostile))).isBetween(513L, 10_000L);
    assertRefused(
        validate(trusting(root), hostile), Reason.CERTIFICATE_UNTRUSTED, "more than 512 nodes");
  }

  @Test
  void newPoliciesBesideAnyPolicyAreBounded() {
    int[] first = {0};
    UnaryOperator<CertificateBuilder> fresh =
        builder -> {
          List<ASN1ObjectIdentifier> all = new ArrayList<>();
          all.add(Extension.certificatePolicies.branch("0"));
          IntStream.range(0, 63).forEach(i -> all.add(HostileBundles.policy(first[0]++)));
          return HostileBundles.policies(builder, all);
        };
    Pki.Held few = below(3, fresh);
    Pki.Held many = below(4, fresh);

    assertThat(PolicyTree.nodes(path(few))).isEqualTo(64 + 127 + 190 + 2);
    assertValid(validate(trusting(root), few));
    assertRefused(
        validate(trusting(root), many), Reason.CERTIFICATE_UNTRUSTED, "more than 512 nodes");
  }

  @Test
  void acceptsManyPoliciesThatAreMappedOneToOne() {
    Pki.Held bridged = below(4, builder -> HostileBundles.rotating(builder, 20));

    assertThat(PolicyTree.nodes(path(bridged))).isEqualTo(4 * 20 + 2);
    assertValid(validate(trusting(root), bridged));
  }

  @Test
  void pathWithoutPoliciesHasNoPolicyTree() {
    assertThat(PolicyTree.nodes(path(issuing.client("svc").issue()))).isZero();
  }

  /** Returns the path of a leaf with two policies below a number of CAs. */
  private Pki.Held below(int authorities, UnaryOperator<CertificateBuilder> with) {
    return HostileBundles.policies(lowest(root, authorities, with).client("svc"), 2).issue();
  }

  private static Pki.Authority lowest(
      Pki.Authority top, int authorities, UnaryOperator<CertificateBuilder> with) {
    return HostileBundles.chain(top, authorities, with).get(authorities - 1);
  }

  /** From the leaf to the anchor. */
  private List<ParsedCertificate> path(Pki.Held leaf) {
    List<X509Certificate> all = new ArrayList<>(leaf.chain());
    all.add(root.certificate());
    return all.stream().map(ParsedCertificate::of).toList();
  }

  // Names and constraints on names.

  @ParameterizedTest
  @ValueSource(
      ints = {
        GeneralName.dNSName,
        GeneralName.rfc822Name,
        GeneralName.uniformResourceIdentifier,
        GeneralName.directoryName,
        GeneralName.iPAddress
      })
  void comparisonsOfConstraintsAndNamesAreBounded(int kind) {
    Pki.Authority lower = lowest(root, 2, builder -> HostileBundles.excluding(builder, kind, 128));
    int fixed = 128 * 2;
    int names = (NameComparisons.MAX - fixed) / 256 - 2;
    Pki.Held within = HostileBundles.named(lower.client("svc"), kind, names).issue();
    Pki.Held beyond = HostileBundles.named(lower.client("svc"), kind, names + 1).issue();

    assertThat(NameComparisons.count(path(within))).isEqualTo(fixed + 256L * (names + 2));
    assertValid(validate(trusting(root), within));
    assertThat(NameComparisons.count(path(beyond))).isGreaterThan(NameComparisons.MAX);
    assertRefused(
        validate(trusting(root), beyond),
        Reason.CERTIFICATE_UNTRUSTED,
        "name constraints take more than 32768 comparisons");
  }

  @Test
  void comparisonsIncludeConstraintsOfTheAnchor() {
    Pki.Authority anchor =
        HostileBundles.excluding(pki.rootBuilder("Constrained"), GeneralName.dNSName, 128)
            .issueAuthority();
    List<ParsedCertificate> path =
        List.of(
            ParsedCertificate.of(anchor.client("svc").dns("a.example").issue().der()),
            ParsedCertificate.of(anchor.certificate()));
    assertThat(NameComparisons.count(path)).isEqualTo(128 * 3);
  }

  @ParameterizedTest
  @CsvSource({
    "0a000000ff000000, true",
    "0000000000000000, true",
    "0a000001ffffffff, true",
    "0a0000008000000000, false",
    "0a00000000ffffff, false",
    "0a000000ff00ff00, false",
    "0a000000fffffffd, false",
    "0a00000000000001, false",
    "20010db8000000000000000000000000ffffffff000000000000000000000000, true",
    "20010db80000000000000000000000000000ffff000000000000000000000000, false",
    "20010db8000000000000000000000000fffffffffffffffffffffffffffffffd, false"
  })
  void rejectsMaskThatIsNotAPrefix(String octets, boolean good) {
    GeneralName range =
        new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(octets)));
    Pki.Authority constrained =
        root.intermediateBuilder("Constrained").exclude(range).issueAuthority();
    String flaw = ContentRules.flaw(ParsedCertificate.of(constrained.held().der()));
    if (good) {
      assertThat(flaw).isNull();
    } else {
      assertThat(flaw).contains("malformed extension 2.5.29.30");
    }
  }
}
