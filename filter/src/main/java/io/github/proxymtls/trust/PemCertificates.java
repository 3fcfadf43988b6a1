package io.github.proxymtls.trust;

import io.github.proxymtls.config.Problems;
import io.github.proxymtls.config.Resource;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads configured PEM files of certificates (RFC 7468). Text outside the blocks is skipped; a
 * block of another kind, a broken one and a file without any refuse the file.
 */
public final class PemCertificates {

  private PemCertificates() {}

  /** Reads trust anchors, each a CA certificate. Adds problems; null after one. */
  public static @Nullable List<X509Certificate> anchors(Resource resource, Problems problems) {
    throw new AssertionError();
  }

  /** Reads intermediate certificates, each a CA certificate. Adds problems; null after one. */
  public static @Nullable List<X509Certificate> intermediates(
      Resource resource, Problems problems) {
    throw new AssertionError();
  }
}
