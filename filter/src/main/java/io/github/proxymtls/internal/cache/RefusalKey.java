package io.github.proxymtls.internal.cache;

import io.github.proxymtls.internal.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a profile and of certificates or header lines, each with its kind and length, so
 * that no two inputs have the same digest.
 *
 * @param digest base64url; a text, because a map can order texts if an attacker makes their hash
 *     codes collide
 */
public record RefusalKey(String digest) implements Comparable<RefusalKey> {

  private static final int SHOWN = 8;

  /** Returns the key of header lines, which may contain any characters. */
  public static RefusalKey ofLines(
      @Nullable String profile, String certificate, List<String> chain) {
    Digest digest = new Digest('h', profile);
    digest.add(certificate);
    chain.forEach(digest::add);
    return digest.key();
  }

  /** Returns the key of the certificates of a TLS handshake. */
  public static RefusalKey ofCertificates(List<byte[]> encoded) {
    Digest digest = new Digest('t', null);
    encoded.forEach(digest::add);
    return digest.key();
  }

  @Override
  public int compareTo(RefusalKey other) {
    return digest.compareTo(other.digest);
  }

  /** Returns enough to find two log lines that belong together. */
  @Override
  public String toString() {
    return digest.substring(0, SHOWN);
  }

  private static final class Digest {

    private final MessageDigest sha256;

    Digest(char kind, @Nullable String profile) {
      sha256 = Sha256.digest();
      sha256.update((byte) kind);
      sha256.update((byte) (profile == null ? 0 : 1));
      add(profile == null ? "" : profile);
    }

    /**
     * Writes each character as one octet if all fit, otherwise as two, after an octet that says
     * which.
     */
    void add(String text) {
      byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
      boolean complete = new String(octets, StandardCharsets.ISO_8859_1).equals(text);
      sha256.update((byte) (complete ? 1 : 2));
      add(complete ? octets : twoForEach(text));
    }

    private static byte[] twoForEach(String text) {
      ByteBuffer octets = ByteBuffer.allocate(2 * text.length());
      octets.asCharBuffer().put(text);
      return octets.array();
    }

    void add(byte[] octets) {
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, octets.length));
      sha256.update(octets);
    }

    RefusalKey key() {
      return new RefusalKey(
          Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest()));
    }
  }
}
