package io.github.proxymtls.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The CRLs in use (RFC 5280 section 5 and 6.3): complete, delta and indirect ones. Immutable. */
final class RevocationLists {

  private RevocationLists() {}

  /**
   * Takes parsed lists.
   *
   * @param signers certificates that may have signed them besides those of a path: the configured
   *     intermediates and anchors
   */
  static RevocationLists of(Collection<RevocationList> lists, Collection<Candidate> signers) {
    return new RevocationLists();
  }

  /**
   * What they say about one certificate of a valid path. Verifies signatures. Never throws.
   *
   * @param path leaf first, the anchor last
   * @param index of the certificate in it; not the anchor's
   */
  RevocationAnswer about(List<X509Certificate> path, int index, Instant now) {
    return new RevocationAnswer.Unusable("not verified yet", false);
  }
}
