package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.internal.path.TrustDecision;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The result of the certificate validation for the certificate and chain header lines of one
 * snapshot. Holds only accepted or pinnable certificates. Refusals are cached elsewhere; dates,
 * revocation status, verdict, proxy and client are looked up for each request.
 *
 * <p>One leaf has at most {@value #ENTRIES_PER_LEAF} entries, so that a client that varies its
 * chain evicts only its own entries.
 */
final class CertificateCache {

  static final int ENTRIES_PER_LEAF = 4;

  /** An entry is used so many milliseconds at most without asking the cache. */
  private static final long UNASKED = 1000;

  /** The cache counts no further, and then forgets half; a power of two. */
  private static final int COUNTED = 16;

  /** The size of an entry without its key and certificate, in octets. */
  static final int ENTRY_BYTES = 640;

  /** Less than half of the smallest entry, so that few entries share a place. */
  private static final int BYTES_PER_PLACE = 2048;

  private static final int MAXIMUM_PLACES = 1 << 20;

  /** All certificates above the leaves together may take one part in so many of the maximum. */
  private static final int ISSUERS_PART = 16;

  /** What a request looks for; has a key only if it must. */
  interface Sought {

    /** Returns the hash code of the key. */
    int hash();

    /** Returns true if its key is equal to this one. */
    boolean isOf(Key key);

    /** Returns its key. */
    Key key();
  }

  /** What an entry was derived from. */
  interface Key extends Sought {

    @Override
    default int hash() {
      return hashCode();
    }

    @Override
    default boolean isOf(Key key) {
      return equals(key);
    }

    @Override
    default Key key() {
      return this;
    }

    /** Returns its size in octets, without the certificates of the path. */
    int bytes(List<X509Certificate> path);
  }

  /**
   * An accepted certificate.
   *
   * <h2>How long it is used without asking the cache</h2>
   *
   * The cache that owns the entries measures their time to live and counts their use, which takes
   * longer than the rest of a decision. It is therefore asked for the first uses of an entry, then
   * for one of several, and at least once a second; and never later than the time to live. An entry
   * that it has removed is marked, and not used any more.
   */
  static final class Entry {
    private final Key key;
    private final int hash;
    private final String thumbprint;
    private final boolean issuersShared;
    private final long expires;
    private volatile TrustDecision.ClientCertificate certificate;
    private volatile boolean removed;
    private volatile long usableUntil;
    private int uses;
    private @Nullable Finding finding;

    /**
     * @param expires the end of its time to live, by the cache's ticker
     */
    Entry(
        Key key,
        String thumbprint,
        TrustDecision.ClientCertificate certificate,
        boolean issuersShared,
        long expires) {
      this.key = key;
      this.hash = key.hashCode();
      this.thumbprint = thumbprint;
      this.certificate = certificate;
      this.issuersShared = issuersShared;
      this.expires = expires;
    }

    Key key() {
      return key;
    }

    int hash() {
      return hash;
    }

    boolean isOf(Sought sought, int hashOfSought) {
      return hash == hashOfSought && sought.isOf(key);
    }

    boolean isRemoved() {
      return removed;
    }

    TrustDecision.ClientCertificate certificate() {
      return certificate;
    }

    /** Returns what was found last if it is about this certificate and proxy, otherwise null. */
    @Nullable Finding finding(TrustDecision.ClientCertificate of, @Nullable ProxyIdentity proxy) {
      Finding last = finding;
      return last != null && last.isOf(of, proxy) ? last : null;
    }

    /** Remembers what was found; without a lock, because a finding never changes. */
    void remember(Finding found) {
      finding = found;
    }

    /**
     * Replaces the certificate by the same one with another revocation status. Does not extend the
     * time to live. Replaces none that was validated anew in the meantime.
     */
    void replace(ValidatedCertificate renewed) {
      if (certificate.path() == renewed.path()) {
        certificate = renewed;
      }
    }

    /** Not true after the clock was set back by more than the length of this period. */
    private boolean isUsable(long now) {
      long left = usableUntil - now;
      return left > 0
          && left <= UNASKED
          && !removed
          && uses >= COUNTED
          && (ThreadLocalRandom.current().nextInt() & (COUNTED - 1)) != 0;
    }

    /** Tells that the cache has it at this time. */
    private void confirm(long now, long ticks) {
      uses = Math.min(uses + 1, COUNTED);
      usableUntil = now + Math.min(UNASKED, TimeUnit.NANOSECONDS.toMillis(expires - ticks));
    }
  }

  private final ConcurrentMap<String, List<Key>> keysOfLeaf = new ConcurrentHashMap<>();
  private final long maximumBytes;
  private final SharedIssuers issuers;
  private final Cache<Key, Entry> entries;
  private final RecentEntries recent;
  private final Ticker ticker;
  private final long timeToLive;

  CertificateCache(long maximumBytes, Duration timeToLive, Ticker ticker) {
    this.maximumBytes = maximumBytes;
    this.ticker = ticker;
    this.timeToLive = TimeUnit.NANOSECONDS.convert(timeToLive);
    recent = new RecentEntries(places(maximumBytes));
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

  private static List<X509Certificate> above(TrustDecision.ClientCertificate certificate) {
    return certificate.path().subList(1, certificate.path().size());
  }

  /** Returns several times as many places as there can be entries. */
  private static int places(long maximumBytes) {
    long most = Math.min(maximumBytes / BYTES_PER_PLACE, MAXIMUM_PLACES);
    return (int) Math.max(2, Long.highestOneBit(most));
  }

  /**
   * Returns an entry; null if there is none.
   *
   * @param now the time in milliseconds since the epoch
   */
  @Nullable Entry get(Sought sought, long now) {
    Entry used = recent.find(sought);
    return used != null && used.isUsable(now)
        ? used
        : ask(used == null ? sought.key() : used.key, now);
  }

  private @Nullable Entry ask(Key key, long now) {
    Entry entry = entries.getIfPresent(key);
    if (entry != null) {
      entry.confirm(now, ticker.read());
      recent.add(entry);
    }
    return entry;
  }

  void remove(Entry entry) {
    entries.invalidate(entry.key);
  }

  void put(Key key, String thumbprint, TrustDecision.ClientCertificate certificate) {
    if (maximumBytes == 0) {
      return;
    }
    boolean issuersShared = issuers.add(above(certificate));
    leaveRoomForIssuers();
    long expires = ticker.read() + timeToLive;
    // The cache keeps the first one of several equal keys.
    entries
        .asMap()
        .compute(
            key,
            (given, before) ->
                new Entry(
                    before == null ? given : before.key,
                    thumbprint,
                    certificate,
                    issuersShared,
                    expires));
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
    entry.removed = true;
    recent.remove(entry);
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
