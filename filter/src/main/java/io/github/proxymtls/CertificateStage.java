package io.github.proxymtls;

import io.github.proxymtls.binding.ClientBinding.Presented;
import io.github.proxymtls.header.HeaderReader;
import io.github.proxymtls.proxy.ProxyIdentity;
import io.github.proxymtls.trust.CertificateValidator;
import io.github.proxymtls.trust.TrustDecision;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** From decoded certificates to one that may be presented: by the cache, else by validation. */
final class CertificateStage {

  /** What the stage found: a certificate, none (null presented), or a refusal. */
  record Finding(@Nullable Presented presented, Decision.@Nullable Rejected refusal) {
    static final Finding NONE = new Finding(null, null);

    static Finding refused(Reason reason, String detail, PathKind where) {
      return new Finding(null, new Decision.Rejected(reason, detail, where));
    }
  }

  private final @Nullable String profile;
  private final CertificateValidator validator;
  private final CertificateCache cache;
  private final Clock clock;

  /**
   * @param profile whose rules these are; null for one without a name, and for direct peers
   * @param cache shared by all profiles; a key must hold the profile
   */
  CertificateStage(
      @Nullable String profile,
      CertificateValidator validator,
      CertificateCache cache,
      Clock clock) {
    this.profile = profile;
    this.validator = validator;
    this.cache = cache;
    this.clock = clock;
  }

  /** What was validated before under this key and still stands, or null. */
  TrustDecision.@Nullable Presentable known(CertificateCache.Key key) {
    TrustDecision.Presentable known = cache.get(key);
    return known != null && known.stands(clock.instant()) ? known : null;
  }

  /** Validates, and remembers what may be presented. */
  TrustDecision validated(CertificateCache.Key key, HeaderReader.Certificates certificates) {
    TrustDecision decision = validator.validate(certificates.certificate());
    if (decision instanceof TrustDecision.Presentable presentable) {
      cache.put(key, leaf(presentable.names().thumbprint()), presentable);
    }
    return decision;
  }

  /** One profile's clients displace no other profile's entries. */
  private String leaf(String thumbprint) {
    return profile == null ? thumbprint : profile + ":" + thumbprint;
  }

  /** Presents what is valid at this instant. */
  Finding present(
      TrustDecision decision,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      PathKind where) {
    if (decision instanceof TrustDecision.Refused refused) {
      return Finding.refused(refused.reason(), refused.detail(), where);
    }
    TrustDecision.Presentable certificate = (TrustDecision.Presentable) decision;
    TrustDecision.Refused expired = certificate.refusalAt(clock.instant());
    return expired != null
        ? Finding.refused(expired.reason(), expired.detail(), where)
        : new Finding(new Presented(certificate, source, proxy, profile), null);
  }
}
