package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DoctorConfigCommandTest {

  @TempDir private Path folder;
  private DoctorFiles files;

  @BeforeEach
  void makeFiles() {
    files = new DoctorFiles(folder);
  }

  private DoctorRun run(String... more) {
    return of(files.config(), more);
  }

  private static DoctorRun of(String config, String... more) {
    List<String> arguments = new ArrayList<>(List.of("config", config));
    arguments.addAll(Arrays.asList(more));
    return DoctorRun.of("", arguments.toArray(String[]::new));
  }

  @Test
  void showsEachValueWithItsOrigin() {
    DoctorRun run = run();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("key         proxymtls.format=nginx")
        .contains("origin: " + files.path("proxymtls.properties") + ":1")
        .contains("proxymtls.limits.header-length: 32KB")
        .contains("certificate: ssl-client-cert", "credential: Proxy-Authorization")
        .contains("expiry      the trust anchor 'CN=Example Root'");
  }

  @Test
  void showsAllProblemsAndTheValues() {
    files.with("client.trust-anchors", "missing.pem").with("client.pricipal", "none");
    DoctorRun run = run();
    assertThat(run.status()).isEqualTo(78);
    assertThat(run.out())
        .contains("key         proxymtls.format=nginx")
        .contains("code: unreadable-file", "code: unknown-key")
        .contains("fix: did you mean proxymtls.client.principal?");
  }

  @Test
  void reportsAPrivateKeyAsTrustAnchorsBesideAWrongFormat() {
    files.write("ca.key", files.client.privateKeyPem());
    files.with("client.trust-anchors", "ca.key").with("format", "ngnix");
    DoctorRun run = run();
    assertThat(run.status()).isEqualTo(78);
    assertThat(run.out())
        .contains("'ngnix' is not a value of this key", "code: invalid-pem")
        .contains("ca.key: line 1 begins a private key");
  }

  @Test
  void hidesTheHashOfAnInlineUser() {
    files
        .without("proxy.basic.users-file")
        .with("proxy.basic.user", "edge-1")
        .with("proxy.basic.password-hash", "$2y$10$" + "x".repeat(53));
    assertThat(run().out())
        .contains("proxymtls.proxy.basic.password-hash=(hidden)")
        .doesNotContain("$2y$10$");
  }

  @Test
  void hidesUserInformationInAUrl() {
    files.with("binding.token-jwks-uri", "https://u:xSECRETx@jwks.example/");
    assertThat(run().out()).contains("https://(hidden)@jwks").doesNotContain("SECRET");
  }

  @Test
  void ignoresTheEnvironmentOfThisMachine() {
    System.setProperty("proxymtls.format", "envoy");
    try {
      assertThat(run().out()).contains("proxymtls.format=nginx").doesNotContain("envoy");
    } finally {
      System.clearProperty("proxymtls.format");
    }
  }

  @Test
  void readsYamlOfSpringBoot() {
    String yaml =
        files.write(
            "application.yml",
            """
            proxymtls:
              enabled: true
              format: nginx
              proxy: {authentication: basic, basic: {usersFile: %s}}
              client:
                trust_anchors: %s
                revocation: {methods: "off"}
            """
                .formatted(files.path("users"), files.path("ca.pem")));
    DoctorRun run = of(yaml);
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("proxymtls.client.trust-anchors=" + files.path("ca.pem"))
        .contains("application.yml]");
  }

  @Test
  void saysThatYamlNeedsQuotesAroundOff() {
    String yaml =
        files.write(
            "application.yml",
            """
            proxymtls:
              enabled: true
              client: {revocation: {methods: off}}
            """);
    DoctorRun run = of(yaml);
    assertThat(run.status()).isEqualTo(78);
    assertThat(run.out()).contains("quote");
  }

  @Test
  void saysWhichCaHasNoCrl() {
    files.write("root.crl", files.root.crl().pem());
    files.with("client.revocation.methods", "crl").with("client.revocation.crls", "root.crl");
    DoctorRun run = run();
    assertThat(run.out())
        .contains("the CA 'CN=Example Root' has a CRL in the files")
        .contains("no CRL of the CA 'CN=Example Issuing CA' is in use", "code: crl-missing");
    assertThat(run.status()).isZero();
  }

  @Test
  void saysWhatHasExpired() {
    Instant past = Instant.now().minus(Duration.ofDays(2));
    files.write(
        "all.crl",
        files.root.crl().pem()
            + files.issuing.crl().thisUpdate(past).nextUpdate(past.plusSeconds(60)).pem());
    files.with("client.revocation.methods", "crl").with("client.revocation.crls", "all.crl");
    assertThat(run().out()).contains("the CRL 'CN=Example Issuing CA' expired at", "code: expired");
  }

  @Test
  void saysWhetherTheCredentialMatchesAUser() {
    DoctorRun run = run("--credential-file", files.path("credential"));
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("credential  matches the user edge-1");
    String wrong = files.write("wrong", "edge-1:xSECRETx\n");
    run = run("--credential-file", wrong);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("matches no user", "wrong password of user edge-1")
        .doesNotContain("SECRET");
  }

  @Test
  void comparesTheLimitOfTheContainer() {
    assertThat(run("--container", "tomcat").out())
        .contains("tomcat by default rejects more than 8192 bytes")
        .contains("fix: set maxHttpRequestHeaderSize=\"106496\" at the Connector");
    assertThat(run("--container", "undertow").out()).contains("enough for the filter");
    assertThat(run("--container", "netty").status()).isEqualTo(2);
  }

  @Test
  void missingFileIsAProblem() {
    assertThat(of(files.path("none.properties")).status()).isEqualTo(78);
    assertThat(of(files.path("none.yml"), "--json").json()).containsEntry("exitStatus", 78L);
  }

  @Test
  void whatTheApplicationGivesInCodeIsNoProblem() {
    files.with("binding.client-authentication", "/oauth2/token");
    assertThat(run().status()).isZero();
    files.with("binding.jdbc.query", "select metadata from clients where client_id = ?");
    assertThat(run().status()).isZero();
    files.with("binding.jdbc.data-source", "java:comp/env/jdbc/clients");
    assertThat(run().status()).isZero();
    files.with("binding.protected-resources", "/api/*").with("client.self-signed", "pinned");
    assertThat(run().status()).isZero();
  }
}
