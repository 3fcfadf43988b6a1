package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomPasswordTest {

  private static final String PREFIX = "$proxymtls-sha256$1$";

  private final RandomPassword password = RandomPassword.make();

  @Test
  void hashMatchesOnlyItsPassword() {
    PasswordHash hash = PasswordHash.parse(password.hash());

    assertThat(matches(hash, password.text())).isTrue();
    assertThat(matches(hash, RandomPassword.make().text())).isFalse();
    assertThat(matches(hash, password.text() + "=")).isFalse();
    assertThat(matches(hash, password.text() + " ")).isFalse();
    assertThat(matches(hash, "")).isFalse();
  }

  @Test
  void createsADifferentPasswordEachTime() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      all.add(RandomPassword.make().text());
    }
    assertThat(all).hasSize(100).allMatch(text -> text.matches("[A-Za-z0-9_-]{43}"));
  }

  @Test
  void hashOfAnotherKindOfPasswordMatchesNothing() {
    for (String chosen : new String[] {"secret", "a".repeat(42), "b".repeat(43), "a".repeat(72)}) {
      PasswordHash hash = PasswordHash.parse(RandomPasswordHash.of(chosen).text());
      assertThat(matches(hash, chosen)).as(chosen).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$proxymtls-sha256$",
        "$proxymtls-sha256$1$",
        "$proxymtls-sha256$2$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$proxymtls-sha256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$proxymtls-sha256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$proxymtls-sha256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "$proxymtls-sha256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "$proxymtls-sha256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
        "$proxymtls-sha256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
        "$PROXYMTLS-SHA256$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void rejectsOtherForms(String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void toStringContainsNoPasswordOrHash() {
    assertThat(password.toString()).doesNotContain(password.text());
    assertThat(PasswordHash.parse(password.hash())).hasToString("sha256");
    assertThat(password.hash()).startsWith(PREFIX).doesNotContain(password.text());
  }

  private static boolean matches(PasswordHash hash, String text) {
    return hash.matches(text.getBytes(StandardCharsets.UTF_8));
  }
}
