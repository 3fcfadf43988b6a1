package io.github.proxymtls.internal.jose;

import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.proxymtls.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Decides when a key set is fetched: once at first, then in the background as soon as it is older
 * than the time to live, or on the thread of a caller when it is twice as old. Only one fetch runs
 * at a time. An unknown key causes another fetch, at a limited rate. While the endpoint is down,
 * the last good set stays in use.
 */
public final class KeyRefresh {

  /** The maximum time of a fetch, and of a caller's wait for it. */
  public static final Duration FETCH_LIMIT = Duration.ofSeconds(3);

  private static final Duration MINIMUM_INTERVAL = Duration.ofSeconds(30);
  private static final Duration MINIMUM_TIME_TO_LIVE = Duration.ofSeconds(10);
  private static final Duration IDLE_THREAD = Duration.ofSeconds(5);

  private KeyRefresh() {}

  /**
   * Applies these rules to a source.
   *
   * @param configured the time to live; a value below ten seconds counts as ten
   */
  public static JWKSetBasedJWKSource<SecurityContext> of(
      JWKSetSource<SecurityContext> fetch, Duration configured, ExecutorService background) {
    Duration timeToLive =
        configured.compareTo(MINIMUM_TIME_TO_LIVE) < 0 ? MINIMUM_TIME_TO_LIVE : configured;
    return (JWKSetBasedJWKSource<SecurityContext>)
        JWKSourceBuilder.create(fetch)
            .cache(2 * timeToLive.toMillis(), FETCH_LIMIT.toMillis())
            .refreshAheadCache(timeToLive.toMillis(), null, background, false, null, false)
            .rateLimited(Math.min(MINIMUM_INTERVAL.toMillis(), timeToLive.toMillis()))
            .outageTolerantForever()
            .build();
  }

  /** Returns the executor that fetches sets in the background. */
  public static ExecutorService background(int most, DaemonThreads threads) {
    return threads.pool(most, IDLE_THREAD, new LinkedBlockingQueue<>());
  }
}
