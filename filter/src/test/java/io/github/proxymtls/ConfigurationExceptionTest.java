package io.github.proxymtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.Given;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationExceptionTest {

  @TempDir private Path folder;

  @Test
  void reportsEveryProblemWithPlaceAndFix() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("proxymtls.properties"),
            """
            proxymtls.format=nginx
            proxymtls.header.certifcate=ssl-client-cert
            proxymtls.client.certificate=want
            proxymtls.client.revocation.methods=ldap
            proxymtls.proxy.authentication=address
            proxymtls.proxy.address.allow=10.0.0.0/8
            """);
    Problems problems = new Problems();
    Settings settings =
        Settings.read(
            List.of(),
            Map.of("proxymtls.config", file.toString()),
            Map.of("PROXYMTLS_REPORT_ONLY", "yes"),
            problems);
    assertThat(ConfigurationReader.read(settings, InCode.NOTHING, problems)).isNull();

    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            proxymtls cannot start, 6 problems with its configuration:

            [unknown-key] nothing reads this key
                at  'proxymtls.header.certifcate', set in FILE:2
                fix did you mean proxymtls.header.certificate?

            [insecure] an address alone is weak: smuggled requests come from the proxy's address
                at  proxymtls.proxy.authentication, set in FILE:5
                fix list basic or mtls as well; or set proxymtls.proxy.insecure-address-only=true

            [invalid-value] 'want' is not a value of this key
                at  proxymtls.client.certificate, set in FILE:3
                fix use one of required, optional

            [required] proxymtls.client.trust-anchors is not set; the filter validates certificates against trust anchors
                at  proxymtls.client.trust-anchors (not set)
                fix name the PEM file of the CAs that issue the clients' certificates

            [invalid-value] 'ldap' is not a value of this key
                at  proxymtls.client.revocation.methods, set in FILE:4
                fix use some of off, ocsp, crl

            [invalid-value] 'yes' is neither true nor false
                at  proxymtls.report-only, set in the environment variable PROXYMTLS_REPORT_ONLY
                fix write true or false
            """
                .replace("FILE", file.toString()));
  }

  @Test
  void countsOneProblem() {
    Problems problems = new Problems(Map.of("k", "there"));
    problems.add("code", "k", "what", "do");

    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            """
            proxymtls cannot start, 1 problem with its configuration:

            [code] what
                at  k, set in there
                fix do
            """);
  }

  @Test
  void throwsNothingWithoutAProblem() {
    Problems problems = new Problems(Map.of());
    problems.warn("code", "k", "what", "do");

    problems.throwIfAny();
    assertThat(problems.warnings())
        .containsExactly(new Problem("code", "what", "k (not set)", "do"));
  }

  @Test
  void startsAgainWithTheSameOrigins() {
    Problems problems = new Problems(Map.of("k", "there"));
    problems.add("code", "k", "what", "do");
    problems.warn("code", "k", "what", "do");

    Problems next = problems.afresh();
    assertThat(next.list()).isEmpty();
    assertThat(next.warnings()).isEmpty();
    next.add("code", "k", "what", "do");
    assertThat(next.list()).isEqualTo(problems.list());
  }

  @Test
  void findsTheOriginOfANumberedKey() {
    Problems problems = new Problems(Map.of("k.1", "there"));
    problems.add("code", "k", "what", "do");

    assertThat(problems.list().get(0).where()).isEqualTo("k, set in there");
  }

  @Test
  void showsAtMost64EscapedCharactersOfAValue() {
    Given.Read read = Given.nginx().with("client.certificate", "a".repeat(64)).read();
    assertThat(read.problems().list().get(0).what())
        .isEqualTo("'" + "a".repeat(64) + "' is not a value of this key");

    read = Given.nginx().with("client.certificate", "a".repeat(65)).read();
    assertThat(read.problems().list().get(0).what())
        .isEqualTo("'" + "a".repeat(64) + "...' is not a value of this key");

    read = Given.nginx().with("client.certificate", "\u202e\u00e4").read();
    assertThat(read.problems().list().get(0).what())
        .isEqualTo("'\\u202e\\u00e4' is not a value of this key");
  }

  @Test
  void escapesEveryPartOfAProblem() {
    Problem problem = new Problem("code", "a\nb", "c\r\nd\u2028", "e\u001b[0m\u202e");

    assertThat(problem.toString().lines())
        .containsExactly(
            "[code] a\\u000ab", "    at  c\\u000d\\u000ad\\u2028", "    fix e\\u001b[0m\\u202e");
  }

  @Test
  void neverShowsASecret() {
    Problems problems = new Problems();
    Settings settings =
        Settings.read(
            List.of(),
            Map.of(
                "proxymtls.proxy.basic.password-hash", "hunter2\u0001",
                "proxymtls.proxy.basic.password", "hunter2",
                "proxymtls.binding.introspection.client-secret-file", "hunter2"),
            Map.of("PROXYMTLS_PASSWORD", "hunter2"),
            problems);
    ConfigurationReader.read(settings, InCode.NOTHING, problems);

    assertThat(problems.list()).hasSizeGreaterThan(3);
    assertThat(problems.list().toString() + problems.warnings()).doesNotContain("hunter2");
  }

  @Test
  void keepsItsProblemsWhenSerialized() throws IOException, ClassNotFoundException {
    Problem problem = new Problem("code", "what", "where", "fix");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ConfigurationException(List.of(problem)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((ConfigurationException) in.readObject()).problems()).containsExactly(problem);
    }
  }
}
