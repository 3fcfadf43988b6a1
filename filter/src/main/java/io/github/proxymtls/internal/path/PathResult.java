package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;

/** What {@link PathValidator} makes of a certificate. */
public sealed interface PathResult {

  /**
   * There is a valid path, and the leaf may act as a TLS client.
   *
   * @param path from the leaf to the anchor, anchor included
   * @param names the names of the leaf
   * @param standing how long what is known of revocation may be relied on
   */
  record Valid(List<X509Certificate> path, CertificateNames names, RevocationFreshness standing)
      implements PathResult {

    /** Copies the path. */
    public Valid {
      path = List.copyOf(path);
    }
  }

  /**
   * There is none.
   *
   * @param detail for the operator's log
   * @param issuerKnown false only where it is certain that no configured anchor or intermediate
   *     issued the leaf, directly or through the other certificates presented
   * @param isFinal as in {@link TrustDecision.Refused}
   */
  record Refused(Reason reason, String detail, boolean issuerKnown, boolean isFinal)
      implements PathResult {

    /** One that another time may not be. */
    public Refused(Reason reason, String detail, boolean issuerKnown) {
      this(reason, detail, issuerKnown, false);
    }
  }
}
