package io.github.proxymtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.config.BindingRules;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.PathPattern;
import io.github.proxymtls.config.RegistryRules;
import io.github.proxymtls.config.TokenRules;
import io.github.proxymtls.header.HeaderLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPolicyTest {

  private static final PathPolicy OAUTH =
      policy(List.of(), List.of("/health"), List.of("/oauth/token"), List.of("/api/*"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a;b=c",
        "/a;jsessionid=1",
        "//a",
        "/a//b",
        "/./a",
        "/a/.",
        "/a/..",
        "/a/../b",
        "/..",
        "/.",
        "/a\\b",
        "/a\tb",
        "/a\u007f",
        "/%2e/a",
        "/%2E%2e/a",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a%25b",
        "/a%3bb",
        "/a%00",
        "/a%0d",
        "/a%7F",
        "/a%",
        "/a%2",
        "/a%zz"
      })
  void refusesAPathThatHasMoreThanOneReading(String raw) {
    assertThat(OAUTH.ambiguous(raw)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a",
        "/a/",
        "/.well-known/x",
        "/a/..b",
        "/a/.../b",
        "/a.b",
        "/%6dtls",
        "/a%20b",
        "/%c3%a4",
        "*"
      })
  void leavesAPathThatHasOneReading(String raw) {
    assertThat(OAUTH.ambiguous(raw)).isFalse();
  }

  @Test
  void leavesEveryPathAloneWhereThePathsAreNotToldApart() {
    PathPolicy policy = policy(List.of(), List.of(), List.of(), List.of());

    assertThat(policy.ambiguous("/a;b//..")).isFalse();
    assertThat(policy.covers("/anything")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token", "/oauth/token/", "/oauth/token/x", "/OAuth/Token"})
  void aDemandCoversTheSlashWhatIsBelowAndEveryCase(String path) {
    assertThat(OAUTH.kindOf(path)).isEqualTo(PathKind.CLIENT_AUTHENTICATION);
  }

  @Test
  void aDemandEndsWithItsSegment() {
    assertThat(OAUTH.kindOf("/oauth/tokens")).isEqualTo(PathKind.PLAIN);
    assertThat(OAUTH.kindOf("/api")).isEqualTo(PathKind.PROTECTED_RESOURCE);
    assertThat(OAUTH.kindOf("/apis")).isEqualTo(PathKind.PLAIN);
  }

  @Test
  void anExclusionIsExact() {
    assertThat(OAUTH.covers("/health")).isFalse();
    assertThat(Stream.of("/health/", "/Health", "/health/x")).allMatch(OAUTH::covers);
  }

  @Test
  void aBindingPathIsCoveredThoughNothingIncludesIt() {
    PathPolicy policy = policy(List.of("/app/*"), List.of(), List.of("/oauth/token"), List.of());

    assertThat(policy.covers("/oauth/token")).isTrue();
    assertThat(policy.covers("/app/x")).isTrue();
    assertThat(policy.covers("/other")).isFalse();
  }

  private static PathPolicy policy(
      List<String> include, List<String> exclude, List<String> authentication, List<String> api) {
    return new PathPolicy(
        new Configuration(
            Configuration.Source.HEADER,
            List.of(),
            null,
            true,
            patterns(include),
            patterns(exclude),
            new BindingRules(
                new RegistryRules(null, null, Duration.ZERO, Duration.ZERO, Set.of(), List.of()),
                patterns(authentication),
                patterns(api),
                false,
                new TokenRules(null, null, null, false, false, 0),
                Duration.ofMinutes(5)),
            Configuration.CacheControl.DEFAULT,
            new HeaderLimits(1, 1, 1, 1),
            1,
            1,
            Duration.ofMinutes(5),
            Duration.ZERO));
  }

  private static List<PathPattern> patterns(List<String> texts) {
    return texts.stream().map(PathPattern::new).toList();
  }
}
