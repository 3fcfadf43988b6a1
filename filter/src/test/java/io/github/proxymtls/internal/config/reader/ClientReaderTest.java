package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Configuration.CacheControl;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientReaderTest {

  @Test
  void readsWhetherACertificateIsRequired() {
    assertThat(Given.nginx().profile().client().required()).isTrue();
    assertThat(Given.nginx().with("client.certificate", "optional").profile().client().required())
        .isFalse();
    Given.nginx().with("client.certificate", "want").refused("invalid-value client.certificate");
  }

  @Test
  void readsTheSource() {
    assertThat(Given.nginx().accepted().source()).isEqualTo(Source.HEADER);
    assertThat(Given.tls().accepted().source()).isEqualTo(Source.TLS);
    assertThat(Given.mtls().with("client.source", "header-or-tls").accepted().source())
        .isEqualTo(Source.HEADER_OR_TLS);
  }

  @Test
  void headerOrTlsNeedsMtls() {
    Given.Read read =
        Given.nginx().with("client.source", "header-or-tls").refused("conflict client.source");
    assertThat(read.problems().list())
        .containsExactly(
            new Problem(
                "conflict",
                "proxymtls.client.source=header-or-tls needs mtls in proxymtls.proxy.authentication,"
                    + " to distinguish a proxy's certificate from a client's",
                "proxymtls.client.source, set in code",
                "add mtls there, or set proxymtls.client.source to header or tls"));
  }

  @Test
  void pkixNeedsAnchors() {
    Given.nginx().without("client.trust-anchors").refused("required client.trust-anchors");
    Given.tls().without("client.trust-anchors").refused("required client.trust-anchors");
  }

  @Test
  void proxyValidationNeedsNoAnchors() {
    ClientRules client = proxyValidation().profile().client();
    assertThat(client.validation()).isEqualTo(Validation.PROXY);
    assertThat(client.trustAnchors()).isNull();
  }

  @Test
  void warnsOfAnchorsThatProxyValidationDoesNotUse() {
    Given given =
        proxyValidation().with("client.trust-anchors", "a").with("client.intermediates", "b");
    given.accepted();
    assertThat(given.read().warningCodes())
        .contains("not-in-force client.trust-anchors", "not-in-force client.intermediates");
  }

  @Test
  void proxyValidationNeedsAVerdictHeader() {
    Given given = proxyValidation().with("header.verify", "none");
    given.refused("insecure client.validation");
    given.with("client.insecure-no-verdict", "false").refused("insecure client.validation");
    given.with("client.insecure-no-verdict", "true").accepted();
    assertThat(given.read().warningCodes()).contains("insecure client.insecure-no-verdict");
  }

  @Test
  void rejectsProxyValidationForUnverifiedFormats() {
    for (Preset preset : Preset.all()) {
      Given given =
          proxyValidation()
              .with("format", preset.format().name())
              .with("client.insecure-no-verdict", "true");
      if (preset.canVerify()) {
        given.accepted();
      } else {
        given.refused("conflict client.validation");
      }
    }
  }

  @Test
  void insecureKeyDoesNotAllowProxyValidationForUnverifiedFormats() {
    Profile read = proxyValidation().with("client.insecure-no-verdict", "true").profile();
    Preset nginx = Objects.requireNonNull(Preset.named("nginx"));
    Problems problems = new Problems();
    Settings confirmed =
        Settings.read(
            List.of(), Map.of("proxymtls.client.insecure-no-verdict", "true"), Map.of(), problems);
    FormatRules rules =
        new FormatRules(new Values(confirmed, problems), Configuration.Source.HEADER);

    rules.check(read, nginx);
    assertThat(problems.list()).isEmpty();
    rules.check(
        read, new Preset(nginx.format(), false, nginx.credentialHeader(), nginx.captured()));
    assertThat(problems.list()).extracting(Problem::code).containsExactly("conflict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "header-or-tls"})
  void rejectsProxyValidationUnlessSourceIsHeader(String source) {
    Given given = source.equals("tls") ? Given.tls() : Given.mtls();
    given
        .without("client.trust-anchors")
        .with("client.source", source)
        .with("client.validation", "proxy")
        .with("client.insecure-no-verdict", "true")
        .refused("conflict client.validation");
  }

  @Test
  void readsIntermediates() {
    assertThat(Given.nginx().profile().client().intermediates()).isNull();
    assertThat(
            Objects.requireNonNull(
                    Given.nginx()
                        .with("client.intermediates", "classpath:i.pem")
                        .profile()
                        .client()
                        .intermediates())
                .location())
        .isEqualTo("classpath:i.pem");
    Given.nginx()
        .with("client.intermediates", "https://x/i.pem")
        .refused("invalid-value client.intermediates");
  }

  @Test
  void pinnedNeedsPkix() {
    assertThat(Given.nginx().with("client.self-signed", "pinned").profile().client().pinned())
        .isTrue();
    proxyValidation().with("client.self-signed", "pinned").refused("conflict client.self-signed");
  }

  @Test
  void pinnedNeedsAWayToVerifyTokensOnProtectedResources() {
    Given given = Given.binding().with("client.self-signed", "pinned");
    given.refused("conflict client.self-signed");
    given
        .with("binding.token-jwks-uri", "https://as.example/jwks")
        .with("binding.token-issuer", "https://as.example")
        .accepted();
    Given.binding().with("client.self-signed", "pinned").tokenKeysInCode().accepted();
    Given.binding()
        .without("binding.protected-resources")
        .with("client.self-signed", "pinned")
        .accepted();
  }

  @ParameterizedTest
  @EnumSource
  void readsExtendedKeyUsage(ExtendedKeyUsageRule usage) {
    assertThat(
            Given.nginx()
                .with("client.extended-key-usage", word(usage))
                .profile()
                .client()
                .extendedKeyUsage())
        .isEqualTo(usage);
  }

  @ParameterizedTest
  @EnumSource
  void readsThePrincipal(Principal principal) {
    assertThat(
            Given.nginx().with("client.principal", word(principal)).profile().client().principal())
        .isEqualTo(principal);
  }

  @ParameterizedTest
  @EnumSource
  void readsCacheControl(CacheControl control) {
    assertThat(
            Given.nginx().with("response.cache-control", word(control)).accepted().cacheControl())
        .isEqualTo(control);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  @Test
  void readsTheAllowLists() {
    ClientRules.Allow allow =
        Given.nginx()
            .with("client.allow.subject-dn.1", "CN=a, O=x")
            .with("client.allow.subject-dn.2", "CN=b")
            .with("client.allow.san-dns", "a.example, b.example")
            .with("client.allow.san-uri", "spiffe://x/a")
            .with("client.allow.san-email", "a@example.org")
            .with("client.allow.sha256", "ab,cd")
            .profile()
            .client()
            .allow();

    assertThat(allow.subjectDns()).containsExactly("CN=a, O=x", "CN=b");
    assertThat(allow.sanDns()).containsExactly("a.example", "b.example");
    assertThat(allow.sanUris()).containsExactly("spiffe://x/a");
    assertThat(allow.sanEmails()).containsExactly("a@example.org");
    assertThat(allow.sha256()).containsExactly("ab", "cd");
  }

  @ParameterizedTest
  @CsvSource({"'a,,b'", "',a'", "'a,'", "','"})
  void rejectsAListWithAnEmptyElement(String list) {
    Given.nginx().with("client.allow.san-dns", list).refused("invalid-value client.allow.san-dns");
  }

  @Test
  void readsTheSession() {
    assertThat(Given.nginx().accepted().sessionBound()).isTrue();
    assertThat(Given.nginx().with("client.session", "bound").accepted().sessionBound()).isTrue();
    assertThat(Given.nginx().with("client.session", "free").accepted().sessionBound()).isFalse();
    Given.nginx().with("client.session", "loose").refused("invalid-value client.session");
  }

  @Test
  void warnsOfReportOnly() {
    assertThat(Given.nginx().profile().reportOnly()).isFalse();
    Given given = Given.nginx().with("report-only", "true");
    assertThat(given.profile().reportOnly()).isTrue();
    assertThat(given.read().warningCodes()).contains("report-only report-only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "yes", "1", "on", "TRUE"})
  void rejectsABooleanThatIsNeitherTrueNorFalse(String value) {
    Given.nginx().with("report-only", value).refused("invalid-value report-only");
    Given.nginx().with("enabled", value).refused("invalid-value enabled");
  }

  @Test
  void enabledIsKnown() {
    assertThat(Given.nginx().with("enabled", "true").accepted())
        .isEqualTo(Given.nginx().with("enabled", "false").accepted());
  }

  @Test
  void warnsThatRevocationIsOff() {
    assertThat(Given.nginx().read().warningCodes())
        .containsExactly("revocation-off client.revocation.methods");
    assertThat(Given.nginx().with("client.revocation.methods", "off").read().warningCodes())
        .containsExactly("revocation-off client.revocation.methods");
  }

  private static Given proxyValidation() {
    return Given.nginx().without("client.trust-anchors").with("client.validation", "proxy");
  }
}
