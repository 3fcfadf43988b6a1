package io.github.proxymtls.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The accepted certificates by the header lines, or the handshake, in which they came. It lives as
 * long as the engine. Dates, revocation status, verdict, proxy and client are checked for each
 * request, and also that the configured certificates of an entry are still configured.
 *
 * <p>One leaf has at most {@value #ENTRIES_PER_LEAF} entries, so that a client that varies its
 * chain evicts only its own entries.
 */
public final class CertificateCache {

  static final int ENTRIES_PER_LEAF = 4;

  /** The size of an entry without its key and certificates, in octets. */
  static final int ENTRY_BYTES = 600;

  /**
   * An accepted certificate.
   *
   * @param epoch of the snapshot that accepted it; counts for a pinned certificate only
   */
  public record Entry(ClientCertificate certificate, long epoch) {}

  private final Cache<CacheKey, Entry> entries;
  private final boolean off;
  private final ConcurrentMap<String, List<CacheKey>> keysOfLeaf = new ConcurrentHashMap<>();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  public CertificateCache(long maximumBytes, Duration timeToLive, Ticker ticker) {
    off = maximumBytes == 0;
    entries =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumWeight(maximumBytes)
            .weigher(CertificateCache::bytes)
            .expireAfter(Expiry.creating((CacheKey key, Entry entry) -> timeToLive))
            .removalListener(this::removed)
            .build();
  }

  /**
   * Returns the size of an entry, in octets: its lines, and the certificates of its path that are
   * not configured. Forwarded issuers are weighed with each path, because a client may have one of
   * its own.
   */
  private static int bytes(CacheKey key, Entry entry) {
    Set<X509Certificate> own = Collections.newSetFromMap(new IdentityHashMap<>());
    own.addAll(key.certificates());
    own.addAll(entry.certificate().path());
    if (entry.certificate() instanceof ValidatedCertificate validated) {
      validated.configured().forEach(own::remove);
    }
    return ENTRY_BYTES + key.bytes() + CertificateWeight.of(own);
  }

  /** Returns the entry of a key; null if there is none. */
  public @Nullable Entry get(CacheKey key) {
    return entries.getIfPresent(key);
  }

  /** Adds an entry, or replaces the one with this key without a longer time to live. */
  public void put(CacheKey key, Entry entry) {
    if (off) {
      return;
    }
    entries.put(key, entry);
    List<CacheKey> keys = note(leaf(key, entry), key);
    keys.subList(0, Math.max(0, keys.size() - ENTRIES_PER_LEAF)).forEach(entries::invalidate);
  }

  public void remove(CacheKey key) {
    entries.invalidate(key);
  }

  /** Counts a request whose certificate was found and could be used. */
  public void hit() {
    hits.increment();
  }

  /** Counts a request whose certificate was decoded and validated, or refused before. */
  public void miss() {
    misses.increment();
  }

  public long hits() {
    return hits.sum();
  }

  public long misses() {
    return misses.sum();
  }

  /**
   * Returns the number of noted keys, which is that of the entries once all calls have returned.
   */
  long notedKeys() {
    return keysOfLeaf.values().stream().mapToLong(List::size).sum();
  }

  /** Returns the estimated size of the entries, in octets. */
  public long weight() {
    entries.cleanUp();
    return entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** Returns the number of entries. */
  public long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  private void removed(@Nullable CacheKey key, @Nullable Entry entry, RemovalCause cause) {
    if (key != null && entry != null && cause != RemovalCause.REPLACED) {
      var unused = note(leaf(key, entry), key);
    }
  }

  /**
   * Notes a key if it has an entry, otherwise forgets it. Each change of an entry is followed by
   * this, so that the last change of several threads decides.
   *
   * @return the keys of the leaf, the newest last
   */
  private List<CacheKey> note(String leaf, CacheKey key) {
    List<CacheKey> noted =
        keysOfLeaf.compute(
            leaf,
            (name, known) -> {
              List<CacheKey> keys = known == null ? new ArrayList<>() : new ArrayList<>(known);
              keys.remove(key);
              if (entries.asMap().containsKey(key)) {
                keys.add(key);
              }
              return keys.isEmpty() ? null : keys;
            });
    return noted == null ? List.of() : noted;
  }

  /** Clients of one profile evict no entries of another profile. */
  private static String leaf(CacheKey key, Entry entry) {
    String thumbprint = entry.certificate().names().thumbprint();
    return key.profile() == null ? thumbprint : key.profile() + ":" + thumbprint;
  }
}
