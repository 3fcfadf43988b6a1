package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {

  /** The table of the reference page: format, certificate, chain, verdict, encoding, absence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "nginx | ssl-client-cert | - | ssl-client-verify=SUCCESS | percent-pem | ''",
        "ingress-nginx | ssl-client-cert | - | ssl-client-verify=SUCCESS | percent-pem | ''",
        "envoy | X-Forwarded-Client-Cert | X-Forwarded-Client-Cert | - | xfcc | -",
        "istio | X-Forwarded-Client-Cert | X-Forwarded-Client-Cert | - | xfcc | -",
        "envoy-json | X-Forwarded-Client-Cert | X-Forwarded-Client-Cert | - | xfcc-json | -",
        "haproxy | X-SSL-Client-Cert | X-SSL-Client-Chain | X-SSL-Client-Verify=0 | base64-der | ''",
        "apache | X-SSL-Client-Cert | X-SSL-Client-Chain- | X-SSL-Client-Verify=SUCCESS | pem"
            + " | ',(null)'",
        "traefik | X-Forwarded-Tls-Client-Cert | X-Forwarded-Tls-Client-Cert | - | base64-der | -",
        "traefik-escaped | X-Forwarded-Tls-Client-Cert | X-Forwarded-Tls-Client-Cert | -"
            + " | percent-base64-der | -",
        "rfc9440 | Client-Cert | Client-Cert-Chain | - | rfc9440 | -",
        "caddy | Client-Cert | Client-Cert-Chain | - | rfc9440"
            + " | ::,:{http.request.tls.client.certificate_der_base64}:",
        "aws-alb-verify | X-Amzn-Mtls-Clientcert-Leaf | - | - | percent-pem | -",
        "aws-alb-passthrough | X-Amzn-Mtls-Clientcert | X-Amzn-Mtls-Clientcert | - | percent-pem"
            + " | -",
        "google-cloud | X-Client-Cert-Leaf | X-Client-Cert-Chain"
            + " | X-Client-Cert-Chain-Verified=true | rfc9440 | ''",
        "cloudflare | Client-Cert | Client-Cert-Chain | Cf-Cert-Verified=true | rfc9440 | ''",
        "azure-app-service | X-ARR-ClientCert | - | - | base64-der | ''",
        "cloudfoundry | X-Forwarded-Client-Cert | - | - | base64-der | -",
        "f5 | X-SSL-Client-Cert | - | X-SSL-Client-Verify=0 | percent-pem | ''",
        "tomcat-sslvalve | ssl_client_cert | - | - | pem | ',(null)'",
      })
  void readsTheHeadersOfItsProxy(
      String name,
      String certificate,
      @Nullable String chain,
      @Nullable String verdict,
      String encoding,
      @Nullable String absent) {
    HeaderFormat format = preset(name).format();

    assertThat(format.certificate()).isEqualTo(certificate);
    assertThat(format.chain()).isEqualTo(chain);
    assertThat(format.verify()).isEqualTo(verdict == null ? null : verdict.split("=", -1)[0]);
    assertThat(format.verifySuccess())
        .isEqualTo(verdict == null ? Set.of() : Set.of(verdict.split("=", -1)[1]));
    assertThat(format.encoding().key()).isEqualTo(encoding);
    assertThat(format.absent())
        .isEqualTo(absent == null ? Set.of() : Set.of(absent.split(",", -1)));
  }

  @Test
  void presetReadsNoneOfItsCompanionHeaders() {
    assertThat(Preset.all())
        .allSatisfy(
            preset -> {
              Set<String> credential = Set.of(preset.credentialHeader());
              ReservedHeaders read = new ReservedHeaders(List.of(preset.format()), credential);
              assertThat(preset.companions())
                  .doesNotHaveDuplicates()
                  .allSatisfy(
                      name ->
                          assertThat(read.match(name)).isEqualTo(ReservedHeaders.Match.UNRELATED));
            });
  }

  @Test
  void listsThePresetsThatNeverVerify() {
    assertThat(Preset.all())
        .filteredOn(preset -> !preset.verified())
        .extracting(preset -> preset.format().name())
        .containsExactly("aws-alb-passthrough", "azure-app-service");
  }

  @Test
  void onlyTraefikCannotSendProxyAuthorization() {
    assertThat(Preset.all())
        .allSatisfy(
            preset ->
                assertThat(preset.credentialHeader())
                    .isEqualTo(
                        preset.format().name().startsWith("traefik")
                            ? "X-Proxy-Authorization"
                            : "Proxy-Authorization"));
  }

  @Test
  void capturedEncodingsComeFromProgramsThatRan() {
    assertThat(Preset.all())
        .filteredOn(preset -> !preset.captured().isEmpty())
        .extracting(preset -> preset.format().name())
        .containsExactly(
            "nginx", "envoy", "envoy-json", "haproxy", "apache", "traefik", "rfc9440", "caddy");
    assertThat(Preset.all())
        .filteredOn(preset -> !preset.captured().isEmpty())
        .allSatisfy(preset -> assertThat(preset.captured()).contains(preset.format().encoding()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NGINX", "nginx ", "", "custom", "ingress_nginx"})
  void presetNamesAreCaseSensitive(String name) {
    assertThat(Preset.named(name)).isNull();
  }

  @Test
  void presetNamesAreUnique() {
    assertThat(Preset.all()).extracting(preset -> preset.format().name()).doesNotHaveDuplicates();
  }

  @Test
  void onlyTheExactVerdictMeansVerified() {
    HeaderFormat nginx = preset("nginx").format();

    assertThat(nginx.verified("SUCCESS")).isTrue();
    assertThat(nginx.verified("success")).isFalse();
    assertThat(nginx.verified("SUCCESS ")).isFalse();
    assertThat(nginx.verified("")).isFalse();
    assertThat(nginx.verified("NONE")).isFalse();
    assertThat(nginx.verified(null)).isFalse();
    assertThat(preset("envoy").format().verified("SUCCESS")).isFalse();
  }

  private static Preset preset(String name) {
    return Objects.requireNonNull(Preset.named(name), name);
  }
}
