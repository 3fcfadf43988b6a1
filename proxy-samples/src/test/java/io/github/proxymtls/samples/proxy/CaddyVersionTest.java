package io.github.proxymtls.samples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaddyVersionTest {

  @ParameterizedTest
  @CsvSource({
    "2.6.2, false, true",
    "2.7.6, false, true",
    "v2.8.0 h1:7ZCvB9R7qBsEydqBkYCOHaMNrDEF/fj0ZouySV2D474=, true, false",
    "v2.11.7 h1:yj0Y4fYZGPkSvibBJ1sTWE33xC0fxztVyXEW5iIdUT4=, true, false",
    "v3.0.0-beta.1, true, false",
    "2.5.2, false, false",
    "v1.0.5, false, false"
  })
  void determinesTheDialectOfAProgram(String printed, boolean current, boolean of26) {
    CaddyVersion version = CaddyVersion.parse(printed + "\n").orElseThrow();
    assertThat(Caddy.CURRENT.understands(version)).isEqualTo(current);
    assertThat(Caddy.OF_2_6.understands(version)).isEqualTo(of26);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "(devel)", "unknown", "Error: 2.6", "2", "v2.", "99999.1"})
  void findsNoVersionInOtherOutput(String printed) {
    assertThat(CaddyVersion.parse(printed)).isEmpty();
  }

  @Test
  void programThatDoesNotRunHasNoVersion() {
    assertThat(CaddyVersion.of(Path.of("no-such-program"))).isEmpty();
  }
}
