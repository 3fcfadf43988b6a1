package io.github.proxymtls.internal.binding.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Result<Confirmation> KNOWN = Result.of(Confirmation.of(null));

  @Test
  void staysWithinItsLimit() {
    TokenCache cache = cache(10 * TokenCache.ENTRY_BYTES);

    for (int i = 0; i < 1_000; i++) {
      cache.put(key("token " + i), KNOWN, Instant.MAX);
    }

    assertThat(cache.size()).isEqualTo(10);
  }

  @Test
  void cachesNothingWithALimitOfZero() {
    TokenCache cache = cache(0);

    cache.put(key("token"), KNOWN, Instant.MAX);

    assertThat(cache.get(key("token"))).isNull();
  }

  @Test
  void returnsNoExpiredEntry() {
    TokenCache cache = cache(1 << 20);

    cache.put(key("past"), KNOWN, NOW);
    cache.put(key("good"), KNOWN, NOW.plusMillis(1));

    assertThat(cache.get(key("past"))).isNull();
    assertThat(cache.get(key("good"))).isEqualTo(KNOWN);
    assertThat(cache.size()).isEqualTo(1);
  }

  private static TokenCache cache(long bytes) {
    return new TokenCache(bytes, Duration.ofMinutes(5), CLOCK);
  }

  private static Thumbprint key(String token) {
    return Thumbprint.over(token.getBytes(StandardCharsets.UTF_8));
  }
}
