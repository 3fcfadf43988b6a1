package io.github.proxymtls.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.adapter.EngineFigures;
import io.github.proxymtls.testing.Pki;
import java.lang.management.ManagementFactory;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A process that prints how much memory the cache of certificates takes, and how often it finds
 * one. Each line has a name and a figure.
 */
public final class CacheMemory {

  private static final long BOUND = 64L * 1024 * 1024;

  /** More than the JDK's factory of certificates keeps. */
  private static final int SOME = 800;

  private static final int CERTIFICATES = 1_000_000;
  private static final int REQUESTS = 200_000;

  private CacheMemory() {}

  public static void main(String[] arguments) {
    for (LeafKind kind : LeafKind.values()) {
      weigh(kind);
    }
    zipf(new CheapLeaves());
  }

  private static void print(String name, double figure) {
    System.out.println(name + " " + figure);
  }

  /** The first certificates bring what all share. An application reads each second one. */
  private static void weigh(LeafKind kind) {
    Pki.Authority root = kind.root();
    Pki.Authority issuing = kind.issuing(root);
    try (ProxyMtls engine = Engine.basic(root).build()) {
      EngineFigures figures = AdapterEngine.of(engine).figures();
      fill(engine, kind, issuing, 0);
      double size = used();
      double weight = figures.cacheWeight();
      fill(engine, kind, issuing, SOME);
      size = used() - size;
      weight = figures.cacheWeight() - weight;
      print("against-weight-" + kind, size / weight);
      print("bytes-" + kind, size / SOME);
    }
  }

  private static void fill(ProxyMtls engine, LeafKind kind, Pki.Authority issuing, int from) {
    for (int number = from; number < from + SOME; number++) {
      Pki.Held leaf = kind.leaf(issuing, number);
      Decision decision = engine.decide(Request.to("/a").byBasic().of(leaf, kind.chain(issuing)));
      Accepted.check(decision);
      if (number % 2 == 0) {
        ((Decision.Accepted) decision).client().chain().forEach(CacheMemory::read);
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
    try (ProxyMtls engine = leaves.engine().set("proxymtls.cache.maximum-bytes", "64MB").build();
        ProxyMtls forgetful = leaves.engine().set("proxymtls.cache.maximum-bytes", "0").build()) {
      EngineFigures figures = AdapterEngine.of(engine).figures();
      Accepted.check(engine.decide(leaves.request(CERTIFICATES)));
      int weight = (int) figures.cacheWeight();
      Cache<List<String>, Integer> plain =
          Caffeine.newBuilder()
              .executor(Runnable::run)
              .maximumWeight(BOUND)
              .weigher((List<String> lines, Integer each) -> each)
              .build();
      for (int i = 0; i < SOME; i++) {
        forgetful.decide(leaves.request(CERTIFICATES + 1 + i));
      }
      long before = used();
      long hitsBefore = figures.cacheHits();
      int plainHits = 0;
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < REQUESTS; i++) {
        Request request = leaves.request(zipf.next(random));
        Accepted.check(engine.decide(request));
        List<String> lines = request.headers(HeaderForm.RFC9440.header());
        if (plain.getIfPresent(lines) == null) {
          plain.put(lines, weight);
        } else {
          plainHits++;
        }
      }
      double hits = figures.cacheHits() - hitsBefore;
      plain.invalidateAll();
      print("retained", (double) (used() - before) / BOUND);
      print("against-plain", hits / plainHits);
    }
  }

  /** Returns the memory that is in use after garbage collections. */
  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
