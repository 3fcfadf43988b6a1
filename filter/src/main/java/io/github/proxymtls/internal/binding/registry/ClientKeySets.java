package io.github.proxymtls.internal.binding.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.internal.fetch.AllowedHosts;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.LookUpWatch;
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
 * The key sets that clients publish at their {@code jwks_uri}. Each URI is fetched once, no matter
 * how many registrations name it and how often they are read. Thread-safe.
 *
 * <h2>Only configured hosts are contacted</h2>
 *
 * The scheme is https and the host is a configured one. A host name must resolve to public
 * addresses. An IP address or {@code localhost} may be private, because the operator lists it
 * explicitly.
 */
public final class ClientKeySets implements AutoCloseable {

  private static final int MAXIMUM_SETS = 10_000;
  private static final int THREADS = 2;

  private final AllowedHosts allowedHosts;
  private final Duration timeToLive;
  private final Clock clock;
  private final Fetcher byName;
  private final Fetcher byAddress;
  private final DaemonThreads threads = new DaemonThreads("proxymtls-client-keys");
  private final ExecutorService background = KeyRefresh.background(THREADS, threads);
  private final Cache<URI, RemoteClientKeys> sets =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAXIMUM_SETS).build();

  /**
   * @param allowedHosts the hosts, with or without a port; IPv6 addresses in brackets
   * @param timeToLive the age at which a set is refreshed
   */
  ClientKeySets(Set<String> allowedHosts, Duration timeToLive, Clock clock) {
    this(allowedHosts, timeToLive, clock, LookUpWatch.NONE);
  }

  public ClientKeySets(
      Set<String> allowedHosts, Duration timeToLive, Clock clock, LookUpWatch watch) {
    this.byName = fetcher(false, watch);
    this.byAddress = fetcher(true, watch);
    this.allowedHosts = new AllowedHosts(allowedHosts);
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  private static Fetcher fetcher(boolean privateAddresses, LookUpWatch watch) {
    return watch.watching(
        LookUp.CLIENT_KEYS, new PinnedFetcher(KeyRefresh.FETCH_LIMIT, privateAddresses));
  }

  /** Returns why the URI may not be fetched, or null if it may. */
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

  /**
   * Returns the certificates at a URI for which {@link #fault} returns null. They are fetched at
   * the first look-up.
   */
  RegisteredCertificates at(URI uri) {
    return sets.get(uri, this::remote);
  }

  private RemoteClientKeys remote(URI uri) {
    JsonFetcher fetcher = new JsonFetcher(isAddress(host(uri)) ? byAddress : byName);
    return new RemoteClientKeys(
        new RemoteClientKeys.Origin(fetcher, uri), timeToLive, background, clock);
  }

  /** Stops all fetching. */
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
