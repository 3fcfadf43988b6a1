package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests {@link PathValidator} with weak algorithms and hostile input. */
@Tag("slow")
class PathHostilityTest extends PathFixture {

  // Algorithms.

  @Test
  void rejectsWeakSignatureOnTheLeaf() {
    Pki.Authority rsa = pki.rootBuilder("RSA").rsa(2048).issueAuthority();
    assertValid(validate(trusting(rsa), rsa.client("svc").issue()));
    PathResult result =
        validate(trusting(rsa), rsa.client("svc").signedWith("SHA1withRSA").issue());
    assertRefused(result, Reason.CERTIFICATE_ALGORITHM, "the leaf: signature algorithm 1.2.840");
    assertKnown(result, true);
  }

  @Test
  void rejectsWeakSignatureOnAnIntermediate() {
    Pki.Authority weak =
        root.intermediateBuilder("Weak").signedWith("SHA1withECDSA").issueAuthority();
    assertRefused(
        validate(trusting(root), weak.client("svc").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "certificate 1 above the leaf: signature algorithm");
  }

  @Test
  void acceptsWeakSignatureOnTheAnchor() {
    Pki.Authority old = pki.rootBuilder("Old").rsa(2048).signedWith("SHA1withRSA").issueAuthority();
    assertValid(validate(trusting(old), old.client("svc").issue()));
  }

  @Test
  void rejectsWeakKeyOfTheLeaf() {
    assertRefused(
        validate(trusting(root), issuing.client("svc").rsa(1024).issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "the leaf: RSA key of 1024 bits");
  }

  @Test
  void rejectsWeakKeyOfAnIntermediate() {
    Pki.Authority weak = root.intermediateBuilder("Weak").rsa(1024).issueAuthority();
    PathResult result = validate(trusting(root), weak.client("svc").issue());
    assertRefused(
        result, Reason.CERTIFICATE_ALGORITHM, "certificate 1 above the leaf: RSA key of 1024 bits");
    assertKnown(result, true);
  }

  @Test
  void neverBuildsLargeKeyOfAForwardedIntermediate() {
    assertRefused(
        validate(trusting(root), withKey(4096).client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "no path");
    for (int bits : new int[] {4097, 12307}) {
      assertRefused(
          validate(trusting(root), withKey(bits).client("svc").issue()),
          Reason.CERTIFICATE_ALGORITHM,
          "1 above the leaf: RSA key of " + bits + " bits");
    }
  }

  @Test
  void configuredIntermediateMayHaveALargerKey() {
    Pki.Authority large = withKey(8192);
    PathValidator validator =
        PathValidator.of(certificates(root), certificates(large), ExtendedKeyUsageRule.CLIENT_AUTH);
    Pki.Held leaf = large.client("svc").issue();
    assertRefused(validate(validator, leaf, large), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  /** Its certificate has a different key, so that no signature below it can be verified. */
  private Pki.Authority withKey(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.valueOf(189));
    RSAPublicKeySpec spec = new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537));
    try {
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(spec);
      KeyPair keys = new KeyPair(key, issuing.privateKey());
      return root.intermediateBuilder("Large").keys(keys).issueAuthority();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void acceptsEveryAllowedKindOfKey() {
    List<Pki.Authority> authorities =
        List.of(
            pki.rootBuilder("RSA").rsa(2048).issueAuthority(),
            pki.rootBuilder("EC").ec("secp521r1").issueAuthority(),
            pki.rootBuilder("Ed").ed25519().issueAuthority());
    for (Pki.Authority authority : authorities) {
      Pki.Authority middle =
          authority.intermediateBuilder("Middle").ec("secp384r1").issueAuthority();
      assertValid(validate(trusting(authority), middle.client("svc").ed25519().issue()));
    }
    Pki.Authority rsa = authorities.get(0);
    assertValid(
        validate(trusting(rsa), rsa.client("svc").signedWith("SHA256withRSAandMGF1").issue()));
    assertRefused(
        validate(trusting(rsa), rsa.client("svc").signedWith("SHA1withRSAandMGF1").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "RSASSA-PSS");
  }

  @Test
  void rejectsForgedSignature() {
    Pki.Held leaf = issuing.client("svc").issue();
    byte[] der = leaf.der();
    der[der.length - 1] ^= 1;
    PathResult result =
        trusting(issuing)
            .validate(new DecodedCertificate(der, Certificate.getInstance(der)), List.of(), now);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "");
  }

  // Hostile input.

  @Test
  void everyLimitIsAppliedBeforeTheWorkThatItLimits() {
    Pki.Authority loop = pki.root("Loop");
    List<PathNode> bundle = bundleOf(loop);
    PathNode leaf = PathNode.leaf(ParsedCertificate.of(loop.client("svc").issue().der()));

    PathSearch trusted = search(leaf, bundle, loop);
    PathSearch namesake = search(leaf, bundle, pki.root("Loop"));
    PathSearch unrelatedSearch = search(leaf, bundle, root);

    assertThat(trusted.exhausted()).isTrue();
    assertThat(trusted.signatures()).isEqualTo(Links.MAXIMUM_SIGNATURES);
    assertThat(trusted.paths()).hasSizeBetween(1, PathSearch.MAXIMUM_PATHS);
    assertThat(namesake.signatures()).isEqualTo(bundle.size() + 1);
    assertThat(unrelatedSearch.signatures()).isZero();
    assertThat(List.of(namesake, unrelatedSearch))
        .allSatisfy(
            search -> {
              assertThat(search.known()).isFalse();
              assertThat(search.exhausted()).isFalse();
              assertThat(search.paths()).isEmpty();
            });
  }

  @Test
  void validatesOnlySomeOfManyInvalidPaths() {
    Pki.Authority loop =
        pki.rootBuilder("Loop")
            .exclude(new GeneralName(GeneralName.directoryName, new X500Name("CN=svc")))
            .issueAuthority();
    List<X509Certificate> presented =
        new ArrayList<>(List.of(loop.client("svc").issue().certificate()));
    for (PathNode node : bundleOf(loop)) {
      presented.add(node.certificate().toX509Certificate());
    }
    PathResult result = trusting(loop).validate(presented, now);
    assertRefused(result, Reason.CERTIFICATE_UNTRUSTED, "path-search-limit");
    assertKnown(result, true);
  }

  /** Ten certificates with the same name and key, so that each could have issued every other. */
  private List<PathNode> bundleOf(Pki.Authority authority) {
    return IntStream.range(0, 10)
        .mapToObj(i -> pki.rootBuilder("Loop").keys(authority.held().keys()).issueAuthority())
        .map(again -> PathNode.forwarded(ParsedCertificate.of(again.held().der())))
        .toList();
  }

  @Test
  void concurrentRequestsGetTheirOwnAnswers() {
    Pki.Held first = issuing.client("first").issue();
    Pki.Held second = root.client("second").issue();
    PathValidator validator = trusting(root);
    IntStream.range(0, 400)
        .parallel()
        .forEach(
            i -> {
              if (i % 2 == 0) {
                assertPath(validate(validator, first), first, issuing, root);
              } else {
                assertPath(validate(validator, second), second, root);
              }
            });
  }

  @Test
  void rejectsEmptyChain() {
    assertRefused(trusting(root).validate(List.of(), now), Reason.CERTIFICATE_UNTRUSTED, "");
  }

  @Test
  void rejectsALeafWhoseKeyIsNotAPointOfItsCurve() {
    KeyPair made = root.client("svc").ec("secp256r1").issue().keys();
    byte[] encoded = made.getPublic().getEncoded();
    encoded[encoded.length - 1] ^= 1;
    KeyPair invalid = new KeyPair(encoded("EC", encoded), made.getPrivate());
    assertRefused(
        validateDer(root, root.client("svc").keys(invalid).issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "malformed key");
  }

  private static PublicKey encoded(String algorithm, byte[] info) {
    return new PublicKey() {
      @Override
      public String getAlgorithm() {
        return algorithm;
      }

      @Override
      public String getFormat() {
        return "X.509";
      }

      @Override
      public byte[] getEncoded() {
        return info.clone();
      }
    };
  }

  @Test
  void noNetworkAccessIsCausedByCertificateContent() throws IOException {
    try (ServerSocket tripwire = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String authority = "127.0.0.1:" + tripwire.getLocalPort();
      Pki.Authority pointing =
          pointing(root.intermediateBuilder("Pointing"), authority).issueAuthority();
      Pki.Held trusted = pointing(pointing.client("svc"), authority).issue();
      Pki.Held unrelated = pointing(pki.root("Foreign").client("svc"), authority).issue();
      Pki.Held gap = pointing(issuing.client("svc"), authority).issue();
      assertValid(validate(trusting(root), trusted));
      assertRefused(validate(trusting(root), unrelated), Reason.CERTIFICATE_UNTRUSTED, "");
      assertRefused(
          validate(trusting(root), gap, new Pki.Authority[0]), Reason.CERTIFICATE_UNTRUSTED, "");
      tripwire.setSoTimeout(300);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(tripwire::accept);
    }
  }

  private static CertificateBuilder pointing(CertificateBuilder builder, String authority) {
    return builder
        .crl("http://" + authority + "/crl")
        .ocsp("http://" + authority + "/ocsp")
        .caIssuers("ldap://" + authority + "/cn=ca?cACertificate")
        .caIssuers("http://" + authority + "/ca");
  }
}
