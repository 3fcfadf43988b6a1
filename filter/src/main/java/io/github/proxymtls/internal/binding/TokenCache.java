package io.github.proxymtls.internal.binding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tokens of one snapshot, by the SHA-256 of each. A token itself is not kept.
 */
final class TokenCache {

  /** What an entry takes with its key, generously. */
  static final int ENTRY_BYTES = 512;

  /** An answer, and the instant from which on it must not be used. */
  private record Entry(AccessTokens.Read read, Instant until) {}

  private final Cache<Thumbprint, Entry> entries;
  private final Duration timeToLive;
  private final Clock clock;

  TokenCache(long maximumBytes, Duration timeToLive, Clock clock) {
    this.timeToLive = timeToLive;
    this.clock = clock;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((Thumbprint key, Entry entry) -> ENTRY_BYTES)
            .expireAfterWrite(timeToLive)
            .executor(Runnable::run)
            .build();
  }

  /** What is known at this instant, or null. */
  AccessTokens.@Nullable Read get(Thumbprint token) {
    Entry entry = entries.getIfPresent(token);
    return entry != null && clock.instant().isBefore(entry.until()) ? entry.read() : null;
  }

  /** Remembers until the given instant, and no longer than the time to live. */
  void put(Thumbprint token, AccessTokens.Read read, Instant until) {
    Instant now = clock.instant();
    Instant latest = now.plus(timeToLive);
    Instant end = until.isBefore(latest) ? until : latest;
    if (now.isBefore(end)) {
      entries.put(token, new Entry(read, end));
    }
  }

  /** How many entries there are. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }
}
