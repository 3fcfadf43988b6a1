package io.github.proxymtls.internal.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.text.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results for the chains that peers presented, each as a digest and a value; no part of a
 * certificate is stored. Each set of anchors has its own instance.
 *
 * <h2>No answer outlives a date</h2>
 *
 * The value of a chain can change only when a certificate of the chain or an anchor becomes valid
 * or expires. A result therefore counts until the next such second, and for {@link #LONGEST} at
 * most. In that second itself, nothing is remembered.
 */
final class JudgedChains<V> {

  static final int MOST = 1_000;
  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final int SHOWN = 8;

  /**
   * @param from the first second at which the value counts
   * @param until the last one
   */
  private record Judged<V>(V value, long from, long until) {}

  private final List<Long> datesOfAnchors;

  private final Cache<String, Judged<V>> judged =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST).build();

  JudgedChains(Collection<X509Certificate> anchors) {
    datesOfAnchors = dates(anchors);
  }

  /**
   * Returns the SHA-256 of the certificates, each with its length; null if one cannot be encoded.
   */
  static @Nullable String key(List<X509Certificate> chain) {
    MessageDigest sha256 = Sha256.digest();
    try {
      for (X509Certificate certificate : chain) {
        byte[] octets = certificate.getEncoded();
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, octets.length));
        sha256.update(octets);
      }
    } catch (CertificateEncodingException e) {
      return null;
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
  }

  /** Returns enough of a key to find two log lines that belong together. */
  static String shown(String key) {
    return key.substring(0, SHOWN);
  }

  @Nullable V get(String key, Instant now) {
    Judged<V> before = judged.getIfPresent(key);
    long second = now.getEpochSecond();
    return before != null && before.from() <= second && second <= before.until()
        ? before.value()
        : null;
  }

  void put(String key, List<X509Certificate> chain, Instant now, V value) {
    long second = now.getEpochSecond();
    long from = Long.MIN_VALUE;
    long until = second + LONGEST.toSeconds();
    List<Long> dates = dates(chain);
    dates.addAll(datesOfAnchors);
    for (long date : dates) {
      if (date <= second) {
        from = Math.max(from, date + 1);
      }
      if (date >= second) {
        until = Math.min(until, date - 1);
      }
    }
    judged.put(key, new Judged<>(value, from, until));
  }

  /** Returns the number of entries. */
  long size() {
    judged.cleanUp();
    return judged.estimatedSize();
  }

  private static List<Long> dates(Collection<X509Certificate> certificates) {
    List<Long> seconds = new ArrayList<>();
    for (X509Certificate certificate : certificates) {
      seconds.add(certificate.getNotBefore().toInstant().getEpochSecond());
      seconds.add(certificate.getNotAfter().toInstant().getEpochSecond());
    }
    return seconds;
  }
}
