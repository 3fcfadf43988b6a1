package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.internal.path.ClientCertificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of the certificate validation for the certificate and chain header lines of one
 * snapshot. Holds only accepted or pinnable certificates. Refusals are cached elsewhere; dates,
 * revocation status, verdict, proxy and client are checked for each request.
 *
 * <p>One leaf has at most {@value #ENTRIES_PER_LEAF} entries, so that a client that varies its
 * chain evicts only its own entries.
 */
final class CertificateCache {

  static final int ENTRIES_PER_LEAF = 4;

  /** The size of an entry without its key and certificate, in octets. */
  static final int ENTRY_BYTES = 600;

  /** All certificates above the leaves together may take one part in so many of the maximum. */
  private static final int ISSUERS_PART = 16;

  /** How long one entry is found without the map. */
  private static final Duration RECENTLY = Duration.ofSeconds(1);

  /** What an entry was derived from. */
  interface Key {

    /** Returns its size in octets, without the certificates of the path. */
    int bytes(List<X509Certificate> path);
  }

  /** An accepted certificate. */
  static final class Entry {
    private final String thumbprint;
    private final boolean issuersShared;
    private final ClientCertificate certificate;
    private @Nullable Finding finding;

    Entry(String thumbprint, ClientCertificate certificate, boolean issuersShared) {
      this.thumbprint = thumbprint;
      this.certificate = certificate;
      this.issuersShared = issuersShared;
    }

    ClientCertificate certificate() {
      return certificate;
    }

    /** Returns what was found last if it came from this proxy, otherwise null. */
    @Nullable Finding finding(@Nullable ProxyIdentity proxy) {
      Finding last = finding;
      return last != null && last.isFrom(proxy) ? last : null;
    }

    /** Remembers what was found; without a lock, because a finding never changes. */
    void remember(Finding found) {
      finding = found;
    }
  }

  /** An entry that was found, and from when until when it is found again without the map. */
  private record Found(Key key, Entry entry, long from, long end) {

    boolean isAt(long now) {
      return now >= from && now < end;
    }
  }

  private final ConcurrentMap<String, List<Key>> keysOfLeaf = new ConcurrentHashMap<>();
  private final long maximumBytes;
  private final Duration timeToLive;
  private final SharedIssuers issuers;
  private final Cache<Key, Entry> entries;
  private @Nullable Found recent;

  CertificateCache(long maximumBytes, Duration timeToLive, Ticker ticker) {
    this.maximumBytes = maximumBytes;
    this.timeToLive = timeToLive;
    issuers = new SharedIssuers(maximumBytes / ISSUERS_PART);
    entries =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumWeight(maximumBytes)
            .weigher(CertificateCache::bytes)
            .expireAfterWrite(timeToLive)
            .removalListener(this::removed)
            .build();
  }

  /** Returns the size of an entry, in octets. */
  private static int bytes(Key key, Entry entry) {
    List<X509Certificate> path = entry.certificate.path();
    List<X509Certificate> own = entry.issuersShared ? path.subList(0, 1) : path;
    return ENTRY_BYTES + key.bytes(path) + CertificateWeight.of(own);
  }

  private static List<X509Certificate> above(ClientCertificate certificate) {
    return certificate.path().subList(1, certificate.path().size());
  }

  /**
   * Returns the entry of a key; null if there is none. One entry is compared with the key before
   * the map is asked: a client that sends many requests is likely to be the one. It stays for a
   * second, so that the map learns which entries are used, and that threads seldom write it.
   *
   * @param now the time in milliseconds since the epoch
   */
  @Nullable Entry get(Key key, long now) {
    Found last = recent;
    if (last == null || !last.isAt(now)) {
      Entry entry = entries.getIfPresent(key);
      recent = entry == null ? null : new Found(key, entry, now, now + rest(key).toMillis());
      return entry;
    }
    return last.key.equals(key) ? last.entry : entries.getIfPresent(key);
  }

  /** Returns how long an entry may be found without the map. */
  private Duration rest(Key key) {
    Duration age = entries.policy().expireAfterWrite().orElseThrow().ageOf(key).orElse(timeToLive);
    Duration rest = timeToLive.minus(age);
    return rest.compareTo(RECENTLY) < 0 ? rest : RECENTLY;
  }

  void remove(Key key) {
    recent = null;
    entries.invalidate(key);
  }

  void put(Key key, String thumbprint, ClientCertificate certificate) {
    if (maximumBytes == 0) {
      return;
    }
    recent = null;
    boolean issuersShared = issuers.add(above(certificate));
    leaveRoomForIssuers();
    entries.put(key, new Entry(thumbprint, certificate, issuersShared));
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

  private void leaveRoomForIssuers() {
    Policy.Eviction<Key, Entry> eviction = entries.policy().eviction().orElseThrow();
    long forEntries = maximumBytes - issuers.bytes();
    if (eviction.getMaximum() != forEntries) {
      eviction.setMaximum(forEntries);
    }
  }

  /**
   * Returns the number of noted keys: never more than there are entries, once all calls have
   * returned.
   */
  long notedKeys() {
    return keysOfLeaf.values().stream().mapToLong(List::size).sum();
  }

  /** Returns the total size of the entries and of what they share, in octets. */
  long weight() {
    entries.cleanUp();
    return entries.policy().eviction().orElseThrow().weightedSize().orElseThrow() + issuers.bytes();
  }

  /** Returns the number of entries. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  private void removed(@Nullable Key key, @Nullable Entry entry, RemovalCause cause) {
    if (key == null || entry == null) {
      return;
    }
    if (entry.issuersShared) {
      issuers.remove(above(entry.certificate));
    }
    if (cause != RemovalCause.REPLACED) {
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
