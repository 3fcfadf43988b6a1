package io.github.proxymtls.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.TlsReader;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificateCacheTest {

  private static final ClientRules BY_VERDICT =
      new ClientRules(
          true,
          ClientRules.Validation.PROXY,
          null,
          null,
          false,
          RevocationSettings.OFF,
          ExtendedKeyUsageRule.CLIENT_AUTH,
          new ClientRules.Allow(List.of(), List.of(), List.of(), List.of(), List.of()),
          ClientRules.Principal.SUBJECT_DN);

  private static final ClientCertificate CERTIFICATE = certificate();

  private static final int ENTRY =
      CertificateCache.ENTRY_BYTES + 70 + CertificateWeight.of(CERTIFICATE.path());

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void keepsAtMostFourEntriesOfOneLeaf() {
    CertificateCache cache = cache(1000L * ENTRY);
    put(cache, "other", "other-leaf");

    for (int i = 0; i < 50; i++) {
      put(cache, "chain " + i, "leaf");
    }

    assertThat(cache.size()).isEqualTo(CertificateCache.ENTRIES_PER_LEAF + 1);
    assertThat(cache.notedKeys()).isEqualTo(CertificateCache.ENTRIES_PER_LEAF + 1);
    assertThat(cache.get(key("chain 49", "leaf"))).isNotNull();
    assertThat(cache.get(key("chain 45", "leaf"))).isNull();
    assertThat(cache.get(key("other", "other-leaf"))).isNotNull();
  }

  @Test
  void fullCacheKeepsNoKeyOfEvictedEntries() {
    CertificateCache cache = cache(20L * ENTRY);

    for (int i = 0; i < 2000; i++) {
      put(cache, "key " + i, "leaf " + i);
      put(cache, "chain " + i, "leaf");
    }

    assertThat(cache.size()).isBetween(1L, 20L);
    assertThat(cache.notedKeys()).isLessThanOrEqualTo(cache.size());
  }

  @Test
  void keepsNothingWithMaximumZero() {
    CertificateCache cache = cache(0);

    for (int i = 0; i < 200; i++) {
      put(cache, "chain " + i, "leaf");
      put(cache, "key " + i, "leaf " + i);
    }

    assertThat(cache.size()).isZero();
    assertThat(cache.notedKeys()).isZero();
  }

  @Test
  void removesEntryAfterItsTimeToLive() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");

    nanos.set(Duration.ofMinutes(5).minusMillis(3).toNanos());
    assertThat(cache.get(key("key", "leaf"))).isNotNull();
    assertThat(cache.get(key("key", "leaf"))).isNotNull();
    nanos.set(Duration.ofMinutes(5).toNanos());
    assertThat(cache.get(key("key", "leaf"))).isNull();
    assertThat(cache.size()).isZero();
    assertThat(cache.notedKeys()).isZero();
  }

  /** A renewed revocation status does not let an entry live longer. */
  @Test
  void replacedEntryKeepsItsTimeToLive() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");

    nanos.set(Duration.ofMinutes(4).toNanos());
    put(cache, "key", "leaf");
    assertThat(cache.notedKeys()).isOne();
    nanos.set(Duration.ofMinutes(5).toNanos());

    assertThat(cache.get(key("key", "leaf"))).isNull();
  }

  /** Caffeine reports the expired entry after it has stored the new one. */
  @Test
  void countsEntryThatReplacesAnExpiredOne() {
    CertificateCache cache = cache(1000L * ENTRY);
    for (int i = 0; i < CertificateCache.ENTRIES_PER_LEAF; i++) {
      put(cache, "chain " + i, "leaf");
    }

    nanos.set(Duration.ofMinutes(5).toNanos());
    for (int i = 0; i < 2 * CertificateCache.ENTRIES_PER_LEAF; i++) {
      put(cache, "chain " + i, "leaf");
    }

    assertThat(cache.size()).isEqualTo(CertificateCache.ENTRIES_PER_LEAF);
    assertThat(cache.notedKeys()).isEqualTo(CertificateCache.ENTRIES_PER_LEAF);
  }

  /** One client's chains are stored and removed by several threads. */
  @Test
  void concurrentRequestsKeepAtMostFourEntriesOfOneLeaf() throws Exception {
    CertificateCache cache = cache(1000L * ENTRY);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 300; round++) {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Random random = new Random(4L * round + i);
          tasks.add(() -> putAndRemove(cache, random));
        }
        for (Future<Void> done : threads.invokeAll(tasks)) {
          done.get();
        }
        assertThat(cache.size()).isLessThanOrEqualTo(CertificateCache.ENTRIES_PER_LEAF);
        assertThat(cache.notedKeys()).isEqualTo(cache.size());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static @Nullable Void putAndRemove(CertificateCache cache, Random random) {
    for (int i = 0; i < 40; i++) {
      String chain = "chain " + random.nextInt(6);
      if (random.nextInt(4) == 0) {
        cache.remove(key(chain, "leaf"));
      } else {
        put(cache, chain, "leaf");
      }
    }
    return null;
  }

  private CertificateCache cache(long bytes) {
    Ticker ticker = nanos::get;
    return new CertificateCache(bytes, Duration.ofMinutes(5), ticker);
  }

  private static void put(CertificateCache cache, String key, String leaf) {
    cache.put(key(key, leaf), new CertificateCache.Entry(CERTIFICATE, 0));
  }

  /** The entries of each profile count for themselves, as those of another leaf do. */
  private static CacheKey key(String text, String leaf) {
    return new CacheKey.Lines(leaf, text, List.of());
  }

  private static ClientCertificate certificate() {
    Pki.Authority root = Pki.create().root("Example Root");
    Result<ForwardedCertificate> claimed =
        new TlsReader(new HeaderLimits(32768, 65536, 12288, 10))
            .read(root.client("svc").issue().chain());
    return Objects.requireNonNull(
            CertificateValidator.load(
                BY_VERDICT,
                new Revocation(Clock.systemUTC(), () -> {}),
                Clock.systemUTC(),
                new Problems()))
        .validate(claimed.value())
        .value();
  }
}
