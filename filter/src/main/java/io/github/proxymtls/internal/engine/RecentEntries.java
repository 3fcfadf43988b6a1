package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.engine.CertificateCache.Entry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries of a {@link CertificateCache} that were used lately, with one look at a table. Owns
 * nothing: the cache alone decides what stays, and takes away what it removes.
 *
 * <p>The hash of a key names two neighbouring places, of which the first has the newer entry. An
 * entry that finds no place is looked up in the cache.
 */
final class RecentEntries {

  private final AtomicReferenceArray<@Nullable Entry> places;

  /**
   * @param places a power of two
   */
  RecentEntries(int places) {
    this.places = new AtomicReferenceArray<>(places);
  }

  /** Returns the entry that is sought; null if it has no place here. */
  @Nullable Entry find(CertificateCache.Sought sought) {
    int hash = sought.hash();
    int place = place(hash);
    Entry first = places.get(place);
    if (first != null && first.isOf(sought, hash)) {
      return first;
    }
    Entry second = places.get(other(place));
    return second != null && second.isOf(sought, hash) ? second : null;
  }

  /** Gives an entry a place. */
  void add(Entry entry) {
    int place = place(entry.hash());
    Entry before = places.get(place);
    if (before != entry) {
      before = places.getAndSet(place, entry);
    }
    if (before != null && before != entry) {
      places.set(other(place), before);
      clearIfRemoved(before, place);
    }
    clearIfRemoved(entry, place);
  }

  /** Takes the place of an entry that the cache has marked as removed. */
  void remove(Entry entry) {
    clearIfRemoved(entry, place(entry.hash()));
  }

  /** An entry is marked before its places are cleared, and checked after it was added. */
  private void clearIfRemoved(Entry entry, int place) {
    if (entry.isRemoved()) {
      places.compareAndSet(place, entry, null);
      places.compareAndSet(other(place), entry, null);
    }
  }

  private int place(int hash) {
    return hash & (places.length() - 1);
  }

  private static int other(int place) {
    return place ^ 1;
  }
}
