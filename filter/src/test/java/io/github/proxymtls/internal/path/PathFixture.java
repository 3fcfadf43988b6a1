package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** CAs and assertions for path results. */
abstract class PathFixture {

  static final String CLIENT_AUTH = KeyPurposeId.id_kp_clientAuth.getId();
  static final String SERVER_AUTH = KeyPurposeId.id_kp_serverAuth.getId();
  static final String ANY = KeyPurposeId.anyExtendedKeyUsage.getId();
  static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999");

  final Pki pki = Pki.create();
  final Instant now = Instant.now();
  final Pki.Authority root = pki.root("Root");
  final Pki.Authority issuing = root.intermediate("Issuing");

  static PathValidator trusting(Pki.Authority... anchors) {
    return trusting(ExtendedKeyUsageRule.CLIENT_AUTH, anchors);
  }

  static PathValidator trusting(ExtendedKeyUsageRule rule, Pki.Authority... anchors) {
    return PathValidator.of(certificates(anchors), List.of(), rule);
  }

  static List<X509Certificate> certificates(Pki.Authority... authorities) {
    return List.of(authorities).stream().map(Pki.Authority::certificate).toList();
  }

  PathResult validate(PathValidator validator, Pki.Held leaf) {
    return validator.validate(leaf.chain(), now);
  }

  PathResult validate(PathValidator validator, Pki.Held leaf, Pki.Authority... presented) {
    List<X509Certificate> all = new ArrayList<>(List.of(leaf.certificate()));
    all.addAll(certificates(presented));
    return validator.validate(all, now);
  }

  /** Compares by octets, because the JDK's factory may reject what is configured or presented. */
  PathResult validateDer(Pki.Authority anchor, Pki.Held leaf, Pki.Authority... presented) {
    PathValidator validator =
        PathValidator.of(
            List.of(ParsedCertificate.of(anchor.held().der()).toX509Certificate()),
            List.of(),
            ExtendedKeyUsageRule.CLIENT_AUTH);
    List<DecodedCertificate> others =
        Stream.of(presented).map(Pki.Authority::held).map(PathFixture::claimed).toList();
    return validator.validate(claimed(leaf), others, now);
  }

  private static DecodedCertificate claimed(Pki.Held held) {
    return new DecodedCertificate(held.der(), Certificate.getInstance(held.der()));
  }

  static PathSearch search(PathNode leaf, List<PathNode> bundle, Pki.Authority anchor) {
    Issuers configured = Issuers.of(certificates(anchor), List.of());
    return PathSearch.from(
        leaf, PathRules.client(ExtendedKeyUsageRule.CLIENT_AUTH), configured, bundle);
  }

  static void assertPath(PathResult result, Pki.Held leaf, Pki.Authority... above) {
    List<X509Certificate> expected = new ArrayList<>(List.of(leaf.certificate()));
    expected.addAll(certificates(above));
    assertThat(result).isInstanceOf(PathResult.Valid.class);
    assertThat(((PathResult.Valid) result).path()).isEqualTo(expected);
  }

  static void assertValid(PathResult result) {
    assertThat(result).isInstanceOf(PathResult.Valid.class);
  }

  static void assertRefused(PathResult result, Reason reason, String detail) {
    assertThat(result).isInstanceOf(PathResult.NoPath.class);
    Refusal refused = ((PathResult.NoPath) result).refusal();
    assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
    assertThat(refused.detail()).contains(detail);
  }

  static void assertKnown(PathResult result, boolean known) {
    assertThat(((PathResult.NoPath) result).issuerKnown()).isEqualTo(known);
  }
}
