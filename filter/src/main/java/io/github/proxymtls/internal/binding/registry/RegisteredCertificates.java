package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.internal.jose.Thumbprint;
import java.util.List;

/** The certificates that a client has registered. */
public interface RegisteredCertificates {

  /** The result of a look-up. */
  enum Presence {
    PRESENT,
    ABSENT,
    /** The result is unavailable, because the certificates were never fetched. */
    UNKNOWN
  }

  /** Looks up a certificate by its thumbprint. */
  Presence find(String thumbprint);

  /** Returns the certificates that the registration itself lists. */
  static RegisteredCertificates of(List<Thumbprint> thumbprints) {
    return thumbprint ->
        Thumbprint.isAmong(thumbprints, thumbprint) ? Presence.PRESENT : Presence.ABSENT;
  }
}
