package io.github.proxymtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reason has its code, its status, its tag, its documentation, and a test that brings it
 * about.
 */
class ReasonTest {

  private static final List<Integer> STATUSES =
      List.of(400, 401, 403, 405, 413, 425, 431, 500, 503);

  @ParameterizedTest
  @EnumSource
  void hasStableCodeStatusAndTag(Reason reason) {
    assertThat(reason.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(reason.tag()).isEqualTo(reason.code());
    assertThat(STATUSES).contains(reason.status());
  }

  @ParameterizedTest
  @EnumSource
  void hasASectionInTheReference(Reason reason) throws IOException {
    String page = Files.readString(Path.of("docs", "reasons.md"));

    assertThat(page).contains("### `" + reason.code() + "`\n\nStatus " + reason.status() + ". ");
  }

  @ParameterizedTest
  @EnumSource
  void hasAVectorOrATest(Reason reason) throws IOException {
    String tests = testSources() + vectors();

    assertThat(tests).containsPattern("\\b(" + reason.name() + "|" + reason.code() + ")\\b");
  }

  @Test
  void hidesFromTheCallerWhyAPeerIsNotAProxy() {
    List<String> codes =
        Stream.of(Reason.values())
            .filter(reason -> reason.name().startsWith("PROXY_") && reason.status() == 403)
            .map(Reason::callerCode)
            .distinct()
            .toList();

    assertThat(codes).containsExactly("proxy-not-trusted");
  }

  @Test
  void mapsEveryCertificateRefusalToAnOAuthErrorAtOAuthEndpoints() {
    List<Reason> certificate =
        Stream.of(Reason.values())
            .filter(reason -> reason.status() == 403 && !reason.name().startsWith("PROXY_"))
            .toList();

    assertThat(certificate)
        .isNotEmpty()
        .allSatisfy(
            reason -> {
              assertThat(reason.answer(EndpointKind.CLIENT_AUTHENTICATION))
                  .extracting(Reason.Answer::status, Reason.Answer::error, Reason.Answer::bearer)
                  .containsExactly(401, "invalid_client", false);
              assertThat(reason.answer(EndpointKind.PROTECTED_RESOURCE))
                  .extracting(Reason.Answer::status, Reason.Answer::error, Reason.Answer::bearer)
                  .containsExactly(401, "invalid_token", true);
              assertThat(reason.answer(EndpointKind.PLAIN))
                  .extracting(Reason.Answer::status, Reason.Answer::error, Reason.Answer::bearer)
                  .containsExactly(403, null, false);
            });
  }

  private static String testSources() throws IOException {
    return contentBelow(Path.of("src", "test", "java"), "ReasonTest.java");
  }

  private static String vectors() throws IOException {
    return contentBelow(Path.of("src", "test", "resources", "vectors"), "");
  }

  private static String contentBelow(Path folder, String but) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(but))
          .map(ReasonTest::content)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
