package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the page on formats agrees with the code on every preset and encoding. */
class FormatsPageTest {

  private static final Path PAGE = Path.of("docs", "formats.md");

  static List<Preset> presets() {
    return Preset.all();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void pageStatesWhetherTheFormWasCaptured(Preset preset) throws IOException {
    String captured =
        preset.captured().stream()
            .sorted()
            .map(encoding -> "`" + encoding.key() + "`")
            .collect(Collectors.joining(", "));
    String evidence = captured.isEmpty() ? "Documentation" : "Captured: " + captured + ".\n";

    assertThat(section(preset)).startsWith("\n" + evidence);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void pageNamesTheCertificateHeaderOrASimilarPreset(Preset preset) throws IOException {
    String section = section(preset);
    if (!List.of("envoy", "envoy-json", "istio", "ingress-nginx", "traefik", "traefik-escaped")
        .contains(preset.format().name())) {
      assertThat(section).contains(preset.format().certificate());
    }
    assertThat(section.contains("`client.validation=proxy` is refused"))
        .isEqualTo(!preset.canVerify());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void pageListsTheCompanionHeadersWithTheirSource(Preset preset) throws IOException {
    String name = "`" + preset.format().name() + "`";
    List<String> listed = new ArrayList<>();
    for (String[] row : companionRows()) {
      if (List.of(row[1].strip().split(", ", -1)).contains(name)) {
        Stream.of(row[2].strip().split(", ", -1))
            .map(code -> code.replace("`", ""))
            .forEach(listed::add);
        assertThat(row[3]).isNotBlank();
      }
    }

    assertThat(listed)
        .as("the table of companion headers in %s: those of %s", PAGE, name)
        .containsExactlyElementsOf(preset.companions());
    assertThat(
            page().lines().filter(line -> line.startsWith("No companion headers are known for ")))
        .singleElement()
        .as("%s is in this line of %s only if it has no row in the table above", name, PAGE)
        .satisfies(line -> assertThat(line.contains(name)).isEqualTo(listed.isEmpty()));
  }

  private static List<String[]> companionRows() throws IOException {
    return page()
        .split("<!-- companions -->", -1)[1]
        .split("<!-- end -->", -1)[0]
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1))
        .toList();
  }

  @Test
  void pageDescribesEveryEncodingAndOnlyExistingPresets() throws IOException {
    for (Encoding encoding : Encoding.values()) {
      assertThat(page()).contains("\n| `" + encoding.key() + "` | ");
    }
    assertThat(
            Arrays.stream(page().split("\n", -1))
                .filter(line -> line.startsWith("### `"))
                .map(line -> line.substring(5, line.length() - 1)))
        .containsExactlyElementsOf(
            Preset.all().stream().map(preset -> preset.format().name()).toList());
  }

  /**
   * A vector that integration-tests/capture wrote proves the form, so the preset must be marked.
   */
  @Test
  void everyCapturedVectorBelongsToAPresetMarkedAsCaptured() {
    List<HeaderFormat> captured =
        Vector.all().stream()
            .filter(
                vector -> Path.of(vector.file()).getFileName().toString().startsWith("captured"))
            .map(Vector::format)
            .filter(format -> !format.name().equals("custom"))
            .toList();

    assertThat(captured)
        .isNotEmpty()
        .allSatisfy(
            format ->
                assertThat(Preset.named(format.name()).captured()).contains(format.encoding()));
  }

  /** Returns what the page says below the heading of a preset. */
  private static String section(Preset preset) throws IOException {
    String heading = "\n### `" + preset.format().name() + "`\n";
    String[] parts = page().split(Pattern.quote(heading), -1);
    assertThat(parts).as("%s needs one section%s", PAGE, heading).hasSize(2);
    return parts[1].split("\n###", -1)[0];
  }

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }
}
