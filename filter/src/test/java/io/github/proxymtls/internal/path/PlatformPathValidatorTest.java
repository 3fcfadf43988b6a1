package io.github.proxymtls.internal.path;

import static io.github.proxymtls.testing.NamedCertificate.alternative;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which results of the JDK's validator apply if issuers have name constraints. */
@Tag("slow")
class PlatformPathValidatorTest extends PathFixture {

  /** Creates a CA whose common name is one word, which the JDK treats as a DNS name. */
  private final Pki.Authority word =
      root.intermediateBuilder("Constrained")
          .permit(alternative("dns example.com"))
          .issueAuthority()
          .intermediate("Word");

  @TempDir Path folder;

  private static List<X509Certificate> path(Pki.Authority anchor, Pki.Held leaf) {
    List<X509Certificate> path = new ArrayList<>(leaf.chain());
    path.add(anchor.certificate());
    return path;
  }

  private static @Nullable Refusal invalidity(List<X509Certificate> path, Instant now) {
    List<PathNode> nodes = path.stream().map(ParsedCertificate::of).map(PathNode::leaf).toList();
    return PlatformPathValidator.invalidity(nodes, inputs -> {}, now);
  }

  @Test
  void acceptsConstraintsThatTheJdkMisreads() {
    assertThat(invalidity(path(root, word.client("svc").issue()), now)).isNull();
  }

  @Test
  void appliesRefusalBelowANameConstrainedIssuer() {
    for (CertificateBuilder refused :
        List.of(
            word.client("svc").expired(),
            word.client("svc").extension(UNKNOWN, true, DERNull.INSTANCE))) {
      assertThat(invalidity(path(root, refused.issue()), now)).isNotNull();
    }
    List<X509Certificate> path = path(root, word.client("svc").issue());
    path.set(0, issuing.client("svc").issue().certificate());
    assertThat(invalidity(path, now)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"email", "uri"})
  void issuerThatTheJdkCannotParseIsTheAnchorOfTheNextPart(String base) {
    for (CertificateBuilder builder :
        List.of(
            root.intermediateBuilder("Constrained"),
            root.intermediateBuilder("Constrained").rsa(2048),
            root.intermediateBuilder("Constrained").ed25519())) {
      Pki.Authority issuer = builder.permit(alternative(base)).issueAuthority();
      assertValid(validateDer(root, issuer.client("svc").issue(), issuer));
      assertThat(
              invalidity(
                  List.of(
                      issuer.client("svc").expired().issue().certificate(),
                      ParsedCertificate.of(issuer.held().der()).toX509Certificate(),
                      root.certificate()),
                  now))
          .isNotNull();
    }
    Pki.Authority anchor = pki.rootBuilder("Root").permit(alternative(base)).issueAuthority();
    assertValid(validateDer(anchor, anchor.client("svc").issue()));
  }

  /** The JDK reads {@code jdk.certpath.disabledAlgorithms} only once, when it starts. */
  @Test
  void rejectsDisabledAlgorithmBelowANameConstrainedIssuer() throws Exception {
    Pki.Authority anchor = pki.rootBuilder("Root").ec("secp384r1").issueAuthority();
    Pki.Authority constrained =
        anchor
            .intermediateBuilder("Constrained")
            .ec("secp384r1")
            .permit(alternative("dns example.com"))
            .issueAuthority();
    Pki.Authority lowest = constrained.intermediateBuilder("Word").ec("secp384r1").issueAuthority();
    assertThat(judged(anchor, lowest.client("svc").ec("secp384r1").issue())).isEqualTo("valid");
    assertThat(judged(anchor, lowest.client("svc").issue()))
        .startsWith(Reason.CERTIFICATE_UNTRUSTED.code())
        .contains("rejected by the JDK");
  }

  private String judged(Pki.Authority anchor, Pki.Held leaf)
      throws IOException, InterruptedException {
    Path security = folder.resolve("java.security");
    Files.writeString(security, "jdk.certpath.disabledAlgorithms=EC keySize < 384\n");
    Path file = folder.resolve("path.pem");
    Files.writeString(file, leaf.chainPem() + anchor.held().certificatePem());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.security.properties=" + security,
                "-cp",
                System.getProperty("java.class.path"),
                PathJudge.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
