package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The final refusals of one snapshot, each as digests and a reason; no part of a refused
 * certificate is stored. Its limit is separate from {@link CertificateCache}, so that refused
 * clients evict no accepted certificate.
 */
final class FinalRefusals {

  static final int MOST = 10_000;
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** The approximate maximum size of an entry and its key. */
  private static final int ENTRY_BYTES = 408;

  /** The step of the pipeline that refuses. */
  enum Stage {
    /** Before the checks that are made for each request. */
    DECODING,
    /** After those checks. */
    VALIDATION,
    /** Not yet a refusal: no configured CA issued the certificate, and only a pin can accept it. */
    BINDING
  }

  /**
   * @param thumbprint of the refused certificate, for the log; null if it was not decoded
   */
  record FinalRefusal(Reason reason, Stage stage, @Nullable String thumbprint) {}

  private final Cache<RefusalKey, FinalRefusal> refusals;

  /**
   * @param maximumBytes the limit of the other cache; a smaller one also reduces this one
   * @param timeToLive the time to live of the other cache, which this one does not exceed
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

  /** Returns the number of entries. */
  long size() {
    refusals.cleanUp();
    return refusals.estimatedSize();
  }
}
