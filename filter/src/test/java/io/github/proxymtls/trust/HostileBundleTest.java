package io.github.proxymtls.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.config.ClientRules.ExtendedKeyUsage;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that are made to cost much: each is decided with bounded work, counted and not timed. */
class HostileBundleTest extends PathFixture {

  /** What {@code limits.chain-certificates} lets through. */
  private static final int MOST_FORWARDED = 10;

  // Certificates that issued each other.

  @ParameterizedTest
  @CsvSource({
    "EC, 1",
    "EC, 2",
    "EC, 5",
    "P-521, 1",
    "P-521, 2",
    "RSA-2048, 2",
    "RSA-4096, 2",
    "ML-DSA, 2"
  })
  void certificatesThatAllIssuedEachOtherCostABoundedSearch(String keys, int names) {
    Pki.Authority anchor = keyed(pki.rootBuilder("Ring 0"), keys).issueAuthority();
    List<Node> bundle = ring(anchor, names);
    Node leaf = Node.leaf(Candidate.of(anchor.client("svc").issue().der()));

    PathSearch trusted = search(leaf, bundle, anchor);
    PathSearch namesake = search(leaf, bundle, pki.root("Ring 0"));
    PathSearch stranger = search(leaf, bundle, root);

    assertThat(trusted.signatures()).isLessThanOrEqualTo(Links.MAXIMUM_SIGNATURES);
    assertThat(trusted.paths()).hasSizeBetween(1, PathSearch.MAXIMUM_PATHS);
    assertThat(trusted.paths().get(0).nodes()).hasSize(2);
    assertThat(namesake.signatures()).isLessThanOrEqualTo(bundle.size() + 1);
    assertThat(namesake.paths()).isEmpty();
    assertThat(stranger.signatures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "P-521", "RSA-4096", "ML-DSA"})
  void theDeepestChainIsValidAndOneMoreIsNoPath(String keys) {
    Pki.Authority anchor = keyed(pki.rootBuilder("Deep"), keys).issueAuthority();
    Pki.Authority lowest = anchor;
    for (int i = 0; i < PathSearch.MAXIMUM_LENGTH - 2; i++) {
      lowest = keyed(lowest.intermediateBuilder("Deep " + i), keys).issueAuthority();
    }
    Pki.Held deepest = lowest.client("svc").issue();
    Pki.Held deeper = lowest.intermediate("Deeper").client("svc").issue();

    assertThat(deepest.chain()).hasSize(MOST_FORWARDED + 1);
    assertValid(validate(trusting(anchor), deepest));
    assertRefused(validate(trusting(anchor), deeper), Reason.CERTIFICATE_UNTRUSTED, "no path to a");
  }

  /** So many names, each certificate's issuer being the next one's name; one key for all. */
  private List<Node> ring(Pki.Authority anchor, int names) {
    KeyPair keys = anchor.held().keys();
    List<Pki.Authority> ring = new ArrayList<>(List.of(anchor));
    for (int i = 0; i < MOST_FORWARDED; i++) {
      ring.add(
          ring.get(i).intermediateBuilder("Ring " + (i + 1) % names).keys(keys).issueAuthority());
    }
    return ring.subList(1, ring.size()).stream()
        .map(authority -> Node.forwarded(Candidate.of(authority.held().der())))
        .toList();
  }

  private static CertificateBuilder keyed(CertificateBuilder builder, String keys) {
    return switch (keys) {
      case "EC" -> builder;
      case "P-521" -> builder.ec("secp521r1");
      case "ML-DSA" -> builder.mlDsa();
      default -> builder.rsa(Integer.parseInt(keys.substring("RSA-".length())));
    };
  }

  private static PathSearch search(Node leaf, List<Node> bundle, Pki.Authority anchor) {
    Issuers configured = Issuers.of(certificates(anchor), List.of());
    return PathSearch.from(
        leaf, PathRules.client(ExtendedKeyUsage.CLIENT_AUTH), configured, bundle);
  }

  // Policies that multiply.

  @Test
  void mappingsThatDoubleThePoliciesAtEveryStepAreRefusedBeforeTheyAreFollowed() {
    Pki.Held within = below(7, lowest -> policies(mapped(lowest, 2), 2));
    Pki.Held beyond = below(8, lowest -> policies(mapped(lowest, 2), 2));

    assertThat(PolicyTree.nodes(path(within))).isEqualTo(510);
    assertValid(validate(trusting(root), within));
    assertThat(PolicyTree.nodes(path(beyond))).isGreaterThan(PolicyTree.MOST_NODES);
    assertRefused(
        validate(trusting(root), beyond), Reason.CERTIFICATE_UNTRUSTED, "more than 512 nodes");
  }

  @Test
  void countingThePoliciesEndsWhereTheBoundIsReached() {
    Pki.Held hostile = below(MOST_FORWARDED, lowest -> policies(mapped(lowest, 8), 8));

    assertThat(PolicyTree.nodes(path(hostile))).isBetween(513L, 10_000L);
    assertRefused(
        validate(trusting(root), hostile), Reason.CERTIFICATE_UNTRUSTED, "more than 512 nodes");
  }

  @Test
  void freshPoliciesBesideAnyPolicyAddUpAndAreBoundedToo() {
    int[] first = {0};
    UnaryOperator<CertificateBuilder> fresh =
        builder -> {
          List<ASN1ObjectIdentifier> all = new ArrayList<>();
          all.add(Extension.certificatePolicies.branch("0"));
          IntStream.range(0, 63).forEach(i -> all.add(policy(first[0]++)));
          return builder.extension(Extension.certificatePolicies, false, informations(all));
        };
    Pki.Held few = below(3, fresh);
    Pki.Held many = below(4, fresh);

    assertThat(PolicyTree.nodes(path(few))).isEqualTo(64 + 127 + 190 + 2);
    assertValid(validate(trusting(root), few));
    assertRefused(
        validate(trusting(root), many), Reason.CERTIFICATE_UNTRUSTED, "more than 512 nodes");
  }

  @Test
  void manyPoliciesThatAreMappedOneToOneAreNoHarm() {
    Pki.Held bridged =
        below(
            4,
            builder -> {
              ASN1Encodable[] pairs =
                  IntStream.range(0, 20)
                      .mapToObj(i -> new DERSequence(pair(i, (i + 1) % 20)))
                      .toArray(ASN1Encodable[]::new);
              return policies(
                  builder.extension(Extension.policyMappings, true, new DERSequence(pairs)), 20);
            });

    assertThat(PolicyTree.nodes(path(bridged))).isEqualTo(4 * 20 + 2);
    assertValid(validate(trusting(root), bridged));
  }

  @Test
  void aPathWithoutPoliciesHasNoTree() {
    assertThat(PolicyTree.nodes(path(issuing.client("svc").issue()))).isZero();
  }

  /** A leaf with two policies below so many authorities. */
  private Pki.Held below(int authorities, UnaryOperator<CertificateBuilder> with) {
    Pki.Authority lowest = root;
    for (int i = 0; i < authorities; i++) {
      lowest = with.apply(lowest.intermediateBuilder("Policies " + i)).issueAuthority();
    }
    return policies(lowest.client("svc"), 2).issue();
  }

  /** The first so many policies. */
  private static CertificateBuilder policies(CertificateBuilder builder, int count) {
    return builder.extension(
        Extension.certificatePolicies,
        false,
        informations(IntStream.range(0, count).mapToObj(HostileBundleTest::policy).toList()));
  }

  /** Maps each of so many policies to all of them. */
  private static CertificateBuilder mapped(CertificateBuilder builder, int count) {
    ASN1Encodable[] pairs =
        IntStream.range(0, count * count)
            .mapToObj(i -> new DERSequence(pair(i / count, i % count)))
            .toArray(ASN1Encodable[]::new);
    return builder.extension(Extension.policyMappings, true, new DERSequence(pairs));
  }

  private static ASN1Encodable informations(List<ASN1ObjectIdentifier> policies) {
    return new DERSequence(policies.stream().map(DERSequence::new).toArray(ASN1Encodable[]::new));
  }

  private static ASN1Encodable[] pair(int from, int to) {
    return new ASN1Encodable[] {policy(from), policy(to)};
  }

  private static ASN1ObjectIdentifier policy(int number) {
    return UNKNOWN.branch(String.valueOf(number));
  }

  /** Leaf first, the anchor last. */
  private List<Candidate> path(Pki.Held leaf) {
    List<X509Certificate> all = new ArrayList<>(leaf.chain());
    all.add(root.certificate());
    return all.stream().map(Candidate::of).toList();
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
  void constraintsTimesNamesAreBounded(int kind) {
    Pki.Authority lower = constrained(constrained(root, kind), kind);
    int fixed = 128 * 2 + 128 * 128;
    int names = (NameComparisons.MOST - fixed) / 256 - 2;
    Pki.Held within = named(lower, kind, names);
    Pki.Held beyond = named(lower, kind, names + 1);

    assertThat(NameComparisons.count(path(within))).isEqualTo(fixed + 256L * (names + 2));
    assertValid(validate(trusting(root), within));
    assertThat(NameComparisons.count(path(beyond))).isGreaterThan(NameComparisons.MOST);
    assertRefused(
        validate(trusting(root), beyond),
        Reason.CERTIFICATE_UNTRUSTED,
        "name constraints take more than 32768 comparisons");
  }

  @Test
  void constraintsOfTheAnchorCountToo() {
    Pki.Authority anchor = excluding(pki.rootBuilder("Constrained"), 2).issueAuthority();
    List<Candidate> path =
        List.of(
            Candidate.of(anchor.client("svc").dns("a.example").issue().der()),
            Candidate.of(anchor.certificate()));
    assertThat(NameComparisons.count(path)).isEqualTo(128 * 3);
  }

  private static Pki.Authority constrained(Pki.Authority above, int kind) {
    return excluding(above.intermediateBuilder("Constrained"), kind).issueAuthority();
  }

  private static CertificateBuilder excluding(CertificateBuilder builder, int kind) {
    IntStream.range(0, 128).forEach(i -> builder.exclude(base(kind, i)));
    return builder;
  }

  private static GeneralName base(int kind, int number) {
    return new GeneralName(
        kind,
        switch (kind) {
          case GeneralName.directoryName -> "CN=excluded " + number;
          case GeneralName.iPAddress -> "10.0." + number + ".0/24";
          case GeneralName.rfc822Name -> "a@excluded" + number + ".example";
          default -> "excluded" + number + ".example";
        });
  }

  private static Pki.Held named(Pki.Authority issuer, int kind, int names) {
    CertificateBuilder builder = issuer.client("svc");
    for (int i = 0; i < names; i++) {
      builder.san(
          new GeneralName(
              kind,
              switch (kind) {
                case GeneralName.directoryName -> "CN=name " + i;
                case GeneralName.iPAddress -> "10.1." + i + ".1";
                case GeneralName.rfc822Name -> "a@name" + i + ".example";
                case GeneralName.uniformResourceIdentifier -> "https://name" + i + ".example/";
                default -> "name" + i + ".example";
              }));
    }
    return builder.issue();
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
  void aMaskThatIsNoPrefixIsMalformed(String octets, boolean good) {
    GeneralName range =
        new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(octets)));
    Pki.Authority constrained =
        root.intermediateBuilder("Constrained").exclude(range).issueAuthority();
    String flaw = ContentRules.flaw(Candidate.of(constrained.held().der()));
    if (good) {
      assertThat(flaw).isNull();
    } else {
      assertThat(flaw).contains("malformed extension 2.5.29.30");
    }
  }
}
