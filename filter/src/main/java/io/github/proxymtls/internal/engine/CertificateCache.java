package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.proxymtls.internal.path.TrustDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of the certificate validation for the certificate and chain header lines of one
 * snapshot. Holds only accepted or pinnable certificates. Refusals are cached elsewhere; dates,
 * verdicts and everything else are checked for each request.
 *
 * <p>One leaf has at most {@value #ENTRIES_PER_LEAF} entries, so that a client that varies its
 * chain evicts only its own entries.
 *
 * <h2>The time to live is measured by the clock of the request</h2>
 *
 * Every decision reads the clock for the dates of the certificate. A second reading, for the cache,
 * would take longer than the look-up. An entry from the future is not used, so a clock that is set
 * back extends no lifetime to more than twice the time to live.
 */
final class CertificateCache {

  static final int ENTRIES_PER_LEAF = 4;

  /** The size of an entry without its key and certificate, in octets. */
  static final int ENTRY_BYTES = 768;

  /** What an entry was derived from, and its approximate size in octets. */
  interface Key {
    int bytes();
  }

  private static final class Entry {
    private final String thumbprint;
    private final long stored;
    private volatile TrustDecision.ClientCertificate certificate;

    Entry(String thumbprint, TrustDecision.ClientCertificate certificate, Instant now) {
      this.thumbprint = thumbprint;
      this.certificate = certificate;
      this.stored = now.toEpochMilli();
    }

    boolean isUsable(Instant now, long timeToLive) {
      long age = now.toEpochMilli() - stored;
      return age >= 0 && age < timeToLive;
    }
  }

  private final ConcurrentMap<String, List<Key>> keysOfLeaf = new ConcurrentHashMap<>();
  private final Cache<Key, Entry> entries;
  private final long timeToLive;

  CertificateCache(long maximumBytes, Duration timeToLive) {
    this.timeToLive = timeToLive.toMillis();
    entries =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(maximumBytes)
            .weigher(
                (Key key, Entry entry) -> ENTRY_BYTES + key.bytes() + entry.certificate.bytes())
            .removalListener(this::removed)
            .build();
  }

  TrustDecision.@Nullable ClientCertificate get(Key key, Instant now) {
    Entry entry = entries.getIfPresent(key);
    if (entry != null && !entry.isUsable(now, timeToLive)) {
      entries.asMap().remove(key, entry);
      return null;
    }
    return entry == null ? null : entry.certificate;
  }

  /**
   * Replaces a certificate by the same one with another revocation status. Does not extend the time
   * to live of the entry.
   */
  void replace(Key key, TrustDecision.ClientCertificate renewed) {
    Entry entry = entries.policy().getIfPresentQuietly(key);
    if (entry != null) {
      entry.certificate = renewed;
    }
  }

  void remove(Key key) {
    entries.invalidate(key);
  }

  void put(Key key, String thumbprint, TrustDecision.ClientCertificate certificate, Instant now) {
    entries.put(key, new Entry(thumbprint, certificate, now));
    List<Key> keys = keysOfLeaf.compute(thumbprint, (leaf, known) -> with(known, key));
    if (keys.size() > ENTRIES_PER_LEAF) {
      entries.invalidate(keys.get(0));
      forget(keys.get(0), thumbprint);
    }
    // A full cache may have evicted the new entry already, before its key was noted.
    if (entries.policy().getIfPresentQuietly(key) == null) {
      forget(key, thumbprint);
    }
  }

  /**
   * Returns the number of noted keys: never more than there are entries, once all calls have
   * returned.
   */
  long notedKeys() {
    return keysOfLeaf.values().stream().mapToLong(List::size).sum();
  }

  /** Returns the total size of the entries, in octets. */
  long weight() {
    entries.cleanUp();
    return entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** Returns the number of entries. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  private void removed(@Nullable Key key, @Nullable Entry entry, RemovalCause cause) {
    if (key != null && entry != null && cause != RemovalCause.REPLACED) {
      forget(key, entry.thumbprint);
    }
  }

  private void forget(Key key, String thumbprint) {
    keysOfLeaf.computeIfPresent(thumbprint, (leaf, known) -> without(known, key));
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
