package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The validity period of a certificate, both ends included, with second precision (RFC 5280 section
 * 4.1.2.5). The whole last second belongs to it.
 *
 * @param what describes the certificate for the operator's log
 */
public record Validity(String what, Instant notBefore, Instant notAfter) {

  static Validity of(String what, X509Certificate certificate) {
    return new Validity(
        what, certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  static Validity of(String what, ParsedCertificate certificate) {
    return new Validity(what, certificate.notBefore(), certificate.notAfter());
  }

  /** Returns the validity periods of a path, from the leaf. */
  static List<Validity> of(List<X509Certificate> path) {
    List<Validity> all = new ArrayList<>();
    for (X509Certificate certificate : path) {
      all.add(of(position(all.size()), certificate));
    }
    return List.copyOf(all);
  }

  /** Describes a certificate's position in the path for log messages. The leaf has index 0. */
  public static String position(int index) {
    return index == 0 ? "the leaf" : "certificate " + index + " above the leaf";
  }

  public @Nullable Refusal refusalAt(Instant now) {
    if (now.getEpochSecond() > notAfter.getEpochSecond()) {
      return new Refusal(Reason.CERTIFICATE_EXPIRED, what + " expired at " + notAfter);
    }
    if (now.getEpochSecond() < notBefore.getEpochSecond()) {
      return new Refusal(Reason.CERTIFICATE_NOT_YET_VALID, what + " is valid from " + notBefore);
    }
    return null;
  }

  /**
   * Returns a refusal for the first certificate that is not valid, or null. Allocates nothing if
   * all are valid.
   */
  public static @Nullable Refusal refusalAt(List<Validity> all, Instant now) {
    for (int i = 0; i < all.size(); i++) {
      Refusal refusal = all.get(i).refusalAt(now);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }
}
