package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CertPolicyId;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemCertificatesTest {

  private static final String KEY = "proxymtls.client.trust-anchors";

  @TempDir private Path folder;

  private final Pki pki = Pki.create();
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Authority other = pki.root("Other");
  private final Problems problems = new Problems(Map.of(KEY, "test.properties"));

  private List<X509Certificate> anchors(String pem) throws IOException {
    Path file = folder.resolve("anchors.pem");
    Files.write(file, pem.getBytes(StandardCharsets.UTF_8));
    return PemCertificates.anchors(new Resource(KEY, file.toString(), file), problems);
  }

  private void assertProblem(String pem, String code, String what) throws IOException {
    assertThat(anchors(pem)).isNull();
    List<Problem> list = problems.list();
    Problem last = list.get(list.size() - 1);
    assertThat(last.code()).isEqualTo(code);
    assertThat(last.what()).contains(what);
    assertThat(last.where()).isEqualTo(KEY + ", set in test.properties");
  }

  @Test
  void readsEveryCertificateInOrder() throws IOException {
    assertThat(anchors(root.pem() + other.pem()))
        .containsExactly(root.certificate(), other.certificate());
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void ignoresTextBetweenTheBlocks() throws IOException {
    String pem =
        "# Müller's\nsubject=CN = Root\n\n" + root.pem() + "\n0 s:CN = Other\n" + other.pem();
    assertThat(anchors(pem)).hasSize(2);
    assertThat(anchors(root.pem().replace("\n", "\r\n"))).hasSize(1);
    assertThat(anchors(root.pem().stripTrailing())).hasSize(1);
  }

  @Test
  void acceptsAnchorThatIsNotValidAtPresent() throws IOException {
    assertThat(anchors(pki.rootBuilder("Old").expired().issueAuthority().pem())).hasSize(1);
  }

  @Test
  void reportsFileWithoutCertificates() throws IOException {
    assertProblem("", "no-certificates", "no certificate");
    assertProblem("nothing here\n", "no-certificates", "no certificate");
  }

  @Test
  void reportsMissingFile() {
    Path file = folder.resolve("missing.pem");
    Resource missing = new Resource(KEY, file.toString(), file);
    assertThat(PemCertificates.intermediates(missing, problems)).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("unreadable-file");
    assertThat(problems.list().get(0).what())
        .isEqualTo(file + " cannot be read: it does not exist");
  }

  @Test
  void reportsBlockWithAnotherLabel() throws IOException {
    assertProblem(
        root.pem() + root.pem().replace("CERTIFICATE", "PUBLIC KEY"),
        "invalid-pem",
        "is not -----BEGIN CERTIFICATE");
    assertProblem(
        root.pem().replace(" CERTIFICATE", " TRUSTED CERTIFICATE"), "invalid-pem", "line 1 is not");
  }

  @Test
  void reportsPrivateKeyWithItsFileButWithoutItsContent() throws IOException {
    String key = root.held().privateKeyPem();
    String what = folder.resolve("anchors.pem") + ": line %d begins a private key";
    assertProblem(key, "invalid-pem", what.formatted(1));
    assertProblem(root.pem() + key, "invalid-pem", what.formatted(root.pem().lines().count() + 1));
    List<String> kinds = List.of("RSA", "EC", "ENCRYPTED", "OPENSSH");
    for (int i = 0; i < kinds.size(); i++) {
      String pem = "\n".repeat(i + 1) + key.replace("PRIVATE KEY", kinds.get(i) + " PRIVATE KEY");
      assertProblem(pem, "invalid-pem", what.formatted(i + 2));
    }
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    assertProblem("\n\n\n" + parameters + key, "invalid-pem", what.formatted(7));
    assertThat(problems.list().toString()).doesNotContain(key.lines().toList().get(1));
    assertThat(problems.list())
        .extracting(Problem::fix)
        .containsOnly("use a PEM file with CA certificates only and complete CERTIFICATE blocks");
  }

  @Test
  void reportsMalformedBlock() throws IOException {
    String pem = root.pem();
    String end = "-----END CERTIFICATE-----";
    assertProblem(pem.replace(end, ""), "invalid-pem", "line 1 has no end");
    assertProblem(pem.replace(end, "") + other.pem(), "invalid-pem", "is not " + end);
    assertProblem(end + "\n" + pem, "invalid-pem", "line 1 is not");
    assertProblem(" " + pem, "invalid-pem", "line 1 is not");
    assertProblem("\ufeff" + pem, "invalid-pem", "line 1 begins with a byte order mark");
    assertProblem(pem.replaceFirst("M", "*"), "invalid-ca-certificate", "at line 1");
    assertProblem(pem.replaceFirst("\n", "\n\nAAAA"), "invalid-ca-certificate", "at line 1");
    assertProblem(pem.replaceFirst("\n[^-]*", "\n\n"), "invalid-ca-certificate", "at line 1");
  }

  @Test
  void rejectsFileWithOneInvalidCertificate() throws IOException {
    assertProblem(
        root.pem() + root.client("svc").issue().certificatePem(),
        "invalid-ca-certificate",
        "not a CA");
  }

  @Test
  void reportsCertificateThatIsNotACa() throws IOException {
    assertProblem(
        pki.rootBuilder("x").ca(false).issue().certificatePem(),
        "invalid-ca-certificate",
        "not a CA");
    assertProblem(
        pki.rootBuilder("x").keyUsage(KeyUsage.cRLSign).issue().certificatePem(),
        "invalid-ca-certificate",
        "not a CA");
    assertThat(anchors(pki.rootBuilder("x").noKeyUsage().issue().certificatePem())).hasSize(1);
  }

  @Test
  void reportsCaWithAWeakKey() throws IOException {
    assertProblem(
        pki.rootBuilder("x").rsa(1024).issue().certificatePem(),
        "invalid-ca-certificate",
        "RSA key of 1024 bits");
  }

  @Test
  void reportsCaWithAMalformedKey() throws Exception {
    BigInteger divisibleBySmallPrimes = BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE);
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(divisibleBySmallPrimes, BigInteger.valueOf(65537)));
    KeyPair keys = new KeyPair(key, root.privateKey());
    assertProblem(
        root.intermediateBuilder("x").keys(keys).issue().certificatePem(),
        "invalid-ca-certificate",
        "malformed key");
  }

  @Test
  void reportsAnchorWithMalformedNameConstraints() throws IOException {
    assertProblem(
        pki.rootBuilder("x")
            .extension(Extension.nameConstraints, true, DERNull.INSTANCE)
            .issue()
            .certificatePem(),
        "invalid-ca-certificate",
        "2.5.29.30");
  }

  /** RFC 5937 section 3 has no inputs for these extensions. */
  @Test
  void reportsAnchorWithAnUnsupportedExtension() throws IOException {
    CertPolicyId policy = CertPolicyId.getInstance(new ASN1ObjectIdentifier("1.2.3"));
    PolicyMappings mappings = new PolicyMappings(policy, policy);
    for (boolean critical : new boolean[] {true, false}) {
      assertProblem(
          pki.rootBuilder("x")
              .extension(Extension.policyMappings, critical, mappings)
              .issue()
              .certificatePem(),
          "invalid-ca-certificate",
          "a trust anchor must not have the extension policyMappings (2.5.29.33)");
    }
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999");
    assertProblem(
        pki.rootBuilder("x").extension(unknown, true, DERNull.INSTANCE).issue().certificatePem(),
        "invalid-ca-certificate",
        "1.3.6.1.4.1.99999, which is critical and unknown");
    assertThat(
            anchors(
                pki.rootBuilder("x")
                    .extension(unknown, false, DERNull.INSTANCE)
                    .issue()
                    .certificatePem()))
        .hasSize(1);
  }

  @Test
  void reportsCaWithAMalformedName() throws IOException {
    assertProblem(pki.root("a\nb").pem(), "invalid-ca-certificate", "a control character");
    assertProblem(
        pki.rootBuilder("x").email("a").issue().certificatePem(),
        "invalid-ca-certificate",
        "not a mailbox");
  }
}
