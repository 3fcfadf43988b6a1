package io.github.proxymtls.binding;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.proxymtls.config.BindingRules;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.fetch.Fetcher;
import io.github.proxymtls.fetch.NamedFetcher;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys at {@code proxymtls.binding.token-jwks-uri}: fetched at start and again in the
 * background once they are older than the time to live; one fetch at a time; a key that is not
 * there asks for another fetch, but not often. While the endpoint is down the last good set stays
 * in use.
 */
final class RemoteTokenKeys implements JWKSetSource<SecurityContext> {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteTokenKeys.class);

  private static final String URI_KEY = "proxymtls.binding.token-jwks-uri";
  private static final String ISSUER_KEY = "proxymtls.binding.token-issuer";
  private static final Duration FETCH_LIMIT = Duration.ofSeconds(3);
  private static final Duration MINIMUM_INTERVAL = Duration.ofSeconds(30);
  private static final Duration MINIMUM_TIME_TO_LIVE = Duration.ofSeconds(10);
  private static final Duration IDLE_THREAD = Duration.ofSeconds(5);

  private final JsonFetcher fetcher;
  private final URI uri;

  private RemoteTokenKeys(URI uri) {
    this.uri = uri;
    this.fetcher = new JsonFetcher(new NamedFetcher(FETCH_LIMIT));
  }

  /** Starts to fetch what the configuration names; null where it names nothing, or on a problem. */
  static @Nullable TokenKeys of(BindingRules rules, Problems problems) {
    URI uri = rules.tokens().jwksUri();
    if (uri == null) {
      return null;
    }
    String fault = Fetcher.faultOfSecure(uri);
    if (fault != null) {
      problems.add("url-refused", URI_KEY, fault, "use an https URL, or http for loopback only");
      return null;
    }
    String issuer = rules.tokens().issuer();
    if (issuer == null) {
      problems.add("missing-value", ISSUER_KEY, "missing", "name the exact value of iss");
      return null;
    }
    return new TokenKeys(keys(uri, rules.jwksTimeToLive()), issuer);
  }

  private static JWKSource<SecurityContext> keys(URI uri, Duration configured) {
    ExecutorService background = background();
    Duration timeToLive =
        configured.compareTo(MINIMUM_TIME_TO_LIVE) < 0 ? MINIMUM_TIME_TO_LIVE : configured;
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(new RemoteTokenKeys(uri))
            .cache(2 * timeToLive.toMillis(), FETCH_LIMIT.toMillis())
            .refreshAheadCache(timeToLive.toMillis(), null, background, false, null, false)
            .rateLimited(Math.min(MINIMUM_INTERVAL.toMillis(), timeToLive.toMillis()))
            .outageTolerantForever()
            .build();
    background.execute(() -> prefetch(keys));
    return keys;
  }

  private static void prefetch(JWKSource<SecurityContext> keys) {
    try {
      keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
    } catch (KeySourceException e) {
      LOG.debug("token_keys=unavailable at=start", e);
    }
  }

  /** One daemon thread that ends when it has nothing to do, so that nothing needs to be closed. */
  private static ExecutorService background() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_THREAD.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            RemoteTokenKeys::thread);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "proxymtls-token-keys");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      return JWKSet.parse(fetcher.fetch(uri));
    } catch (IOException | ParseException e) {
      LOG.warn("token_keys=unavailable uri={} error=\"{}\"", uri, e.getMessage());
      throw new JWKSetUnavailableException("no key set from the issuer", e);
    }
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
