package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.internal.path.ClientCertificate;
import java.lang.management.ManagementFactory;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.openjdk.jol.info.GraphLayout;

/**
 * A process that prints how much memory the cache of certificates takes, and how often it finds
 * one. Each line has a name and a figure.
 */
public final class CacheMemory {

  private static final long BOUND = 64L * 1024 * 1024;
  private static final int SOME = 100;

  private static final int CERTIFICATES = 1_000_000;
  private static final int REQUESTS = 300_000;

  /** A tenth of what the cache can hold. */
  private static final int HOT = 1_000;

  /** So often each hot certificate was seen before the flood. */
  private static final int SEEN = 3;

  /** The number of fresh certificates for each hot one. */
  private static final int FRESH = 10;

  private static final int FLOODED = 5_000;

  /** More than the JDK's factory of certificates keeps. */
  private static final int PARSED_BEFORE = 2_000;

  private CacheMemory() {}

  public static void main(String[] arguments) {
    // The fields of records and lambdas can be read no other way.
    System.setProperty("jol.magicFieldOffset", "true");
    for (LeafKind kind : LeafKind.values()) {
      weigh(kind);
    }
    CheapLeaves leaves = CheapLeaves.create();
    zipf(leaves);
    flood(leaves);
  }

  private static CertificateCache cache() {
    return new CertificateCache(BOUND, Duration.ofHours(1), Ticker.systemTicker());
  }

  private static void print(String name, double figure) {
    System.out.println(name + " " + figure);
  }

  /** The first certificates bring what all share. An application reads each second one. */
  private static void weigh(LeafKind kind) {
    CertificateCache cache = cache();
    ValidatedLeaves leaves = ValidatedLeaves.of(kind);
    fill(cache, leaves);
    double size = GraphLayout.parseInstance(cache).totalSize();
    double weight = cache.weight();
    fill(cache, leaves);
    size = GraphLayout.parseInstance(cache).totalSize() - size;
    weight = cache.weight() - weight;
    print("weight-" + kind, weight / size);
    print("bytes-" + kind, size / SOME);
  }

  private static void fill(CertificateCache cache, ValidatedLeaves leaves) {
    for (int i = 0; i < SOME; i++) {
      ValidatedLeaves.Leaf leaf = leaves.next();
      cache.put(leaf.key(), leaf.certificate().names().thumbprint(), leaf.certificate());
      if (i % 2 == 0) {
        leaf.certificate().path().forEach(CacheMemory::read);
      }
    }
  }

  /** Reads everything, as an application may: the JDK keeps what it made of it. */
  private static void read(X509Certificate certificate) {
    try {
      certificate.getSubjectAlternativeNames();
      certificate.getExtendedKeyUsage();
      certificate.getTBSCertificate();
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
    certificate.getSubjectX500Principal().getName();
    certificate.getIssuerX500Principal().getName();
    certificate.getPublicKey().getEncoded();
    certificate.getCriticalExtensionOIDs();
    if (certificate.toString().hashCode() == certificate.hashCode()) {
      throw new IllegalStateException("a hash of the text");
    }
  }

  private static void zipf(CheapLeaves leaves) {
    Zipf zipf = new Zipf(CERTIFICATES);
    Cache<String, Integer> plain =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(BOUND)
            .weigher((String line, Integer weight) -> weight)
            .build();
    for (int i = 0; i < PARSED_BEFORE; i++) {
      leaves.certificate(leaves.line(CERTIFICATES + i));
    }
    long before = used();
    CertificateCache cache = cache();
    int hits = 0;
    int plainHits = 0;
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < REQUESTS; i++) {
      String line = leaves.line(zipf.next(random));
      LinesKey key = key(line);
      hits += find(cache, leaves, line) ? 1 : 0;
      if (plain.getIfPresent(line) == null) {
        plain.put(line, CertificateCache.ENTRY_BYTES + key.bytes(List.of()) + leaves.weight());
      } else {
        plainHits++;
      }
    }
    long weight = cache.weight();
    plain.invalidateAll();
    print("retained", (double) (used() - before) / BOUND);
    print("weighed", (double) weight / BOUND);
    print("entries", cache.size());
    print("hit-rate", (double) hits / REQUESTS);
    print("against-plain", (double) hits / plainHits);
  }

  /** Hot certificates in random order, each between fresh ones that are accepted, too. */
  private static void flood(CheapLeaves leaves) {
    CertificateCache cache = cache();
    Random random = new Random(1);
    int fresh = CERTIFICATES;
    int hits = 0;
    for (int i = 0; i < SEEN * HOT; i++) {
      find(cache, leaves, leaves.line(i % HOT));
    }
    for (int i = 0; i < FLOODED; i++) {
      hits += find(cache, leaves, leaves.line(random.nextInt(HOT))) ? 1 : 0;
      for (int other = 0; other < FRESH; other++) {
        find(cache, leaves, leaves.line(fresh++));
      }
    }
    print("hot-hit-rate", (double) hits / FLOODED);
  }

  private static boolean find(CertificateCache cache, CheapLeaves leaves, String line) {
    LinesKey key = key(line);
    if (cache.get(key, System.currentTimeMillis()) != null) {
      return true;
    }
    ClientCertificate certificate = leaves.certificate(line);
    cache.put(key, certificate.names().thumbprint(), certificate);
    return false;
  }

  private static LinesKey key(String line) {
    return new LinesKey(null, line, List.of());
  }

  /** Returns the memory that is in use after garbage collections. */
  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
