package io.github.proxymtls.internal.binding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.fetch.AllowedHosts;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.PinnedFetcher;
import io.github.proxymtls.internal.jose.JsonFetcher;
import io.github.proxymtls.internal.jose.KeyRefresh;
import io.github.proxymtls.internal.threads.DaemonThreads;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What clients publish at their {@code jwks_uri}: one set for one URI, however many registrations
 * name it and however often they are read. Thread-safe.
 *
 * <h2>A registration leads nowhere that the operator did not allow</h2>
 *
 * The host is one of those that are configured, and the scheme https. A name must be at a public
 * address; an address or {@code localhost}, when the operator lists it, is what the operator meant.
 */
final class ClientKeySets implements AutoCloseable {

  private static final int MOST_SETS = 10_000;
  private static final int THREADS = 2;

  private final AllowedHosts allowedHosts;
  private final Duration timeToLive;
  private final Clock clock;
  private final Fetcher byName = new PinnedFetcher(KeyRefresh.FETCH_LIMIT, false);
  private final Fetcher byAddress = new PinnedFetcher(KeyRefresh.FETCH_LIMIT, true);
  private final DaemonThreads threads = new DaemonThreads("proxymtls-client-keys");
  private final ExecutorService background = KeyRefresh.background(THREADS, threads);
  private final Cache<URI, RemoteClientKeys> sets =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST_SETS).build();

  /**
   * @param allowedHosts IPv6 addresses in brackets; with a port or without
   * @param timeToLive after which a set is refreshed
   */
  ClientKeySets(Set<String> allowedHosts, Duration timeToLive, Clock clock) {
    this.allowedHosts = new AllowedHosts(allowedHosts);
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  /** Why nothing may be fetched from there, or null where it may. */
  @Nullable String fault(URI uri) {
    String fault = Fetcher.faultOfSecure(uri);
    if (fault != null) {
      return fault;
    }
    if (uri.getRawFragment() != null) {
      return "holds a fragment";
    }
    return allowedHosts.permit(uri)
        ? null
        : "its host is not in proxymtls.binding.jwks-allowed-hosts, or not with its port";
  }

  /** The certificates at a URI without a {@link #fault}; fetched when they are first asked for. */
  RegisteredCertificates at(URI uri) {
    return sets.get(uri, this::remote);
  }

  private RemoteClientKeys remote(URI uri) {
    JsonFetcher fetcher = new JsonFetcher(isAddress(host(uri)) ? byAddress : byName);
    return new RemoteClientKeys(
        new RemoteClientKeys.Origin(fetcher, uri), timeToLive, background, clock);
  }

  /** Ends all fetching. */
  @Override
  public void close() {
    byName.close();
    byAddress.close();
    threads.end(background);
  }

  private static String host(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[")
        || host.equals("localhost")
        || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
