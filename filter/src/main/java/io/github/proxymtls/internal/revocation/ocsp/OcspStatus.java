package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unknown;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevocationReasons;
import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.CRLReason;
import org.jspecify.annotations.Nullable;

/** A SingleResponse: the status of a certificate and its time (RFC 6960 section 4.2.2.1). */
public final class OcspStatus {

  private static final int REVOKED = 1;
  private static final int GOOD = 0;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssX", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withZone(ZoneOffset.UTC);

  private final CertStatus status;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;

  /**
   * Reads a SingleResponse.
   *
   * @throws IllegalArgumentException if a time in it is malformed
   */
  OcspStatus(SingleResponse single) {
    this.status = single.getCertStatus();
    this.thisUpdate = time(single.getThisUpdate());
    ASN1GeneralizedTime next = single.getNextUpdate();
    this.nextUpdate = next == null ? null : time(next);
  }

  /**
   * Reads a time in the form that RFC 5280 section 4.1.2.5.2 requires.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static Instant time(ASN1GeneralizedTime time) {
    try {
      return TIME.parse(time.getTimeString(), Instant::from);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("malformed time", e);
    }
  }

  boolean isRevoked() {
    return status.getTagNo() == REVOKED;
  }

  /**
   * Returns the answer at a time. A revocation that is out of date is not an answer, but soft-fail
   * does not apply to it, because only a newer answer may revoke it.
   */
  RevocationAnswer at(Instant now, Duration maximumAge) {
    String untimely = untimeliness(now, maximumAge);
    if (untimely != null) {
      return new Unusable(untimely, !isRevoked());
    }
    return switch (status.getTagNo()) {
      case GOOD -> new Good(nextUpdate);
      case REVOKED ->
          new Revoked(entry(RevokedInfo.getInstance(status.getStatus())).toString(), nextUpdate);
      default -> new Unknown("the OCSP responder does not know the certificate");
    };
  }

  private @Nullable String untimeliness(Instant now, Duration maximumAge) {
    if (RevocationMethod.isFuture(thisUpdate, now)) {
      return "an OCSP response whose thisUpdate is in the future";
    }
    if (nextUpdate != null && nextUpdate.isBefore(thisUpdate)) {
      return "an OCSP response whose nextUpdate is before its thisUpdate";
    }
    Instant end = nextUpdate == null ? thisUpdate.plus(maximumAge) : nextUpdate;
    return end.plus(RevocationMethod.CLOCK_SKEW).isBefore(now) ? "a stale OCSP response" : null;
  }

  private static RevokedEntry entry(RevokedInfo info) {
    CRLReason reason = info.getRevocationReason();
    return new RevokedEntry(
        time(info.getRevocationTime()),
        reason == null ? RevocationReasons.UNSPECIFIED : reason.getValue().intValueExact());
  }
}
