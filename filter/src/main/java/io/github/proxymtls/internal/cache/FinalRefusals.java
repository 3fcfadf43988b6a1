package io.github.proxymtls.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Final refusals, each as a digest and a reason; no part of a refused certificate is stored. Its
 * limit is separate from {@link CertificateCache}, so that refused clients evict no accepted
 * certificate. A refusal counts only for snapshots of its epoch.
 */
public final class FinalRefusals {

  static final int MOST = 10_000;
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** The approximate maximum size of an entry and its key. */
  private static final int ENTRY_BYTES = 416;

  /** The step of the pipeline that refuses. */
  public enum Stage {
    /** Before the checks that are made for each request. */
    DECODING,
    /** After those checks. */
    VALIDATION,
    /** Not yet a refusal: no configured CA issued the certificate, and only a pin can accept it. */
    BINDING
  }

  /**
   * A refusal.
   *
   * @param thumbprint of the refused certificate, for the log; null if it was not decoded
   * @param epoch of the snapshot that refused it
   */
  public record Entry(Reason reason, Stage stage, @Nullable String thumbprint, long epoch) {}

  private final Cache<RefusalKey, Entry> refusals;

  /**
   * Creates an empty cache.
   *
   * @param maximumBytes the limit of the other cache; a smaller one also reduces this one
   * @param timeToLive the time to live of the other cache, which this one does not exceed
   */
  public FinalRefusals(long maximumBytes, Duration timeToLive, Ticker ticker) {
    refusals =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumSize(Math.min(MOST, maximumBytes / ENTRY_BYTES))
            .expireAfterWrite(timeToLive.compareTo(LONGEST) < 0 ? timeToLive : LONGEST)
            .build();
  }

  /** Returns the refusal of an epoch; null if there is none. */
  public @Nullable Entry get(RefusalKey key, long epoch) {
    Entry entry = refusals.getIfPresent(key);
    return entry == null || entry.epoch() != epoch ? null : entry;
  }

  public void put(RefusalKey key, Entry entry) {
    refusals.put(key, entry);
  }

  /** Returns the number of entries. */
  public long size() {
    refusals.cleanUp();
    return refusals.estimatedSize();
  }
}
