package io.github.proxymtls.internal.binding.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.jose.JsonFetcher;
import io.github.proxymtls.internal.jose.KeyRefresh;
import io.github.proxymtls.internal.threads.DaemonThreads;
import io.github.proxymtls.oauth.TokenKeys;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys at {@code proxymtls.binding.token-jwks-uri}: fetched at the start, and then as
 * {@link KeyRefresh} describes.
 */
final class RemoteTokenKeys implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteTokenKeys.class);

  private static final String URI_KEY = "proxymtls.binding.token-jwks-uri";
  private static final String ISSUER_KEY = "proxymtls.binding.token-issuer";

  private final Fetcher fetcher;
  private final DaemonThreads threads = new DaemonThreads("proxymtls-token-keys");
  private final ExecutorService background = KeyRefresh.background(1, threads);
  private final TokenKeys keys;

  private RemoteTokenKeys(URI uri, String issuer, Duration timeToLive, LookUpWatch watch) {
    this.fetcher = watch.watching(LookUp.TOKEN_KEYS, new NamedFetcher(KeyRefresh.FETCH_LIMIT));
    Origin origin = new Origin(new JsonFetcher(fetcher), uri);
    this.keys = new TokenKeys(KeyRefresh.of(origin, timeToLive, background), issuer);
  }

  /** Creates the keys without a watch. */
  static @Nullable RemoteTokenKeys of(BindingRules rules, Problems problems) {
    return of(rules, LookUpWatch.NONE, problems);
  }

  /**
   * Creates the keys that the configuration names. Returns null if it names none, or after a
   * problem.
   */
  static @Nullable RemoteTokenKeys of(BindingRules rules, LookUpWatch watch, Problems problems) {
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
    return new RemoteTokenKeys(uri, issuer, rules.jwksTimeToLive(), watch);
  }

  TokenKeys keys() {
    return keys;
  }

  /** Starts to fetch the keys. */
  void start() {
    background.execute(this::prefetch);
  }

  private void prefetch() {
    try {
      keys.keys().get(new JWKSelector(new JWKMatcher.Builder().build()), null);
    } catch (KeySourceException e) {
      LOG.debug("token_keys=unavailable at=start", e);
    }
  }

  /** Stops all fetching. */
  @Override
  public void close() {
    fetcher.close();
    threads.end(background);
  }

  private record Origin(JsonFetcher fetcher, URI uri) implements JWKSetSource<SecurityContext> {

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        return JWKSet.parse(fetcher.fetch(uri));
      } catch (IOException | ParseException e) {
        LOG.warn("token_keys=unavailable uri={} error=\"{}\"", Fetcher.shown(uri), e.getMessage());
        throw new JWKSetUnavailableException("no key set from the issuer", e);
      }
    }

    @Override
    public void close() {
      // No resource is open.
    }
  }
}
