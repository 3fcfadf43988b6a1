package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorHeaderCommandTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Held CLIENT =
      ROOT.client("svc").subject("CN=svc,O=M\u00fcller AG,C=XX").uri("spiffe://x/svc").issue();

  private static String escapedPem(Pki.Held client) {
    return DoctorRun.percentEncoded(client.certificatePem());
  }

  private static String base64(Pki.Held client) {
    return Base64.getEncoder().encodeToString(client.der());
  }

  @Test
  void decodesValueOfTheGivenFormat() {
    DoctorRun run = DoctorRun.of(escapedPem(CLIENT) + "\n", "header", "--format", "nginx");
    assertThat(run.out())
        .contains("CN=svc,O=M\\c3\\bcller AG,C=XX", "issuer: CN=Example Root")
        .contains("san: uri spiffe://x/svc", "x5t#S256: " + CLIENT.thumbprint());
    assertThat(run.status()).isZero();
  }

  @Test
  void guessesTheFormatAndSaysWhichPresetToSet() {
    assertThat(DoctorRun.of(escapedPem(CLIENT), "header").out())
        .contains("looks like percent-pem")
        .contains("nginx (header ssl-client-cert)", "f5 (header X-SSL-Client-Cert)");
    assertThat(DoctorRun.of(":" + base64(CLIENT) + ":", "header").out())
        .contains("looks like rfc9440", "caddy (header Client-Cert)");
  }

  @Test
  void headerNameBeforeTheValueNarrowsTheGuess() {
    assertThat(DoctorRun.of("X-ARR-ClientCert: " + base64(CLIENT), "header").out())
        .contains("header: X-ARR-ClientCert")
        .contains("fix: set proxymtls.format=azure-app-service (header X-ARR-ClientCert)");
  }

  @Test
  void showsTheOffendingCharacterWithACaret() {
    String value = escapedPem(CLIENT).replaceFirst("%0A", "%0G");
    DoctorRun run = DoctorRun.of(value, "header", "--format", "nginx");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("certificate-malformed: ssl-client-cert: bad escape at offset");
    List<String> lines = run.out().lines().toList();
    int caret = lines.indexOf(lines.stream().filter(line -> line.endsWith("^")).findFirst().get());
    int column = lines.get(caret).indexOf('^');
    assertThat(lines.get(caret - 1).substring(column)).startsWith("%0G");
  }

  @Test
  void caretCountsEscapedCharacters() {
    DoctorRun run = DoctorRun.of("\u001b[31m\u00fc-----BEGIN", "header", "--format", "nginx");
    assertThat(run.out()).contains("\\u001b[31m\\u00fc-----BEGIN");
    run = DoctorRun.of("-----BEGIN\u00fc", "header", "--format", "nginx");
    assertThat(run.out())
        .contains("-----BEGIN\\u00fc" + System.lineSeparator() + " ".repeat(32) + "^");
  }

  @Test
  void namesThePlainVariableOfNginxForPemWithLineBreaks() {
    DoctorRun run = DoctorRun.of(CLIENT.certificatePem(), "header", "--format", "nginx");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("not printable ASCII at offset 27")
        .contains("use $ssl_client_escaped_cert, not $ssl_client_cert");
  }

  @Test
  void namesTheFormatsOfAValueOfAnotherFormat() {
    DoctorRun run = DoctorRun.of(base64(CLIENT), "header", "--format", "nginx");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("it looks like base64-der", "haproxy (header X-SSL-Client-Cert)");
  }

  @Test
  void offsetInBase64OfPemIsShownInThePem() {
    String pem = CLIENT.certificatePem().replaceFirst("\n", "\n!");
    String value = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    assertThat(DoctorRun.of(value, "header").out())
        .contains("looks like base64-pem")
        .contains("apache and proxymtls.header.encoding=base64-pem (header X-SSL-Client-Cert)")
        .contains("-----BEGIN CERTIFICATE-----\\u000a!MI");
  }

  @Test
  void valueThatMeansNoCertificateIsNoProblem() {
    DoctorRun run = DoctorRun.of("::", "header");
    assertThat(run.out()).contains("there is no certificate", "format: caddy");
    assertThat(run.status()).isZero();
  }

  @Test
  void jsonHasTheSameFindings() {
    DoctorRun run = DoctorRun.of("-----BEGIN\u0085\u001b", "header", "--format", "nginx", "--json");
    assertThat(run.out().strip()).isPrintable().contains("\\\\u0085\\\\u001b");
    assertThat(run.json())
        .containsEntry("command", "header")
        .containsEntry("result", "problem")
        .containsEntry("exitStatus", 1L);
  }

  @Test
  void unknownFormatIsAUsageError() {
    DoctorRun run = DoctorRun.of("", "header", "--format", "ngnix");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--format needs one of nginx,");
  }

  @Test
  void saysTheDecisionUnderTheConfiguration(@TempDir Path folder) {
    DoctorFiles files = new DoctorFiles(folder);
    DoctorRun run =
        DoctorRun.of(DoctorFiles.escaped(files.client), "header", "--config", files.config());
    assertThat(run.out())
        .contains("the proxy's clients: nginx with percent-pem")
        .contains("ssl-client-verify is assumed", "accepted by pkix");
    assertThat(run.status()).isZero();
  }

  @Test
  void saysWhyTheConfigurationRejectsTheCertificate(@TempDir Path folder) {
    String config = new DoctorFiles(folder).config();
    DoctorRun run = DoctorRun.of(escapedPem(CLIENT), "header", "--config", config);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("certificate-untrusted: no path");
  }

  @Test
  void rejectsAnEmptyValueAsTheFilterDoes(@TempDir Path folder) {
    String config = new DoctorFiles(folder).config();
    DoctorRun run = DoctorRun.of("", "header", "--config", config);
    assertThat(run.out())
        .contains("decision    certificate-required: no certificate", "status: 403");
    assertThat(run.status()).isEqualTo(1);
    run = DoctorRun.of("", "header", "--config", config, "--verdict", "SUCCESS");
    assertThat(run.out()).contains("decision    certificate-not-forwarded");
  }

  @Test
  void decidesOnAMalformedValueAsTheFilterDoes(@TempDir Path folder) {
    String config = new DoctorFiles(folder).config();
    assertThat(DoctorRun.of("$ssl_client_escaped_cert", "header", "--config", config).out())
        .contains("decision    certificate-malformed: ssl-client-cert: expected BEGIN");
  }

  /** Its line breaks are not what is wrong with it. */
  @Test
  void namesThePrivateKeyWhoseLineBreaksAreNotEncoded(@TempDir Path folder) throws Exception {
    String config = new DoctorFiles(folder).config();
    String out = DoctorRun.of(CLIENT.privateKeyPem(), "header", "--config", config).out();

    assertThat(out).contains("replace this key").doesNotContain("line breaks");
  }

  static Stream<Arguments> mistakes() {
    Function<String, String> encode = DoctorRun::percentEncoded;
    String request = CLIENT.certificatePem().replace("CERTIFICATE", "CERTIFICATE REQUEST");
    return Stream.of(
        Arguments.of(
            encode.andThen(encode).apply(CLIENT.certificatePem()),
            "it was percent-encoded twice",
            "fix: encode it once"),
        Arguments.of(
            encode.apply(CLIENT.privateKeyPem()),
            "it is a private key, not a certificate",
            "replace this key"),
        Arguments.of(
            Base64.getEncoder()
                .encodeToString(CLIENT.privateKeyPem().getBytes(StandardCharsets.US_ASCII)),
            "it is a private key, not a certificate",
            "replace this key"),
        Arguments.of(
            encode.apply(request),
            "it is a certificate request, not a certificate",
            "fix: have the proxy send the certificate that the CA issued"),
        Arguments.of(
            "$ssl_client_escaped_cert",
            "a variable that the proxy did not replace",
            "fix: write the variable in the syntax of the proxy"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void namesTheCauseOfAValueThatNoFormatReads(String value, String cause, String cure) {
    for (String[] arguments : new String[][] {{"header"}, {"header", "--format", "nginx"}}) {
      DoctorRun run = DoctorRun.of(value, arguments);

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out()).contains(cause, cure);
    }
  }

  @Test
  void showsNoCharacterOfAPrivateKey() {
    String body = CLIENT.privateKeyPem().lines().skip(1).findFirst().orElseThrow();
    for (String format : List.of("nginx", "haproxy", "caddy", "envoy", "f5")) {
      for (String value : List.of(CLIENT.privateKeyPem(), escapedKey(CLIENT))) {
        assertThat(DoctorRun.of(value, "header", "--format", format).out())
            .doesNotContain(body.substring(0, 4));
      }
    }
  }

  private static String escapedKey(Pki.Held client) {
    return DoctorRun.percentEncoded(client.privateKeyPem());
  }

  @Test
  void negativeVerdictIsRejected(@TempDir Path folder) {
    DoctorFiles files = new DoctorFiles(folder);
    DoctorRun run =
        DoctorRun.of(
            DoctorFiles.escaped(files.client),
            "header",
            "--config",
            files.config(),
            "--verdict",
            "FAILED:expired");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("verdict-negative: ssl-client-verify says 'FAILED:expired'");
  }

  @Test
  void formatAndConfigurationExcludeEachOther(@TempDir Path folder) {
    String config = new DoctorFiles(folder).config();
    assertThat(DoctorRun.of("", "header", "--format", "nginx", "--config", config).status())
        .isEqualTo(2);
    assertThat(DoctorRun.of("", "header", "--verdict", "SUCCESS").status()).isEqualTo(2);
  }

  @Test
  void hugeValuesAreReadOnce() {
    String spaces = " ".repeat(8 * 1024 * 1024);
    assertThat(DoctorRun.of("x" + spaces + "x", "header").status()).isEqualTo(1);
    String many = ":MIIB:, ".repeat(1_000_000);
    assertThat(DoctorRun.of(many, "header", "--format", "rfc9440").out())
        .contains("header-too-large");
    assertThat(DoctorRun.of("x".repeat(17 * 1024 * 1024), "header").out())
        .contains("the input is larger than 16777216 bytes");
  }

  @Test
  void prefixOfAValueThatNoTerminalShouldSeeIsEscaped() {
    byte[] everyOctet = new byte[256];
    for (int i = 0; i < everyOctet.length; i++) {
      everyOctet[i] = (byte) i;
    }
    for (String option : List.of("--format=nginx", "--format=envoy", "--json")) {
      assertThat(DoctorRun.of(everyOctet, "header", option).out()).matches("[ -~\\r\\n]*");
    }
  }

  /** Whoever mistakes the header must not find the credential in a report that is passed on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy-Authorization: Basic U0VDUkVUU0VDUkVU",
        "Basic U0VDUkVUU0VDUkVU",
        "Cookie: U0VDUkVUU0VDUkVU",
        "X-Api-Key: U0VDUkVUU0VDUkVU",
        "ssl-client-cert: a\r\nAuthorization: Bearer U0VDUkVUU0VDUkVU"
      })
  void showsNoCharacterOfACredential(String value) {
    for (String[] arguments : new String[][] {{"header"}, {"header", "--format", "nginx"}}) {
      DoctorRun run = DoctorRun.of(value, arguments);

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out()).doesNotContain("U0V", "RUU");
    }
  }
}
