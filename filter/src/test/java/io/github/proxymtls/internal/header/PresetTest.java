package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {

  private static final Path ROWS =
      Path.of("src/test/resources/io/github/proxymtls/internal/header/presets.csv");

  @ParameterizedTest
  @CsvFileSource(
      resources = "presets.csv",
      delimiter = '|',
      quoteCharacter = '\'',
      nullValues = "-",
      numLinesToSkip = 1)
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
  void everyPresetHasARow() throws IOException {
    assertThat(Files.readAllLines(ROWS).stream().skip(1).map(row -> row.split(" ", 2)[0]))
        .as("the formats in %s", ROWS)
        .containsExactlyElementsOf(
            Preset.all().stream().map(preset -> preset.format().name()).toList());
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
        .filteredOn(preset -> !preset.canVerify())
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
