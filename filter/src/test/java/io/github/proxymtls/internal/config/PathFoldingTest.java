package io.github.proxymtls.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class PathFoldingTest {

  @ParameterizedTest
  @CsvSource({
    "/oauth2/to\u212Aen, /oauth2/token",
    "/ap\u0130, /api",
    "/ap\u0131, /api",
    "/cla\u00DF, /class",
    "/CLA\u1E9E, /class",
    "/\uFF21pi, /api",
    "/a\u200Bp\u00ADi, /api",
    "/ api\u00A0/\u3000x , /api/x",
    "/a b/c, /a b/c",
    "/\uD835\uDC24ilo, /kilo",
  })
  void foldsCaseCompatibilityFormsFormatCharactersAndWhitespace(String path, String fold) {
    assertThat(PathFolding.of(path)).isEqualTo(fold);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/../b, /b",
    "/../../b, /b",
    "/a/./b//c/, /a/b/c/",
    "/a/.., /",
    "/a/b/.., /a/",
    "/a;x/b;y, /a/b",
    "/a\\b, /a/b",
    "/a?b/c, /a",
    "/a#b, /a",
    "/, /",
    "/a/b, /a/b",
  })
  void resolvesAFoldLikeARouter(String fold, String resolved) {
    assertThat(PathFolding.resolved(fold)).isEqualTo(resolved);
  }

  @Test
  void foldingIsIdempotent() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (!Character.isDefined(point)) {
        continue;
      }
      String fold = PathFolding.of("/a" + Character.toString(point) + "z");
      assertThat(PathFolding.of(fold)).as("U+%04X", point).isEqualTo(fold);
    }
  }

  @Test
  void onlyPrintableAsciiWithoutSpacesIsPlain() {
    for (char c = 0; c < 0x100; c++) {
      assertThat(PathFolding.isPlain("/a" + c)).isEqualTo(c > ' ' && c < 0x7f);
    }
  }
}
