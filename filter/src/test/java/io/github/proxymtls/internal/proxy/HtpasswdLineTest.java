package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtpasswdLineTest {

  @Test
  void createsALineThatTheUsersFileAccepts() {
    String line = HtpasswdLine.of("edge-1", octets("Grüße"));

    assertThat(line).startsWith("edge-1:$2y$10$").hasSize("edge-1:".length() + 60);
    assertThat(BcryptHash.parse(line.substring("edge-1:".length())).matches(octets("Grüße")))
        .isTrue();
  }

  @Test
  void saltsEveryLine() {
    assertThat(HtpasswdLine.of("u", octets("p"), 4))
        .isNotEqualTo(HtpasswdLine.of("u", octets("p"), 4));
  }

  @Test
  void rejectsMoreThanSeventyTwoBytes() {
    assertThat(HtpasswdLine.of("u", octets("p".repeat(72)), 4)).isNotEmpty();
    assertThatThrownBy(() -> HtpasswdLine.of("u", octets("p".repeat(73)), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the password has more than 72 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000b", "p\n"})
  void rejectsPasswordsThatNoProxyCanSend(String password) {
    assertThatThrownBy(() -> HtpasswdLine.of("u", octets(password), 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "ü", " u", "u ", "#u", "u\nv"})
  void rejectsInvalidUserNames(String user) {
    assertThatThrownBy(() -> HtpasswdLine.of(user, octets("p"), 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 15})
  void rejectsCostsThatTheUsersFileRejects(int cost) {
    assertThatThrownBy(() -> HtpasswdLine.of("u", octets("p"), cost))
        .hasMessage("the cost must be 4 to 14");
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
