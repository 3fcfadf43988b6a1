package io.github.proxymtls.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "/token, /token",
    "/token/, /token/",
    "/, /",
    "/api/*, /api",
    "/api/*, /api/",
    "/api/*, /api/v1/users",
    "/*, /",
    "/*, ''",
    "/*, /anything/at.all",
    "*.jwt, /a/b.jwt",
    "*.tar.gz, /a.tar.gz",
    "/a-b_c~d.e, /a-b_c~d.e",
  })
  void matchesLikeAContainer(String pattern, String path) {
    assertThat(new PathPattern(pattern).matches(path)).isTrue();
    assertThat(new PathPattern(pattern).covers(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/token, /token/",
    "/token, /token/x",
    "/token, /Token",
    "/token/, /token",
    "/, /x",
    "/api/*, /API/v1",
    "*.jwt, /a.JWT",
  })
  void coversMorePathsThanItMatches(String pattern, String path) {
    assertThat(new PathPattern(pattern).matches(path)).isFalse();
    assertThat(new PathPattern(pattern).covers(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/token, /tokens",
    "/token, /toke",
    "/token, /token.x",
    "/token, /a/token",
    "/token, ''",
    "/token/, /tokens",
    "/api/*, /apix",
    "/api/*, /ap",
    "/api/*, /v1/api/x",
    "*.jwt, /jwt",
    "*.jwt, /a.jwt/x",
    "*.jwt, jwt",
    "*.jwt, ''",
  })
  void neitherMatchesNorCovers(String pattern, String path) {
    assertThat(new PathPattern(pattern).matches(path)).isFalse();
    assertThat(new PathPattern(pattern).covers(path)).isFalse();
  }

  @Test
  void ignoresTheCaseOfAsciiLettersOnly() {
    assertThat(new PathPattern("/kilo").covers("/KILO")).isTrue();
    assertThat(new PathPattern("/kilo").covers("/\u212Ailo")).isFalse();
    assertThat(new PathPattern("/id").covers("/\u0131d")).isFalse();
    assertThat(new PathPattern("/[").covers("/{")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token", "*", "*.", "*/a", "**", " /a"})
  void rejectsPatternsWithAnotherBeginning(String text) {
    refused(text, "a pattern must begin with '/' or '*.'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a*", "/a/**", "/a/*/b", "/*.x", "*.x/y", "*.*", "/*/*", "/**"})
  void rejectsWildcardsInOtherPlaces(String text) {
    refused(text, "'*' is allowed only after the last '/' or before '.' at the start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a;b", "/a%20b", "/a?b", "/a#b", "/a\\b", "/a\u0000", "*.a;b"})
  void rejectsCharactersOfAmbiguousPaths(String text) {
    refused(text, "a pattern must be a decoded path without ; \\ % ? #");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\uFF1Bb", "/50\uFF05", "/a\uFF1F", "*.\uFF03"})
  void rejectsCharactersThatFoldToThose(String text) {
    refused(text, "a pattern must be a decoded path without ; \\ % ? #");
  }

  @Test
  void rejectsCharactersThatFoldToWildcardsOrDotSegments() {
    refused("/a\uFF0A", "'*' is allowed only after the last '/' or before '.' at the start");
    refused("/a/\u2025", "a pattern must not contain '//' or the segments '.' and '..'");
    refused("/a/ /b", "a pattern must not contain '//' or the segments '.' and '..'");
  }

  @Test
  void matchesInAnyCaseButOnlyTheExactPath() {
    PathPattern exact = new PathPattern("/Health");
    PathPattern prefix = new PathPattern("/static/*");

    assertThat(exact.matchesInAnyCase("/hEALTH")).isTrue();
    assertThat(exact.matchesInAnyCase("/health/")).isFalse();
    assertThat(exact.matchesInAnyCase("/healthy")).isFalse();
    assertThat(new PathPattern("/").matchesInAnyCase("/")).isTrue();
    assertThat(new PathPattern("/").matchesInAnyCase("/x")).isFalse();
    assertThat(prefix.matchesInAnyCase("/STATIC/x")).isTrue();
    assertThat(prefix.matchesInAnyCase("/static")).isTrue();
    assertThat(prefix.matchesInAnyCase("/statics")).isFalse();
  }

  @Test
  void foldsThePatternForFoldedPaths() {
    assertThat(new PathPattern("/\u0130d /*").folded()).isEqualTo(new PathPattern("/id/*"));
    assertThat(new PathPattern("*.J\u00DF").folded()).isEqualTo(new PathPattern("*.jss"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a//b", "//", "//*", "/a/../b", "/a/.", "/..", "/./*"})
  void rejectsEmptyAndDotSegments(String text) {
    refused(text, "a pattern must not contain '//' or the segments '.' and '..'");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> new PathPattern(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/token", "/token/", "/TOKEN", "/token/x", "/*", "/token/*", "/token/x/*"})
  void overlapsExcludePatternsThatMatchACoveredPath(String exclude) {
    assertThat(new PathPattern("/token").overlaps(new PathPattern(exclude))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tokens", "/health", "/tok/*", "/health/*", "/"})
  void doesNotOverlapOtherPaths(String exclude) {
    assertThat(new PathPattern("/token").overlaps(new PathPattern(exclude))).isFalse();
  }

  @Test
  void overlapsIfEitherPatternContainsTheOther() {
    assertThat(new PathPattern("/api/*").overlaps(new PathPattern("/api/public/*"))).isTrue();
    assertThat(new PathPattern("/api/v1/*").overlaps(new PathPattern("/api/*"))).isTrue();
    assertThat(new PathPattern("/api/*").overlaps(new PathPattern("/Api"))).isTrue();
    assertThat(new PathPattern("*.jwt").overlaps(new PathPattern("/health/*"))).isTrue();
    assertThat(new PathPattern("*.jwt").overlaps(new PathPattern("/a.jwt"))).isTrue();
    assertThat(new PathPattern("*.jwt").overlaps(new PathPattern("/health"))).isFalse();
  }
}
