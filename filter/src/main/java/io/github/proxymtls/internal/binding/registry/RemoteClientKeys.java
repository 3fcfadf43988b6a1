package io.github.proxymtls.internal.binding.registry;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.jose.JsonFetcher;
import io.github.proxymtls.internal.jose.KeyRefresh;
import io.github.proxymtls.internal.jose.StrictJson;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates at a client's {@code jwks_uri} (RFC 8705 section 2.2), fetched as {@link
 * KeyRefresh} describes. A look-up in a fetched set needs no lock and no I/O, unless the set was
 * not used for twice its time to live. Only the thumbprints of a set are kept.
 */
final class RemoteClientKeys implements RegisteredCertificates {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteClientKeys.class);

  private final Origin origin;
  private final JWKSetSource<SecurityContext> refreshed;
  private final Clock clock;

  RemoteClientKeys(Origin origin, Duration timeToLive, ExecutorService background, Clock clock) {
    this.origin = origin;
    this.refreshed = KeyRefresh.of(origin, timeToLive, background).getJWKSetSource();
    this.clock = clock;
  }

  @Override
  public Presence find(String thumbprint) {
    JWKSet current = refresh(JWKSetCacheRefreshEvaluator.noRefresh());
    List<Thumbprint> known = origin.lastGood;
    if (known != null && Thumbprint.isAmong(known, thumbprint)) {
      return Presence.PRESENT;
    }
    if (current != null) {
      refresh(JWKSetCacheRefreshEvaluator.referenceComparison(current));
      known = origin.lastGood;
    }
    if (known == null) {
      return Presence.UNKNOWN;
    }
    return Thumbprint.isAmong(known, thumbprint) ? Presence.PRESENT : Presence.ABSENT;
  }

  /**
   * Returns the marker of the set in use; null if there is none, or if the next fetch is not due
   * yet.
   */
  private @Nullable JWKSet refresh(JWKSetCacheRefreshEvaluator evaluator) {
    try {
      return refreshed.getJWKSet(evaluator, clock.millis(), null);
    } catch (KeySourceException e) {
      LOG.debug("client_keys=not-fetched", e);
      return null;
    }
  }

  /** Fetches a set; the returned marker only distinguishes one set from the next. */
  static final class Origin implements JWKSetSource<SecurityContext> {

    private final JsonFetcher fetcher;
    private final URI uri;
    private volatile @Nullable List<Thumbprint> lastGood;

    Origin(JsonFetcher fetcher, URI uri) {
      this.fetcher = fetcher;
      this.uri = uri;
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        byte[] json = fetcher.fetch(uri).getBytes(StandardCharsets.UTF_8);
        lastGood = RegisteredKeys.readAll(StrictJson.parse(json));
        return new JWKSet();
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("client_keys=unavailable error=\"{}\" uri={}", e.getMessage(), Fetcher.shown(uri));
        throw new JWKSetUnavailableException("no key set from the client", e);
      }
    }

    @Override
    public void close() {
      // No resource is open.
    }
  }
}
