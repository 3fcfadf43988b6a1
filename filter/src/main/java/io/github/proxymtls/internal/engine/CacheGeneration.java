package io.github.proxymtls.internal.engine;

import static io.github.proxymtls.internal.config.FileKind.CLIENTS;
import static io.github.proxymtls.internal.config.FileKind.CRLS;
import static io.github.proxymtls.internal.config.FileKind.INTERMEDIATES;
import static io.github.proxymtls.internal.config.FileKind.PROXY_ANCHORS;
import static io.github.proxymtls.internal.config.FileKind.TRUST_ANCHORS;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.engine.Snapshot.Inputs;
import io.github.proxymtls.internal.path.Generations;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The caches of a snapshot, and the files from which their entries were derived.
 *
 * <h2>A reload keeps what it does not touch</h2>
 *
 * <p>A later snapshot uses the same caches only if the anchors, the intermediates and the proxies'
 * anchors have the same content; everything else in the configuration never changes. Otherwise it
 * gets new ones. A request of the earlier snapshot that ends later stores its result in the earlier
 * caches, where no request of the later snapshot finds it. Accepted certificates survive a change
 * of CRLs or registrations, but their {@link Generations} do not: the next request asks anew
 * whether a certificate of the path was revoked, and a pinned certificate is decided anew.
 */
final class CacheGeneration {

  private final Map<FileKind, FileContents> files;
  private final CertificateStage.Caches caches;
  private final Generations generations;
  private final PathPolicy paths;

  /**
   * @param paths the rules for paths, which remember what they decided and depend on no file
   */
  CacheGeneration(
      Map<FileKind, FileContents> files,
      CertificateStage.Caches caches,
      Generations generations,
      PathPolicy paths) {
    this.files = Map.copyOf(files);
    this.caches = caches;
    this.generations = generations;
    this.paths = paths;
  }

  /** Returns the caches of the first snapshot. */
  static CacheGeneration first(Inputs inputs) {
    Configuration configuration = inputs.configuration();
    return new CacheGeneration(
        inputs.files(),
        new CertificateStage.Caches(
            accepted(configuration), refused(configuration), new CacheCounters()),
        Generations.first(),
        new PathPolicy(configuration));
  }

  /** Returns the caches of the snapshot after this one. */
  CacheGeneration next(Inputs inputs) {
    Configuration configuration = inputs.configuration();
    Map<FileKind, FileContents> current = inputs.files();
    boolean trust = isSame(current, TRUST_ANCHORS, INTERMEDIATES, PROXY_ANCHORS);
    boolean revocation = trust && isSame(current, CRLS);
    return new CacheGeneration(
        current,
        new CertificateStage.Caches(
            trust ? caches.accepted() : accepted(configuration),
            revocation ? caches.refused() : refused(configuration),
            caches.counters()),
        new Generations(
            revocation ? generations.revocation() : new Object(),
            isSame(current, CLIENTS) ? generations.registrations() : new Object()),
        paths);
  }

  private boolean isSame(Map<FileKind, FileContents> current, FileKind... kinds) {
    return Stream.of(kinds).allMatch(kind -> Objects.equals(files.get(kind), current.get(kind)));
  }

  private static CertificateCache accepted(Configuration configuration) {
    return new CertificateCache(
        configuration.cacheMaximumBytes(), configuration.cacheTimeToLive(), Ticker.systemTicker());
  }

  private static FinalRefusals refused(Configuration configuration) {
    return new FinalRefusals(
        configuration.cacheMaximumBytes(), configuration.cacheTimeToLive(), Ticker.systemTicker());
  }

  /**
   * Returns true if the anchors, intermediates, proxies' anchors and CRLs have the same content.
   */
  boolean trustsTheSameAs(CacheGeneration other) {
    return generations.revocation() == other.generations.revocation();
  }

  CertificateStage.Caches caches() {
    return caches;
  }

  Generations generations() {
    return generations;
  }

  PathPolicy paths() {
    return paths;
  }
}
