package io.github.proxymtls.binding;

import io.github.proxymtls.Reason;
import io.github.proxymtls.trust.PinnedCandidate;
import io.github.proxymtls.trust.TrustDecision;
import io.github.proxymtls.trust.ValidatedCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does a certificate satisfy one registered method of mutual TLS? Makes no object to say so. */
final class MutualTlsCheck {

  /** Why not; {@code what} goes on after the client's name. */
  record Objection(Reason reason, String what) {}

  private static final Objection OTHER_CERTIFICATE =
      new Objection(Reason.CLIENT_MISMATCH, "is registered with another certificate");
  private static final Objection NOT_THE_ONLY_ONE =
      new Objection(
          Reason.CLIENT_MISMATCH, "has " + MutualTlsReader.CERTIFICATE + ", which is another one");
  private static final Objection NOT_ANCHORED =
      new Objection(
          Reason.CLIENT_MISMATCH, "has " + MutualTlsReader.ANCHORS + " without this anchor");
  private static final Objection NOT_PINNED =
      new Objection(Reason.CERTIFICATE_NOT_PINNED, "is not registered by certificate");

  private MutualTlsCheck() {}

  /** The objection, or null where the certificate is the client's. */
  static @Nullable Objection objection(
      Registration.MutualTls method, TrustDecision.Presentable certificate) {
    return certificate instanceof ValidatedCertificate validated
        ? objection(method, validated)
        : objection(method, (PinnedCandidate) certificate);
  }

  private static @Nullable Objection objection(
      Registration.MutualTls method, ValidatedCertificate certificate) {
    String thumbprint = certificate.names().thumbprint();
    boolean named =
        method.proof() instanceof Registration.Subject subject
            ? subject.name().matches(certificate.names())
            : isRegistered(method, thumbprint);
    if (!named) {
      return OTHER_CERTIFICATE;
    }
    if (!isOnly(method, thumbprint)) {
      return NOT_THE_ONLY_ONE;
    }
    return isAnchored(method, certificate) ? null : NOT_ANCHORED;
  }

  private static @Nullable Objection objection(
      Registration.MutualTls method, PinnedCandidate certificate) {
    if (!(method.proof() instanceof Registration.Certificates)) {
      return NOT_PINNED;
    }
    String thumbprint = certificate.names().thumbprint();
    boolean pinned = isRegistered(method, thumbprint) && isOnly(method, thumbprint);
    return pinned && method.anchors() == null ? null : OTHER_CERTIFICATE;
  }

  private static boolean isRegistered(Registration.MutualTls method, String thumbprint) {
    return method.proof() instanceof Registration.Certificates certificates
        && anyMatches(certificates.thumbprints(), thumbprint);
  }

  private static boolean isOnly(Registration.MutualTls method, String thumbprint) {
    return method.only() == null || method.only().matches(thumbprint);
  }

  /** Under the proxy's verdict no anchor is known, so none of those demanded is there. */
  private static boolean isAnchored(
      Registration.MutualTls method, ValidatedCertificate certificate) {
    if (method.anchors() == null) {
      return true;
    }
    String anchor = certificate.anchorThumbprint();
    return anchor != null && anyMatches(method.anchors(), anchor);
  }

  /** Every one is compared, so that the time does not tell which. */
  private static boolean anyMatches(List<Thumbprint> registered, String thumbprint) {
    boolean found = false;
    for (int i = 0; i < registered.size(); i++) {
      found |= registered.get(i).matches(thumbprint);
    }
    return found;
  }
}
