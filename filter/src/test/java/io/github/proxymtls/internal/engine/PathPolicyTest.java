package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.PathPattern;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.config.TokenRules;
import io.github.proxymtls.internal.header.HeaderLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
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
  void rejectsPathWithSeveralReadings(String raw) {
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
  void acceptsPathWithOneReading(String raw) {
    assertThat(OAUTH.ambiguous(raw)).isFalse();
  }

  @Test
  void acceptsEveryPathIfNoPathHasRules() {
    PathPolicy policy = policy(List.of(), List.of(), List.of(), List.of());

    assertThat(policy.ambiguous("/a;b//..")).isFalse();
    assertThat(policy.endpoint("/anything")).isEqualTo(EndpointKind.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token", "/oauth/token/", "/oauth/token/x", "/OAuth/Token"})
  void bindingPathCoversTrailingSlashSubpathsAndEveryCase(String path) {
    assertThat(OAUTH.endpoint(path)).isEqualTo(EndpointKind.CLIENT_AUTHENTICATION);
  }

  @Test
  void bindingPathEndsAtSegmentBoundary() {
    assertThat(OAUTH.endpoint("/oauth/tokens")).isEqualTo(EndpointKind.PLAIN);
    assertThat(OAUTH.endpoint("/api")).isEqualTo(EndpointKind.PROTECTED_RESOURCE);
    assertThat(OAUTH.endpoint("/apis")).isEqualTo(EndpointKind.PLAIN);
  }

  @Test
  void excludesExactPathOnly() {
    assertThat(OAUTH.endpoint("/health")).isNull();
    assertThat(Stream.of("/health/", "/Health", "/health/x"))
        .allMatch(path -> OAUTH.endpoint(path) == EndpointKind.PLAIN);
  }

  @Test
  void coversBindingPathThatIsNotIncluded() {
    PathPolicy policy = policy(List.of("/app/*"), List.of(), List.of("/oauth/token"), List.of());

    assertThat(policy.endpoint("/oauth/token")).isEqualTo(EndpointKind.CLIENT_AUTHENTICATION);
    assertThat(policy.endpoint("/app/x")).isEqualTo(EndpointKind.PLAIN);
    assertThat(policy.endpoint("/other")).isNull();
  }

  @Tag("slow")
  @Test
  void rejectsCodePointsThatARouterReadsAsAsciiInBindingPath() {
    Map<String, PathPolicy> policies = new HashMap<>();
    List<String> passed = new ArrayList<>();
    definedCodePoints()
        .filter(point -> point > 0x7f)
        .filter(point -> RouterFolding.changes("a" + Character.toString(point) + "z"))
        .mapToObj(point -> "/oauth2/to" + Character.toString(point) + "en")
        .forEach(
            path -> {
              for (String pattern : asciiReadingsOf(path)) {
                PathPolicy policy = policies.computeIfAbsent(pattern, PathPolicyTest::requiring);
                if (!policy.foldsToAnother(path) || !policy.foldsToAnother(path + "/x")) {
                  passed.add(path + " for " + pattern);
                }
              }
            });
    assertThat(passed).isEmpty();
    assertThat(policies).hasSizeGreaterThan(100);
  }

  private static IntStream definedCodePoints() {
    return IntStream.rangeClosed(' ', Character.MAX_CODE_POINT)
        .filter(Character::isDefined)
        .filter(point -> Character.getType(point) != Character.PRIVATE_USE);
  }

  /** Those that a pattern can match; others end at another delimiter. */
  private static Set<String> asciiReadingsOf(String path) {
    return RouterFolding.all().stream()
        .map(folding -> folding.apply(path))
        .filter(
            read ->
                read.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '/')))
        .collect(Collectors.toSet());
  }

  private static PathPolicy requiring(String pattern) {
    return policy(List.of(), List.of(), List.of(pattern), List.of());
  }

  @Test
  void rejectsBlanksThatARouterTrimsFromBindingPath() {
    PathPolicy policy = requiring("/oauth2/token");
    List<String> blanks =
        definedCodePoints()
            .filter(point -> Character.isWhitespace(point) || Character.isSpaceChar(point))
            .mapToObj(Character::toString)
            .toList();

    assertThat(blanks)
        .allMatch(blank -> policy.foldsToAnother("/oauth2/token" + blank))
        .allMatch(blank -> policy.foldsToAnother("/oauth2/" + blank + "token"))
        .allMatch(blank -> policy.foldsToAnother("/oauth2" + blank + "/token/x"))
        .hasSizeGreaterThan(15);
  }

  @Tag("slow")
  @Test
  void acceptsCodePointsIfNoReadingRequiresMore() {
    PathPolicy policy =
        policy(List.of(), List.of("/health"), List.of("/oauth2/token"), List.of("/api/*"));

    assertThat(definedCodePoints().mapToObj(Character::toString))
        .noneMatch(name -> policy.foldsToAnother("/dosya/" + name + ".pdf"))
        .noneMatch(name -> policy.foldsToAnother("/api/x" + name))
        .noneMatch(name -> policy.foldsToAnother("/health/x" + name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ap\u0130/accounts",
        "/\u212Aiosk",
        "/\uFF41pi/x",
        "/A\u200BPI",
        "/public/\u2025/api/x",
        "/public/.\u00AD./api/x",
        "/public/.. /api/x",
        "/public/\uFF0E\uFF0E/api",
        "/public\uFF0F..\uFF0Fapi",
        "/public/\uFF3C../api",
        "/api\uFF1Bx",
        "/api\uFF1Fx",
        "/api\uFF03x",
        "/x\u0307/ /..\uFF1Ba/../api",
        "/api ",
        "/apI\u0307",
        "/healt\u210E",
        "/health "
      })
  void rejectsPathWhoseOtherReadingHasOtherRequirements(String path) {
    PathPolicy policy =
        policy(List.of(), List.of("/health"), List.of(), List.of("/api/*", "/kiosk"));

    assertThat(policy.foldsToAnother(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dosya/\u0131s\u0131.pdf",
        "/Dosya/\u0131s\u0131.pdf",
        "/oauth2/token/\u212A",
        "/my file.txt",
        "/a /b",
        "/API/\u00C4",
        "/\u8CC7\u6599\uFF1B\u4E00\uFF0E\uFF05",
        "/\uD835\uDC24"
      })
  void acceptsPathWhoseReadingsHaveTheSameRequirements(String path) {
    PathPolicy policy =
        policy(List.of(), List.of("/dosya/x"), List.of("/oauth2/token"), List.of("/api/*"));

    assertThat(policy.foldsToAnother(path)).isFalse();
  }

  @Test
  void matchesNonAsciiPatternInEveryCase() {
    PathPolicy policy =
        policy(List.of(), List.of(), List.of("/\u0130d", "/stra\u00DFe"), List.of("/\u00F1/*"));

    assertThat(Stream.of("/\u0130d", "/stra\u00DFe/x", "/\u00F1/\u212A"))
        .noneMatch(policy::foldsToAnother);
    assertThat(Stream.of("/id", "/ID", "/strasse", "/STRASSE", "/\u00D1", "/n\u0303/x"))
        .allMatch(policy::foldsToAnother);
    assertThat(policy.foldsToAnother("/other")).isFalse();
  }

  @Test
  void findsNoOtherReadingIfNoPathHasRules() {
    PathPolicy policy = policy(List.of(), List.of(), List.of(), List.of());

    assertThat(policy.foldsToAnother("/ap\u0130/ x")).isFalse();
  }

  @Test
  void findsIncludedPathInEveryReading() {
    PathPolicy policy =
        policy(List.of("/api/*", "*.jwt"), List.of("/api/open/*"), List.of(), List.of());

    assertThat(
            Stream.of("/ap\u0130", "/x.\uFF2Awt", "/x.jwt ", "/api/open\u200D/x", "/api/ open/x"))
        .allMatch(policy::foldsToAnother);
    assertThat(
            Stream.of(
                "/api/\u0130", "/x/\u0130", "/x\u0130.jwt", "/api/open/\u0130", "/API/OPEN/x"))
        .noneMatch(policy::foldsToAnother);
  }

  /** The places of paths are chosen by their length, their middle and their end. */
  @Test
  void decidesPathsThatShareAPlaceEachByItself() {
    PathPolicy policy =
        policy(List.of(), List.of("/open/x"), List.of("/take/x"), List.of("/data/x"));

    for (int i = 0; i < 2; i++) {
      assertThat(policy.endpoint("/take/x")).isEqualTo(EndpointKind.CLIENT_AUTHENTICATION);
      assertThat(policy.endpoint("/tape/x")).isEqualTo(EndpointKind.PLAIN);
      assertThat(policy.endpoint("/data/x")).isEqualTo(EndpointKind.PROTECTED_RESOURCE);
      assertThat(policy.endpoint("/open/x")).isNull();
      assertThat(policy.ambiguous("/a;b/x")).isTrue();
      assertThat(policy.ambiguous("/a-b/x")).isFalse();
      assertThat(policy.foldsToAnother("/\uFF54ake/x")).isTrue();
    }
  }

  static PathPolicy policy(
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
            false,
            new HeaderLimits(1, 1, 1, 1),
            1,
            1,
            Duration.ofMinutes(5),
            Duration.ZERO,
            Duration.ZERO,
            false));
  }

  private static List<PathPattern> patterns(List<String> texts) {
    return texts.stream().map(PathPattern::new).toList();
  }
}
