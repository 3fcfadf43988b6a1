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
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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
      CertificateCache.ENTRY_BYTES + 100 + CertificateWeight.of(CERTIFICATE.leaf());

  private final AtomicLong nanos = new AtomicLong();

  /** Counts how often a map compares keys. */
  private record Counting(LinesKey key, AtomicInteger comparisons)
      implements CertificateCache.Key, Comparable<Counting> {
    @Override
    public int bytes(List<X509Certificate> path) {
      return key.bytes(path);
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      comparisons.incrementAndGet();
      return other instanceof Counting that && key.equals(that.key);
    }

    @Override
    public int compareTo(Counting other) {
      comparisons.incrementAndGet();
      return key.compareTo(other.key);
    }
  }

  private record Key(String text) implements CertificateCache.Key {
    @Override
    public int bytes(List<X509Certificate> path) {
      return 100;
    }
  }

  /** A map finds it by its hash only; two are equal without. */
  private record Unhashed(String text, int hash) implements CertificateCache.Key {
    @Override
    public int bytes(List<X509Certificate> path) {
      return 100;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Unhashed that && text.equals(that.text);
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
    assertThat(cache.get(new Key("chain 49"), 0)).isNotNull();
    assertThat(cache.get(new Key("chain 45"), 0)).isNull();
    assertThat(cache.get(new Key("other"), 0)).isNotNull();
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

    cache.remove(new Key("one"));
    cache.remove(new Key("two"));
    assertThat(cache.weight()).isZero();
  }

  /** Issuers that an entry keeps are never left out, though others had them before. */
  @Test
  void weighsIssuersWithTheEntryIfTheirPartOfTheMaximumIsTaken() {
    CertificateCache cache = cache(40L * ENTRY);

    for (int i = 0; i < 40; i++) {
      ClientCertificate certificate = certificate();
      for (int chain = 0; chain < 2; chain++) {
        cache.put(new Key("key " + i + ", " + chain), "leaf " + i, certificate);
        assertThat(cache.weight()).isLessThanOrEqualTo(40L * ENTRY);
      }
    }

    int own = ENTRY + CertificateWeight.of(above(CERTIFICATE));
    assertThat(cache.size()).isLessThan(40L * ENTRY / own + 8);
  }

  private static List<X509Certificate> above(ClientCertificate certificate) {
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

    nanos.set(Duration.ofMinutes(5).minusMillis(3).toNanos());
    assertThat(cache.get(new Key("key"), 0)).isNotNull();
    assertThat(cache.get(new Key("key"), 2)).isNotNull();
    nanos.set(Duration.ofMinutes(5).toNanos());
    assertThat(cache.get(new Key("key"), 3)).isNull();
    assertThat(cache.size()).isZero();
    assertThat(cache.notedKeys()).isZero();
  }

  @Test
  void findsTheSameEntryForASecondWithoutAHash() {
    CertificateCache cache = cache(20L * ENTRY);
    cache.put(new Unhashed("one", 1), "one", CERTIFICATE);
    cache.put(new Unhashed("two", 2), "two", CERTIFICATE);
    CertificateCache.Entry one = cache.get(new Unhashed("one", 1), 5000);
    CertificateCache.Entry two = cache.get(new Unhashed("two", 2), 5000);

    assertThat(one).isNotNull().isNotSameAs(two);
    assertThat(cache.get(new Unhashed("one", 0), 5999)).isSameAs(one);
    assertThat(cache.get(new Unhashed("two", 0), 5999)).isNull();
    assertThat(cache.get(new Unhashed("one", 0), 6000)).isNull();
    assertThat(cache.get(new Unhashed("one", 0), 4999)).isNull();
  }

  @Test
  void forgetsTheLastEntryWithTheOthers() {
    CertificateCache cache = cache(20L * ENTRY);
    put(cache, "key", "leaf");
    CertificateCache.Entry before = cache.get(new Key("key"), 0);

    put(cache, "key", "leaf");
    assertThat(cache.get(new Key("key"), 0)).isNotNull().isNotSameAs(before);
    cache.remove(new Key("key"));
    assertThat(cache.get(new Key("key"), 0)).isNull();
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
      assertThat(cache.get(new Counting(differingInOneCharacter(i), comparisons), 0)).isNotNull();
      assertThat(cache.get(new Counting(differingInOneCharacter(count + i), comparisons), 0))
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
    return new CertificateCache(bytes, Duration.ofMinutes(5), ticker);
  }

  private static void put(CertificateCache cache, String key, String leaf) {
    cache.put(new Key(key), leaf, CERTIFICATE);
  }

  private static ClientCertificate certificate() {
    Pki.Authority root = Pki.create().root("Example Root");
    var claimed =
        (HeaderReader.Certificates)
            new TlsReader(new HeaderLimits(32768, 65536, 12288, 10))
                .read(root.client("svc").issue().chain());
    return Objects.requireNonNull(
            CertificateValidator.load(
                BY_VERDICT,
                new Revocation(Clock.systemUTC(), () -> {}),
                Clock.systemUTC(),
                new Problems()))
        .validate(claimed.certificate())
        .value();
  }
}
