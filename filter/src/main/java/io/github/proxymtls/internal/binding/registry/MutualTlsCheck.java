package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ReversedName;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import org.jspecify.annotations.Nullable;

/** Checks whether a certificate satisfies a registered mutual-TLS method. Allocates no object. */
public final class MutualTlsCheck {

  private static final Refusal OTHER_CERTIFICATE =
      new Refusal(Reason.CLIENT_MISMATCH, "is registered with another certificate");
  private static final Refusal REVERSED =
      new Refusal(
          Reason.CLIENT_MISMATCH,
          "is registered with another certificate; " + ReversedName.MATCHES);
  private static final Refusal NOT_THE_ONLY_ONE =
      new Refusal(
          Reason.CLIENT_MISMATCH, "has " + MutualTlsReader.CERTIFICATE + " of another certificate");
  private static final Refusal NOT_ANCHORED =
      new Refusal(
          Reason.CLIENT_MISMATCH, "has " + MutualTlsReader.ANCHORS + " without this anchor");
  private static final Refusal NOT_PINNED =
      new Refusal(Reason.CERTIFICATE_NOT_PINNED, "is not registered by certificate");

  private static final Refusal NOT_FETCHED =
      new Refusal(
          Reason.CLIENT_KEYS_UNAVAILABLE, "has a jwks_uri from which no keys were ever fetched");

  private MutualTlsCheck() {}

  /**
   * Returns why the certificate is not the client's, or null if it is. The detail continues a
   * sentence that begins with the client's name.
   */
  public static @Nullable Refusal refusal(
      Registration.MutualTls method, ClientCertificate certificate) {
    return certificate instanceof ValidatedCertificate validated
        ? refusal(method, validated)
        : refusal(method, (PinnedCertificate) certificate);
  }

  private static @Nullable Refusal refusal(
      Registration.MutualTls method, ValidatedCertificate certificate) {
    String thumbprint = certificate.names().thumbprint();
    if (!isOnly(method, thumbprint)) {
      return NOT_THE_ONLY_ONE;
    }
    Refusal refusal =
        method.proof() instanceof Registration.Subject subject
            ? named(subject, certificate)
            : registered((Registration.Certificates) method.proof(), thumbprint);
    if (refusal != null) {
      return refusal;
    }
    return isAnchored(method, certificate) ? null : NOT_ANCHORED;
  }

  private static @Nullable Refusal refusal(
      Registration.MutualTls method, PinnedCertificate certificate) {
    if (!(method.proof() instanceof Registration.Certificates certificates)) {
      return NOT_PINNED;
    }
    String thumbprint = certificate.names().thumbprint();
    return isOnly(method, thumbprint) && method.anchors() == null
        ? registered(certificates, thumbprint)
        : OTHER_CERTIFICATE;
  }

  private static @Nullable Refusal named(
      Registration.Subject subject, ValidatedCertificate certificate) {
    if (subject.name().matches(certificate.names())) {
      return null;
    }
    return subject.name().matchesReversed(certificate.names()) ? REVERSED : OTHER_CERTIFICATE;
  }

  private static @Nullable Refusal registered(
      Registration.Certificates certificates, String thumbprint) {
    return switch (certificates.certificates().find(thumbprint)) {
      case PRESENT -> null;
      case ABSENT -> OTHER_CERTIFICATE;
      case UNKNOWN -> NOT_FETCHED;
    };
  }

  private static boolean isOnly(Registration.MutualTls method, String thumbprint) {
    return method.only() == null || method.only().matches(thumbprint);
  }

  /**
   * A certificate that the proxy verified has no known anchor, so it satisfies no required anchor.
   */
  private static boolean isAnchored(
      Registration.MutualTls method, ValidatedCertificate certificate) {
    if (method.anchors() == null) {
      return true;
    }
    String anchor = certificate.anchorThumbprint();
    return anchor != null && Thumbprint.isAmong(method.anchors(), anchor);
  }
}
