package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The final refusals of one snapshot, each as a digest and a reason; nothing of a refused
 * certificate is kept. Bounded apart from {@link CertificateCache}, so that no stranger displaces a
 * certificate that was accepted.
 */
final class FinalRefusals {

  static final int MOST = 10_000;
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** What an entry takes with its key, rather more than less. */
  private static final int ENTRY_BYTES = 320;

  /** Where the refusal stands in a request's way. */
  enum Stage {
    /** Before anything that is decided for each request. */
    DECODING,
    /** After that. */
    VALIDATION,
    /** No refusal yet: nobody known issued the certificate, and only a pin can accept it. */
    BINDING
  }

  record FinalRefusal(Reason reason, Stage stage) {}

  private final Cache<RefusalKey, FinalRefusal> refusals;

  /**
   * @param maximumBytes what the other cache may hold; a smaller one makes this one smaller
   * @param timeToLive of the other cache; this one's is not longer
   */
  FinalRefusals(long maximumBytes, Duration timeToLive, Ticker ticker) {
    refusals =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumSize(Math.min(MOST, maximumBytes / ENTRY_BYTES))
            .expireAfterWrite(timeToLive.compareTo(LONGEST) < 0 ? timeToLive : LONGEST)
            .build();
  }

  @Nullable FinalRefusal get(RefusalKey key) {
    return refusals.getIfPresent(key);
  }

  void put(RefusalKey key, FinalRefusal refusal) {
    refusals.put(key, refusal);
  }

  /** How many entries there are. */
  long size() {
    refusals.cleanUp();
    return refusals.estimatedSize();
  }
}
