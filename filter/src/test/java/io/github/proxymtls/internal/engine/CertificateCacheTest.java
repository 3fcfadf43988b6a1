package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.TlsReader;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.internal.path.TrustDecision;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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

  private static final TrustDecision.ClientCertificate CERTIFICATE = certificate();

  private static final int ENTRY =
      CertificateCache.ENTRY_BYTES + 100 + CertificateWeight.of(CERTIFICATE.leaf());

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

  /** More often than the cache is asked at first. */
  private static final int OFTEN = 50;

  private final AtomicLong nanos = new AtomicLong();

  /** Counts how often a map compares keys. */
  private record Counting(LinesKey lines, AtomicInteger comparisons)
      implements CertificateCache.Key, Comparable<Counting> {
    @Override
    public int bytes(List<X509Certificate> path) {
      return lines.bytes(path);
    }

    @Override
    public int hashCode() {
      return lines.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      comparisons.incrementAndGet();
      return other instanceof Counting that && lines.equals(that.lines);
    }

    @Override
    public int compareTo(Counting other) {
      comparisons.incrementAndGet();
      return lines.compareTo(other.lines);
    }
  }

  private record Key(String text) implements CertificateCache.Key {
    @Override
    public int bytes(List<X509Certificate> path) {
      return 100;
    }
  }

  @Test
  void keepsAtMostFourEntriesOfOneLeaf() {
    CertificateCache cache = cache(1000L * ENTRY);
    put(cache, "other", "other-leaf");

    for (int i = 0; i < 50; i++) {
      put(cache, "chain " + i, "leaf");
    }

    assertThat(cache.size()).isEqualTo(CertificateCache.ENTRIES_PER_LEAF + 1);
    assertThat(cache.notedKeys()).isEqualTo(CertificateCache.ENTRIES_PER_LEAF + 1);
    assertThat(get(cache, new Key("chain 49"))).isNotNull();
    assertThat(get(cache, new Key("chain 45"))).isNull();
    assertThat(get(cache, new Key("other"))).isNotNull();
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
  void weighsTheIssuersOfSeveralEntriesOnce() {
    CertificateCache cache = cache(1000L * ENTRY);
    int issuers = CertificateWeight.of(above(CERTIFICATE));

    put(cache, "one", "one");
    assertThat(cache.weight()).isEqualTo(ENTRY + issuers);
    put(cache, "two", "two");
    assertThat(cache.weight()).isEqualTo(2L * ENTRY + issuers);
    put(cache, "two", "two");
    assertThat(cache.weight()).isEqualTo(2L * ENTRY + issuers);

    cache.remove(Objects.requireNonNull(get(cache, new Key("one"))));
    cache.remove(Objects.requireNonNull(get(cache, new Key("two"))));
    assertThat(cache.weight()).isZero();
  }

  /** Issuers that an entry keeps are never left out, though others had them before. */
  @Test
  void weighsIssuersWithTheEntryIfTheirPartOfTheMaximumIsTaken() {
    CertificateCache cache = cache(40L * ENTRY);

    for (int i = 0; i < 40; i++) {
      TrustDecision.ClientCertificate certificate = certificate();
      for (int chain = 0; chain < 2; chain++) {
        cache.put(new Key("key " + i + ", " + chain), "leaf " + i, certificate);
        assertThat(cache.weight()).isLessThanOrEqualTo(40L * ENTRY);
      }
    }

    int own = ENTRY + CertificateWeight.of(above(CERTIFICATE));
    assertThat(cache.size()).isLessThan(40L * ENTRY / own + 8);
  }

  private static List<X509Certificate> above(TrustDecision.ClientCertificate certificate) {
    return certificate.path().subList(1, certificate.path().size());
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

    nanos.set(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(get(cache, new Key("key"))).isNotNull();
    nanos.set(Duration.ofMinutes(5).toNanos());
    assertThat(get(cache, new Key("key"))).isNull();
    assertThat(cache.size()).isZero();
    assertThat(cache.notedKeys()).isZero();
  }

  @Test
  void usesNoEntryAfterItsTimeToLiveHoweverOftenItWasUsed() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");
    nanos.set(TIME_TO_LIVE.toNanos() - TimeUnit.MILLISECONDS.toNanos(1));
    useOften(cache, "key");

    nanos.set(TIME_TO_LIVE.toNanos());

    assertNeverFound(cache, "key");
  }

  @Test
  void keepsEntryIfItsTimeToLiveIsLongerThanAnyClock() {
    nanos.set(Long.MAX_VALUE / 2);
    CertificateCache cache =
        new CertificateCache(20L * ENTRY, Duration.ofSeconds(Long.MAX_VALUE), nanos::get);
    put(cache, "key", "leaf");

    useOften(cache, "key");

    assertThat(get(cache, new Key("key"))).isNotNull();
  }

  /** What was confirmed for a second ends with this second, by another clock. */
  @Test
  void usesNoExpiredEntryAfterTheClockWasSetBack() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");
    useOften(cache, "key");
    nanos.set(TIME_TO_LIVE.toNanos());

    for (long now = -5000; now <= 0; now += 50) {
      assertThat(cache.get(new Key("key"), now)).isNull();
    }
  }

  @Test
  void usesNoEntryThatWasRemoved() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");
    useOften(cache, "key");

    cache.remove(Objects.requireNonNull(get(cache, new Key("key"))));

    assertNeverFound(cache, "key");
  }

  @Test
  void usesNoEntryThatAFullCacheRemoved() {
    CertificateCache cache = cache(20L * ENTRY);
    for (int i = 0; i < 200; i++) {
      put(cache, "key " + i, "leaf " + i);
      useOften(cache, "key " + i);
    }

    long found =
        IntStream.range(0, 200).filter(i -> get(cache, new Key("key " + i)) != null).count();
    assertThat(found).isEqualTo(cache.size()).isBetween(1L, 20L);
  }

  @Test
  void usesTheNewEntryAfterOneWasReplaced() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");
    useOften(cache, "key");
    TrustDecision.ClientCertificate other = certificate();

    cache.put(new Key("key"), "leaf", other);

    for (int i = 0; i < OFTEN; i++) {
      assertThat(get(cache, new Key("key")))
          .extracting(CertificateCache.Entry::certificate)
          .isSameAs(other);
    }
    assertThat(cache.size()).isOne();
  }

  /** Otherwise it would keep the lines twice. */
  @Test
  void keepsTheKeyOfTheFirstOfSeveralEqualEntries() {
    CertificateCache cache = cache(20L * ENTRY);
    Key first = new Key("key");
    cache.put(first, "leaf", CERTIFICATE);
    cache.put(new Key("key"), "leaf", CERTIFICATE);

    assertThat(get(cache, new Key("key"))).extracting(CertificateCache.Entry::key).isSameAs(first);
  }

  private void useOften(CertificateCache cache, String key) {
    for (int i = 0; i < OFTEN; i++) {
      get(cache, new Key(key));
    }
  }

  private void assertNeverFound(CertificateCache cache, String key) {
    for (int i = 0; i < OFTEN; i++) {
      assertThat(get(cache, new Key(key))).isNull();
    }
  }

  @Test
  void findsOneOfManyValuesThatDifferInOneCharacterByFewComparisons() {
    CertificateCache cache = cache(Long.MAX_VALUE);
    AtomicInteger comparisons = new AtomicInteger();
    int count = 10_000;
    int[] hashes = new int[count];
    for (int i = 0; i < count; i++) {
      Counting key = new Counting(differingInOneCharacter(i), comparisons);
      hashes[i] = key.hashCode();
      cache.put(key, "leaf " + i, CERTIFICATE);
    }
    assertThat(Arrays.stream(hashes).distinct().count()).isEqualTo(1);

    comparisons.set(0);
    for (int i = 0; i < count; i++) {
      assertThat(get(cache, new Counting(differingInOneCharacter(i), comparisons))).isNotNull();
      assertThat(get(cache, new Counting(differingInOneCharacter(count + i), comparisons)))
          .isNull();
    }

    assertThat(comparisons.get()).isLessThan(2 * count * 50);
  }

  /** The second character is in no sample. */
  private static LinesKey differingInOneCharacter(int i) {
    return new LinesKey(null, "M" + (char) ('0' + i) + "x".repeat(1800), List.of());
  }

  private CertificateCache cache(long bytes) {
    Ticker ticker = nanos::get;
    return new CertificateCache(bytes, TIME_TO_LIVE, ticker);
  }

  private CertificateCache.@Nullable Entry get(CertificateCache cache, CertificateCache.Key key) {
    return cache.get(key, Duration.ofNanos(nanos.get()).toMillis());
  }

  private static void put(CertificateCache cache, String key, String leaf) {
    cache.put(new Key(key), leaf, CERTIFICATE);
  }

  private static TrustDecision.ClientCertificate certificate() {
    Pki.Authority root = Pki.create().root("Example Root");
    var claimed =
        (HeaderReader.Certificates)
            new TlsReader(new HeaderLimits(32768, 65536, 12288, 10))
                .read(root.client("svc").issue().chain());
    return (TrustDecision.ClientCertificate)
        Objects.requireNonNull(
                CertificateValidator.load(
                    BY_VERDICT,
                    new Revocation(Clock.systemUTC(), () -> {}),
                    Clock.systemUTC(),
                    new Problems()))
            .validate(claimed.certificate());
  }
}
