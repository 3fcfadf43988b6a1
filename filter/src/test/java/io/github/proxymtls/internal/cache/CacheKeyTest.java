package io.github.proxymtls.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CacheKeyTest {

  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final Random random = new Random(13);

  @Test
  void keysAreEqualOnlyIfEveryCharacterIs() {
    for (int length : new int[] {0, 1, 127, 128, 129, 1800}) {
      String value = text(length);
      CacheKey.Lines key = new CacheKey.Lines("p", value, List.of("a", "b"));

      CacheKey.Lines same = new CacheKey.Lines("p", new String(value), List.of("a", "b"));
      assertThat(key).isEqualTo(same).hasSameHashCodeAs(same);
      for (int i = 0; i < length; i++) {
        String other = value.substring(0, i) + '!' + value.substring(i + 1);
        assertThat(new CacheKey.Lines("p", other, List.of("a", "b"))).isNotEqualTo(key);
      }
      assertThat(new CacheKey.Lines("p", value + "A", List.of("a", "b"))).isNotEqualTo(key);
      assertThat(new CacheKey.Lines("q", value, List.of("a", "b"))).isNotEqualTo(key);
      assertThat(new CacheKey.Lines(null, value, List.of("a", "b"))).isNotEqualTo(key);
      assertThat(new CacheKey.Lines("p", value, List.of("a"))).isNotEqualTo(key);
      assertThat(new CacheKey.Lines("p", value, List.of("a, b"))).isNotEqualTo(key);
      assertThat(new CacheKey.Lines("p", value, List.of("a", "c"))).isNotEqualTo(key);
      assertThat(new CacheKey.Lines("p", value, List.of())).isNotEqualTo(key);
    }
  }

  /** A certificate differs from another of its issuer at least in its signature, at the end. */
  @Test
  void valuesWithAnotherSignatureHaveAnotherHash() {
    String begin = text(1400);

    assertHashesDiffer(() -> begin + text(344));
  }

  /** In a value with names after the certificate, all that varies may be far from the end. */
  @Test
  void valuesWithAnotherKeyAndSignatureInTheMiddleHaveAnotherHash() {
    String begin = text(200);
    String between = text(500);
    String end = text(300);

    assertHashesDiffer(() -> begin + text(86) + between + text(96) + end);
  }

  /** In a value with a chain, the leaf is at the beginning, and all else may be the same. */
  @Test
  void longValuesWithAnotherLeafHaveAnotherHash() {
    String begin = text(700);
    String between = text(500);
    String chain = text(9000);

    assertHashesDiffer(() -> begin + text(86) + between + text(96) + chain);
  }

  private static void assertHashesDiffer(Supplier<String> values) {
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      hashes.add(new CacheKey.Lines(null, values.get(), List.of()).hashCode());
    }

    assertThat(hashes).hasSizeGreaterThan(9_980);
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(BASE64.charAt(random.nextInt(BASE64.length())));
    }
    return text.toString();
  }
}
