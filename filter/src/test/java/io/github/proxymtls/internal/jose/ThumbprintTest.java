package io.github.proxymtls.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.internal.text.Sha256;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThumbprintTest {

  private static final int BITS = 256;

  private final Random random = new Random(1);

  private byte[] octets() {
    byte[] octets = new byte[BITS / Byte.SIZE];
    random.nextBytes(octets);
    return octets;
  }

  private static String text(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  @Test
  void keepsEveryBit() {
    for (int i = 0; i < 1000; i++) {
      byte[] octets = octets();
      assertThat(Thumbprint.parse(text(octets))).hasToString(text(octets));
      assertThat(Thumbprint.parse(HexFormat.of().formatHex(octets))).hasToString(text(octets));
    }
  }

  @Test
  void matchesExactlyTheSameOctets() {
    byte[] octets = octets();
    Thumbprint thumbprint = Thumbprint.parse(text(octets));
    assertThat(thumbprint.matches(text(octets))).isTrue();
    for (int bit = 0; bit < BITS; bit++) {
      byte[] other = octets.clone();
      other[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThat(thumbprint.matches(text(other))).isFalse();
      assertThat(thumbprint).isNotEqualTo(Thumbprint.parse(text(other)));
      assertThat(Thumbprint.isAmong(List.of(thumbprint), text(other))).isFalse();
    }
  }

  /** The last character has two unused bits (RFC 4648 section 3.5). */
  @Test
  void matchesNoOtherSpelling() {
    String zeros = "A".repeat(43);
    Thumbprint thumbprint = Thumbprint.parse(zeros);
    for (String other :
        List.of(
            "",
            "A".repeat(42),
            "A".repeat(44),
            "A".repeat(42) + "B",
            "A".repeat(42) + "=",
            "A".repeat(42) + "\u0141",
            "0".repeat(64))) {
      assertThat(thumbprint.matches(other)).isFalse();
      assertThat(Thumbprint.isAmong(List.of(thumbprint), other)).isFalse();
    }
  }

  @Test
  void findsOneAmongSeveral() {
    byte[] der = octets();
    List<Thumbprint> registered =
        List.of(Thumbprint.over(octets()), Thumbprint.over(der), Thumbprint.over(octets()));
    assertThat(Thumbprint.isAmong(registered, Sha256.base64Url(der))).isTrue();
    assertThat(Thumbprint.isAmong(List.of(), Sha256.base64Url(der))).isFalse();
  }

  @Test
  void rejectsAnythingElse() {
    assertThatThrownBy(() -> Thumbprint.parse("A".repeat(42) + "B"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
