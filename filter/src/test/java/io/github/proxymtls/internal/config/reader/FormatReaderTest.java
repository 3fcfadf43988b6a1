package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.CompanionHeaders;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatReaderTest {

  static java.util.List<Preset> presets() {
    return Preset.all();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void readsEveryPreset(Preset preset) {
    assertThat(HeaderKeys.FORMAT.words()).contains(preset.format().name());
    Profile read = Given.nginx().with("format", preset.format().name()).profile();
    assertThat(read.format()).isEqualTo(preset.format());
    assertThat(Objects.requireNonNull(Objects.requireNonNull(read.proxy()).basic()).header())
        .isEqualTo(preset.credentialHeader());
  }

  @Test
  void rejectsUnknownFormats() {
    for (String word : List.of("haproxy-3", "apache_2", "Nginx")) {
      Given.nginx().with("format", word).refused("invalid-value format");
    }
  }

  @Test
  void requiresAFormat() {
    Given.nginx().without("format").refused("required format");
  }

  @Test
  void needsNoFormatWithSourceTls() {
    assertThat(Given.tls().profile().format()).isNull();
    assertThat(
            Objects.requireNonNull(Given.tls().with("format", "nginx").profile().format()).name())
        .isEqualTo("nginx");
  }

  @Test
  void rejectsHeadersWithoutAFormat() {
    Given.tls()
        .with("header.certificate", "X-Cert")
        .with("header.verify-success", "OK")
        .refused("not-in-force header.certificate", "not-in-force header.verify-success");
  }

  @Test
  void customFormatIsReadFromTheKeys() {
    HeaderFormat format =
        Given.custom()
            .with("header.chain", "X-Chain-")
            .with("header.verify", "X-Verify")
            .with("header.verify-success", "0, OK")
            .profile()
            .format();

    assertThat(format)
        .isEqualTo(
            new HeaderFormat(
                "custom",
                "X-Cert",
                "X-Chain-",
                "X-Verify",
                Set.of("0", "OK"),
                Encoding.PEM,
                Set.of("")));
  }

  @Test
  void customHasNoDefaults() {
    Given.nginx()
        .with("format", "custom")
        .refused("required header.certificate", "required header.encoding");
    HeaderFormat format = Objects.requireNonNull(Given.custom().profile().format());
    assertThat(format.chain()).isNull();
    assertThat(format.verify()).isNull();
  }

  @Test
  void keysOverrideOnePartOfAPreset() {
    HeaderFormat nginx = Objects.requireNonNull(Preset.named("nginx")).format();

    assertThat(Given.nginx().with("header.certificate", "X-Cert").profile().format())
        .isEqualTo(
            new HeaderFormat(
                "nginx",
                "X-Cert",
                null,
                nginx.verify(),
                nginx.verifySuccess(),
                nginx.encoding(),
                nginx.absent()));
    assertThat(Given.nginx().with("header.encoding", "pem").profile().format())
        .extracting(HeaderFormat::encoding)
        .isEqualTo(Encoding.PEM);
    assertThat(Given.nginx().with("header.verify-success", "0").profile().format())
        .extracting(HeaderFormat::verifySuccess)
        .isEqualTo(Set.of("0"));
    assertThat(Given.nginx().with("header.chain", "ssl-client-cert").profile().format())
        .extracting(HeaderFormat::chain)
        .isEqualTo("ssl-client-cert");
  }

  @Test
  void includedChainFollowsTheNameOfTheCertificateHeader() {
    HeaderFormat format =
        Given.nginx()
            .with("format", "envoy")
            .with("header.certificate", "X-Xfcc")
            .profile()
            .format();

    assertThat(Objects.requireNonNull(format).chain()).isEqualTo("X-Xfcc");
  }

  @Test
  void hidesCompanionHeadersUnlessConfiguredToPassThem() {
    CompanionHeaders byDefault = Given.nginx().profile().companions();
    CompanionHeaders passed =
        Given.nginx().with("header.companions", "pass").profile().companions();

    assertThat(byDefault.all()).contains("ssl-client-subject-dn", "ssl-client-issuer-dn");
    assertThat(byDefault.passed()).isEmpty();
    assertThat(passed.all()).isEqualTo(byDefault.all());
    assertThat(passed.passed()).contains("ssl-client-subject-dn", "ssl-client-issuer-dn");
  }

  @Test
  void neverPassesAHiddenHeaderOrItsTwin() {
    CompanionHeaders companions =
        Given.nginx()
            .with("header.companions", "pass")
            .with("header.hide", "X-Corp-User, SSL_Client_Subject_DN")
            .profile()
            .companions();

    assertThat(companions.all()).contains("X-Corp-User", "SSL_Client_Subject_DN");
    assertThat(companions.passed())
        .contains("ssl-client-issuer-dn")
        .doesNotContain("X-Corp-User", "ssl-client-subject-dn");
  }

  @Test
  void customFormatHidesTheConfiguredHeaders() {
    assertThat(Given.custom().with("header.hide", "X-Corp-User").profile().companions().all())
        .containsExactly("X-Corp-User");
    assertThat(Given.tls().with("format", "nginx").with("header.hide", "X-Corp-User").profile())
        .satisfies(profile -> assertThat(profile.companions().all()).contains("X-Corp-User"));
  }

  @Test
  void rejectsCompanionsKeyIfTheFormatHasNone() {
    for (String word : List.of("hide", "pass")) {
      Given.custom().with("header.companions", word).refused("not-in-force header.companions");
      Given.nginx()
          .with("format", "rfc9440")
          .with("header.companions", word)
          .refused("not-in-force header.companions");
      Given.tls()
          .with("format", "nginx")
          .with("header.companions", word)
          .refused("not-in-force header.companions");
    }
    Given.tls()
        .with("header.companions", "pass")
        .with("header.hide", "X-Corp-User")
        .refused("not-in-force header.companions", "not-in-force header.hide");
    Given.nginx().with("header.companions", "show").refused("invalid-value header.companions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X Corp", "X-Corp-", "none", "42", "X-Corp,X:Corp", "X-Corp,,X-User"})
  void rejectsInvalidHeaderNamesToHide(String names) {
    Given.nginx().with("header.hide", names).refused("invalid-value header.hide");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "authorization",
        "Proxy-Authorization",
        "X-Forwarded-For",
        "Sec-Fetch-Mode",
        "ssl_client_cert",
        "SSL-Client-Verify"
      })
  void rejectsHidingAHeaderThatHasAMeaning(String name) {
    assertThat(Given.nginx().with("header.hide", name).read().problemCodes())
        .contains("conflict header.hide")
        .allMatch("conflict header.hide"::equals);
  }

  @Test
  void eachProfileHidesItsOwnHeaders() {
    Configuration read =
        Given.profiles()
            .with("header.hide", "X-Corp-User")
            .with("profile.mesh.header.hide", "X-Mesh-User,x_corp_user")
            .with("profile.edge.header.companions", "pass")
            .accepted();

    assertThat(Objects.requireNonNull(read.profile("edge")).companions().hidden())
        .containsExactly("X-Corp-User");
    assertThat(Objects.requireNonNull(read.profile("edge")).companions().pass()).isTrue();
    assertThat(Objects.requireNonNull(read.profile("mesh")).companions().hidden())
        .containsExactly("X-Mesh-User", "x_corp_user");
    Given.profiles()
        .with("profile.mesh.header.hide", "ssl-client-cert")
        .refused("conflict profile.mesh.header.hide");
  }

  @Test
  void rejectsAChainHeaderIfTheCertificateHeaderIncludesTheChain() {
    Given.nginx()
        .with("format", "envoy")
        .with("header.chain", "X-Chain")
        .refused("conflict header.chain");
    Given.nginx()
        .with("format", "envoy")
        .with("header.chain", "x-forwarded-client-cert")
        .accepted();
  }

  @Test
  void noneTurnsTheVerdictOff() {
    HeaderFormat format =
        Objects.requireNonNull(Given.nginx().with("header.verify", "none").profile().format());
    assertThat(format.verify()).isNull();
    assertThat(format.verifySuccess()).isEmpty();
  }

  @Test
  void rejectsAVerdictHeaderWithoutAPositiveValue() {
    Given.custom().with("header.verify", "X-Verify").refused("required header.verify-success");
    Given.custom()
        .with("header.verify", "X-Verify")
        .with("header.verify-success", "SUCCESS,")
        .refused("invalid-value header.verify-success");
  }

  @Test
  void rejectsAPositiveValueWithoutAVerdictHeader() {
    Given.nginx()
        .with("header.verify", "none")
        .with("header.verify-success", "OK")
        .refused("not-in-force header.verify-success");
  }

  @Test
  void readsEveryEncodingAndNoOther() {
    for (Encoding encoding : Encoding.values()) {
      Profile read = Given.custom().with("header.encoding", encoding.key()).profile();
      assertThat(Objects.requireNonNull(read.format()).encoding()).isEqualTo(encoding);
    }
    for (String word : List.of("xfcc_json", "pem-base64", "PEM")) {
      Given.custom().with("header.encoding", word).refused("invalid-value header.encoding");
    }
  }

  @Test
  void onlyTheChainMayNameTheCertificateHeader() {
    assertThat(
            Objects.requireNonNull(Given.custom().with("header.chain", "x-CERT").profile().format())
                .chain())
        .isEqualTo("x-CERT");
  }

  @Test
  void problemNamesBothTwins() {
    Given.Read read =
        Given.nginx()
            .with("proxy.basic.header", "SSL_Client_Cert")
            .refused("conflict proxy.basic.header");
    assertThat(read.problems().list().get(0).what())
        .isEqualTo(
            "proxymtls.proxy.basic.header 'SSL_Client_Cert' is a twin of"
                + " proxymtls.header.certificate 'ssl-client-cert'");
  }

  @Test
  void rejectsTheSameHeaderForChainAndVerdict() {
    Given.custom()
        .with("header.chain", "X-Same")
        .with("header.verify", "X-Same")
        .with("header.verify-success", "OK")
        .refused("conflict header.verify");
  }

  @Test
  void problemNamesTheKeyThatIsSetIfTheOtherIsADefault() {
    Given.nginx()
        .with("header.certificate", "SSL_CLIENT_VERIFY")
        .refused("conflict header.certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "header.certificate, X-Chain-Leaf",
    "header.certificate, x_chain_0",
    "header.verify, X.Chain.Verify",
    "proxy.basic.header, X-Chain-Authorization",
  })
  void rejectsANameThatBeginsWithTheIndexedChainsPrefix(String key, String name) {
    Given given =
        Given.custom()
            .with("header.chain", "X-Chain-")
            .with("header.verify", "X-Verify")
            .with("header.verify-success", "OK")
            .with(key, name);
    assertThat(given.read().problemCodes()).hasSize(1).first().asString().startsWith("conflict ");
  }

  @ParameterizedTest
  @CsvSource({
    "header.certificate, Forwarded",
    "header.certificate, x_forwarded_for",
    "header.certificate, Sec-Client-Cert",
    "header.verify, Authorization",
    "header.chain, Host",
    "header.chain, Accept-",
    "header.chain, Sec-Fetch-",
    "header.chain, sec_ch_",
  })
  void rejectsANameThatHasAMeaningInHttp(String key, String name) {
    Given.custom()
        .with("header.verify", "X-Verify")
        .with("header.verify-success", "OK")
        .with(key, name)
        .refused("conflict " + key);
  }

  @Test
  void acceptsAPrefixThatBeginsWithAnotherName() {
    Given.custom().with("header.chain", "X-Cert-").accepted();
    Given.custom().with("header.chain", "X-Cert_").accepted();
  }
}
