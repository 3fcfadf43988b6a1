package io.github.proxymtls.internal.binding;

import io.github.proxymtls.internal.jose.Thumbprint;
import java.util.List;

/** The certificates that a client has registered. */
interface RegisteredCertificates {

  /** Whether a certificate is one of them. */
  enum Presence {
    PRESENT,
    ABSENT,
    /** It cannot be told, since they were never fetched. */
    UNKNOWN
  }

  /** Looks for a certificate by its thumbprint. */
  Presence find(String thumbprint);

  /** Those that the registration itself lists. */
  static RegisteredCertificates of(List<Thumbprint> thumbprints) {
    return thumbprint ->
        Thumbprint.isAmong(thumbprints, thumbprint) ? Presence.PRESENT : Presence.ABSENT;
  }
}
