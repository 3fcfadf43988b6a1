package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jol.info.GraphLayout;

/** The weight of the cache, compared with the measured size of its objects. */
@Tag("slow")
class CertificateMemoryTest extends PipelineFixture {

  private static final int SOME = 16;
  private static final Pki.Authority ISSUING = ROOT.intermediate("Issuing");

  /** All their paths share the issuer. Where it is forwarded, each weighs it all the same. */
  private static final Set<Shape> BELOW_INTERMEDIATE =
      Set.of(Shape.BELOW_AN_INTERMEDIATE, Shape.WITH_ITS_CHAIN);

  private static final KeyPair RSA_KEYS = ROOT.client("svc").rsa(2048).issue().keys();

  static {
    // The fields of records and lambdas can be read no other way.
    System.setProperty("jol.magicFieldOffset", "true");
  }

  /** Contents that are common, or that take much memory for few octets. */
  enum Shape {
    PLAIN,
    BELOW_AN_INTERMEDIATE,
    WITH_ITS_CHAIN,
    RSA,
    DNS,
    URIS,
    ADDRESSES,
    LONG_SUBJECT,
    LARGE_EXTENSION
  }

  private static Pki.Held issue(Shape shape) {
    CertificateBuilder builder =
        (BELOW_INTERMEDIATE.contains(shape) ? ISSUING : ROOT).client("svc");
    return switch (shape) {
      case PLAIN, BELOW_AN_INTERMEDIATE, WITH_ITS_CHAIN -> builder.issue();
      case RSA -> builder.keys(RSA_KEYS).issue();
      case DNS -> builder.dns("a.example.com").dns("b.example.com").issue();
      case URIS -> many(i -> builder.uri("a:b")).issue();
      case ADDRESSES -> many(i -> builder.ip("10.0.0.1")).issue();
      case LONG_SUBJECT -> builder.subject("OU=a,".repeat(31) + "CN=a").issue();
      case LARGE_EXTENSION -> extended(builder).issue();
    };
  }

  private static CertificateBuilder many(IntFunction<CertificateBuilder> add) {
    return IntStream.range(0, 128).mapToObj(add).reduce((first, last) -> last).orElseThrow();
  }

  private static CertificateBuilder extended(CertificateBuilder builder) {
    return builder.extension(
        new ASN1ObjectIdentifier("1.3.6.1.4.1.99999"), false, new DEROctetString(new byte[9000]));
  }

  @ParameterizedTest
  @EnumSource
  void weighsCertificatesOfTheHandshakeAsTheirMemory(Shape shape) throws IOException {
    assertWeighed(pipeline(direct()), held -> tls(held.chain()), shape);
  }

  @ParameterizedTest
  @EnumSource
  void weighsCertificatesOfHeadersAsTheirMemory(Shape shape) throws IOException {
    if (shape == Shape.WITH_ITS_CHAIN) {
      Pipeline pipeline = pipeline(Map.of("format", "rfc9440"));
      assertWeighed(pipeline, CertificateMemoryTest::withChain, shape);
      return;
    }
    Pipeline pipeline = pipeline(Map.of("client.intermediates", file("i.pem", ISSUING.pem())));
    assertWeighed(pipeline, held -> proxy().with(held), shape);
  }

  private static Facts withChain(Pki.Held held) {
    return proxy().and("Client-Cert", item(held)).and("Client-Cert-Chain", item(ISSUING.held()));
  }

  private static String item(Pki.Held held) {
    return ":" + Base64.getEncoder().encodeToString(held.der()) + ":";
  }

  /**
   * Half of the certificates are never read by an application. The first ones bring what all share.
   */
  private void assertWeighed(Pipeline pipeline, Function<Pki.Held, Facts> request, Shape shape) {
    present(pipeline, request, shape);
    long kept = measured();
    long weight = caches.accepted().weight();
    present(pipeline, request, shape);

    assertThat(caches.accepted().size()).isEqualTo(2 * SOME);
    kept = measured() - kept;
    assertThat(kept / (double) (caches.accepted().weight() - weight))
        .isBetween(BELOW_INTERMEDIATE.contains(shape) ? 0.5 : 0.75, 1.25);
  }

  private static void present(Pipeline pipeline, Function<Pki.Held, Facts> request, Shape shape) {
    for (int i = 0; i < SOME; i++) {
      Pki.Held held = issue(shape);
      Decision decision = pipeline.decide(EndpointKind.PLAIN, request.apply(held));
      assertThat(decision).isInstanceOf(Decision.Accepted.class);
      if (i % 2 == 0) {
        ((Decision.Accepted) decision).client().chain().forEach(CertificateMemoryTest::use);
      }
    }
  }

  private long measured() {
    return GraphLayout.parseInstance(caches.accepted()).totalSize();
  }

  /** As applications do: much of a certificate is made when it is asked for, and kept. */
  private static void use(X509Certificate certificate) {
    try {
      assertThat(certificate.getSubjectAlternativeNames()).isNotEqualTo(List.of());
      assertThat(certificate.getExtendedKeyUsage()).isNotEqualTo(List.of());
      assertThat(certificate.getEncoded()).isNotEmpty();
      assertThat(certificate.getTBSCertificate()).isNotEmpty();
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
    assertThat(certificate.toString()).isNotEmpty();
    assertThat(certificate.hashCode()).isEqualTo(certificate.hashCode());
    assertThat(certificate.getSubjectX500Principal().getName()).isNotNull();
    assertThat(certificate.getIssuerX500Principal().getName()).isNotNull();
    assertThat(certificate.getPublicKey().getEncoded()).isNotEmpty();
    assertThat(certificate.getCriticalExtensionOIDs()).isNotEmpty();
  }
}
