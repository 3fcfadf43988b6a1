package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.path.CertificateWeight;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The parsed certificates above the leaves of cached paths. Paths of the same issuer share its
 * parsed certificates, so these are weighed once. Certificates are compared by identity, because
 * two parsed forms of one certificate take memory twice.
 *
 * <p>A certificate is weighed here as long as a cached path has it. If the certificates of a path
 * would exceed the maximum, they are not added, and the entry weighs them itself.
 */
final class SharedIssuers {

  /**
   * @param paths the number of cached paths that have the certificate
   */
  private record Shared(int bytes, int paths) {}

  private final long maximumBytes;
  private final IdentityHashMap<X509Certificate, Shared> certificates = new IdentityHashMap<>();
  private long bytes;

  SharedIssuers(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  /**
   * Adds the certificates above the leaf of a path. Returns false if the maximum does not allow it.
   */
  synchronized boolean add(List<X509Certificate> above) {
    above.forEach(this::add);
    boolean fits = bytes <= maximumBytes;
    if (!fits) {
      remove(above);
    }
    return fits;
  }

  private void add(X509Certificate certificate) {
    Shared shared = certificates.get(certificate);
    if (shared == null) {
      shared = new Shared(CertificateWeight.of(certificate), 0);
      bytes += shared.bytes;
    }
    certificates.put(certificate, new Shared(shared.bytes, shared.paths + 1));
  }

  /** Removes what {@link #add} of the same certificates has added. */
  synchronized void remove(List<X509Certificate> above) {
    above.forEach(this::remove);
  }

  private void remove(X509Certificate certificate) {
    Shared shared = certificates.get(certificate);
    if (shared == null) {
      return;
    }
    if (shared.paths > 1) {
      certificates.put(certificate, new Shared(shared.bytes, shared.paths - 1));
      return;
    }
    certificates.remove(certificate);
    bytes -= shared.bytes;
  }

  /** Returns the size of all certificates, in octets. */
  synchronized long bytes() {
    return bytes;
  }
}
