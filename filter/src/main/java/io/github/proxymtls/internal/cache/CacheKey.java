package io.github.proxymtls.internal.cache;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The key of an accepted certificate: the undecoded certificates of one request. */
public sealed interface CacheKey {

  /** Returns the profile that reads the certificates; null for one without a name. */
  @Nullable String profile();

  /** Returns the certificates that it keeps. */
  List<X509Certificate> certificates();

  /** Returns its size in octets, without certificates. */
  int bytes();

  /**
   * Header lines, and the profile that reads them.
   *
   * @param certificate the line of the certificate
   * @param chain the lines of the chain
   */
  record Lines(@Nullable String profile, String certificate, List<String> chain)
      implements CacheKey {

    /** The size of a text without its characters, with its place in a list. */
    private static final int TEXT_BYTES = 56;

    /** The leaf is in this part of the line. */
    private static final int LEAF = 2048;

    private static final int SAMPLED = 64;

    /**
     * Samples the leaf: a hash of all characters would take longer than the rest of the look-up.
     * Only accepted certificates are keys, so nobody can choose many lines with the same sample.
     */
    @Override
    public int hashCode() {
      int end = Math.min(certificate.length(), LEAF);
      int step = 1 + end / SAMPLED;
      int hash = certificate.length();
      for (int i = 0; i < end; i += step) {
        hash = 31 * hash + certificate.charAt(i);
      }
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Lines that
          && certificate.equals(that.certificate)
          && chain.equals(that.chain)
          && Objects.equals(profile, that.profile);
    }

    @Override
    public List<X509Certificate> certificates() {
      return List.of();
    }

    @Override
    public int bytes() {
      int bytes = TEXT_BYTES + certificate.length();
      for (String line : chain) {
        bytes += TEXT_BYTES + line.length();
      }
      return bytes;
    }
  }

  /** The certificates of a client's own TLS handshake, leaf first. */
  record Handshake(List<X509Certificate> certificates) implements CacheKey {

    /** Copies the certificates. */
    public Handshake {
      certificates = List.copyOf(certificates);
    }

    @Override
    public @Nullable String profile() {
      return null;
    }

    @Override
    public int bytes() {
      return 0;
    }
  }
}
