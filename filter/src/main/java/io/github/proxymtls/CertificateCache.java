package io.github.proxymtls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.trust.TrustDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the trust stage made of the certificate and chain header lines of one snapshot. Holds only
 * what may be presented; refusals, dates, verdicts and everything else is decided per request.
 *
 * <p>One leaf has at most {@value #ENTRIES_PER_LEAF} entries, so that a client that varies its
 * chain displaces its own entries and nobody else's.
 */
final class CertificateCache {

  static final int ENTRIES_PER_LEAF = 4;

  private static final int CERTIFICATE_BYTES = 8 * 1024;

  /** What an entry was derived from, with the octets that it costs to keep. */
  interface Key {
    int bytes();
  }

  private record Entry(String thumbprint, TrustDecision.Presentable certificate) {}

  private final ConcurrentMap<String, List<Key>> keysOfLeaf = new ConcurrentHashMap<>();
  private final Cache<Key, Entry> entries;

  CertificateCache(Configuration configuration, Ticker ticker) {
    entries =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumWeight(configuration.cacheMaximumBytes())
            .weigher((Key key, Entry entry) -> key.bytes() + CERTIFICATE_BYTES)
            .expireAfterWrite(configuration.cacheTimeToLive())
            .removalListener(this::removed)
            .build();
  }

  TrustDecision.@Nullable Presentable get(Key key) {
    Entry entry = entries.getIfPresent(key);
    return entry == null ? null : entry.certificate();
  }

  void put(Key key, String thumbprint, TrustDecision.Presentable certificate) {
    entries.put(key, new Entry(thumbprint, certificate));
    List<Key> keys = keysOfLeaf.compute(thumbprint, (leaf, known) -> with(known, key));
    if (keys.size() > ENTRIES_PER_LEAF) {
      entries.invalidate(keys.get(0));
    }
  }

  private void removed(@Nullable Key key, @Nullable Entry entry, RemovalCause cause) {
    if (key != null && entry != null && cause != RemovalCause.REPLACED) {
      keysOfLeaf.computeIfPresent(entry.thumbprint(), (leaf, known) -> without(known, key));
    }
  }

  private static List<Key> with(@Nullable List<Key> known, Key key) {
    List<Key> keys = known == null ? new ArrayList<>() : new ArrayList<>(known);
    keys.remove(key);
    keys.add(key);
    return List.copyOf(keys);
  }

  private static @Nullable List<Key> without(List<Key> known, Key key) {
    List<Key> keys = new ArrayList<>(known);
    keys.remove(key);
    return keys.isEmpty() ? null : List.copyOf(keys);
  }
}
