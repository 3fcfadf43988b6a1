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
 * When a key set is fetched: once, and again in the background as soon as it is older than the time
 * to live, or by whoever comes first when it is twice as old; one fetch at a time; a key that is
 * not there asks for another fetch, but not often. While the endpoint is down the last good set
 * stays in use.
 */
public final class KeyRefresh {

  /** How long one fetch may take, and whoever waits for it. */
  public static final Duration FETCH_LIMIT = Duration.ofSeconds(3);

  private static final Duration MINIMUM_INTERVAL = Duration.ofSeconds(30);
  private static final Duration MINIMUM_TIME_TO_LIVE = Duration.ofSeconds(10);
  private static final Duration IDLE_THREAD = Duration.ofSeconds(5);

  private KeyRefresh() {}

  /**
   * Puts the rules around what fetches.
   *
   * @param configured the time to live; less than ten seconds is taken for ten
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

  /** Where sets are fetched in the background. */
  public static ExecutorService background(int most, DaemonThreads threads) {
    return threads.pool(most, IDLE_THREAD, new LinkedBlockingQueue<>());
  }
}
