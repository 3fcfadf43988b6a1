package io.github.proxymtls.internal.binding.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The confirmations of the tokens of one snapshot, by the SHA-256 of each token. The cache does not
 * store the tokens themselves.
 */
final class TokenCache {

  /** The approximate size of an entry and its key. */
  static final int ENTRY_BYTES = 512;

  /** A cached result and the instant at which it expires. */
  private record Entry(Result<Confirmation> state, Instant until) {}

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

  /** Returns the result that is valid at this instant, or null. */
  @Nullable Result<Confirmation> get(Thumbprint token) {
    Entry entry = entries.getIfPresent(token);
    return entry != null && clock.instant().isBefore(entry.until()) ? entry.state() : null;
  }

  /** Caches a result until the given instant, and no longer than the time to live. */
  void put(Thumbprint token, Result<Confirmation> state, Instant until) {
    Instant now = clock.instant();
    Instant latest = now.plus(timeToLive);
    Instant end = until.isBefore(latest) ? until : latest;
    if (now.isBefore(end)) {
      entries.put(token, new Entry(state, end));
    }
  }

  /** Returns the number of entries. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }
}
