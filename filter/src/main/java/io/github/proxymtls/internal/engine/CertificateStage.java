package io.github.proxymtls.internal.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.ReceivedCertificate;
import io.github.proxymtls.internal.cache.CacheKey;
import io.github.proxymtls.internal.cache.CertificateCache;
import io.github.proxymtls.internal.cache.CertificateCache.Entry;
import io.github.proxymtls.internal.cache.FinalRefusals;
import io.github.proxymtls.internal.cache.FinalRefusals.Stage;
import io.github.proxymtls.internal.cache.RefusalKey;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.decision.Presented;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Determines the certificate of a request: from the caches, otherwise by decoding and validation.
 *
 * <h2>Rejected certificates are not stored</h2>
 *
 * A final refusal is cached as a digest and a reason. The same applies to the result that no
 * configured CA issued a certificate, which saves the search for its path. Such a certificate is
 * cached only after a registration or a token accepted it.
 */
final class CertificateStage {

  /**
   * The result of the stage: a certificate, none ({@code presented} is null), or a refusal.
   *
   * @param keep caches the certificate; null if there is nothing to cache
   */
  record Finding(
      @Nullable ReceivedCertificate presented, @Nullable Refusal refusal, @Nullable Runnable keep) {
    static final Finding NONE = new Finding(null, null, null);

    static Finding refused(Refusal refusal) {
      return new Finding(null, refusal, null);
    }

    /** Describes the certificate for the log; null if there is none. */
    @Nullable Presented described() {
      return presented == null
          ? null
          : CertificateStage.described(presented.certificate(), presented.source());
    }

    /** Caches a certificate that a pin has accepted in this decision. */
    void learn(Decision decision) {
      if (keep != null
          && decision instanceof Decision.Accepted accepted
          && accepted.client().acceptance() == ClientIdentity.Acceptance.PINNED) {
        keep.run();
      }
    }
  }

  /**
   * The caches, which live as long as the engine.
   *
   * @param accepted certificates that may be used
   * @param refused final refusals
   */
  record Caches(CertificateCache accepted, FinalRefusals refused) {

    static Caches of(Configuration configuration) {
      long bytes = configuration.cacheMaximumBytes();
      Duration timeToLive = configuration.cacheTimeToLive();
      return new Caches(
          new CertificateCache(bytes, timeToLive, Ticker.systemTicker()),
          new FinalRefusals(bytes, timeToLive, Ticker.systemTicker()));
    }
  }

  private static final int MALFORMED = 400;

  private final @Nullable String profile;
  private final CertificateValidator validator;
  private final Caches caches;
  private final long epoch;
  private final Clock clock;

  /**
   * @param profile the profile with these rules; null for one without a name, and for direct
   *     connections
   * @param epoch of the snapshot; refusals and pins of another epoch do not count
   */
  CertificateStage(
      @Nullable String profile,
      CertificateValidator validator,
      Caches caches,
      long epoch,
      Clock clock) {
    this.profile = profile;
    this.validator = validator;
    this.caches = caches;
    this.epoch = epoch;
    this.clock = clock;
  }

  /**
   * Returns the certificate of a request, or why it is refused.
   *
   * @param proxy the proxy that sent the certificates; null for a client's own connection
   */
  Finding find(CertificateInput input, @Nullable ProxyIdentity proxy) {
    CacheKey key = input.key();
    Entry entry = caches.accepted().get(key);
    if (entry == null) {
      return unknown(input, proxy);
    }
    Refusal refusal = input.refusalOfRequest();
    if (refusal != null) {
      return Finding.refused(
          refusal.withCertificate(described(entry.certificate(), input.source())));
    }
    ClientCertificate known = usable(key, entry);
    if (known == null) {
      caches.accepted().remove(key);
      return unknown(input, proxy);
    }
    caches.accepted().hit();
    return accepted(known, input, proxy, null);
  }

  /**
   * Returns the certificate of an entry, if necessary with a new revocation status; null if it must
   * be decided again.
   */
  private @Nullable ClientCertificate usable(CacheKey key, Entry entry) {
    if (!(entry.certificate() instanceof ValidatedCertificate known)) {
      return entry.epoch() == epoch ? entry.certificate() : null;
    }
    if (!validator.trusts(known)) {
      return null;
    }
    if (validator.isFresh(known, clock.instant())) {
      return known;
    }
    ValidatedCertificate renewed = validator.renewed(known);
    if (renewed != null) {
      caches.accepted().put(key, new Entry(renewed, epoch));
    }
    return renewed;
  }

  private Finding unknown(CertificateInput input, @Nullable ProxyIdentity proxy) {
    caches.accepted().miss();
    Refusal excess = input.excess();
    if (excess != null) {
      return Finding.refused(excess);
    }
    RefusalKey key = input.refusalKey();
    FinalRefusals.Entry before = caches.refused().get(key, epoch);
    if (before == null || before.stage() == Stage.BINDING) {
      return undecided(input, key, before != null, proxy);
    }
    Refusal refusal = before.stage() == Stage.DECODING ? null : input.refusalOfRequest();
    Refusal again =
        refusal == null
            ? new Refusal(before.reason(), "refused before, remembered as " + key)
            : refusal;
    String thumbprint = before.thumbprint();
    return Finding.refused(
        thumbprint == null
            ? again
            : again.withCertificate(new Presented(null, null, thumbprint, input.source())));
  }

  private Finding undecided(
      CertificateInput input, RefusalKey key, boolean pinnable, @Nullable ProxyIdentity proxy) {
    Result<ForwardedCertificate> decoded = input.decode();
    Refusal malformed = decoded.refusal();
    if (malformed != null) {
      boolean isFinal = malformed.reason().status() == MALFORMED;
      return refused(malformed, isFinal ? Stage.DECODING : null, key);
    }
    ForwardedCertificate claimed = decoded.value();
    Refusal refusal = input.refusalOfRequest();
    if (refusal != null) {
      return Finding.refused(refusal.withCertificate(Presented.of(claimed.leaf(), input.source())));
    }
    Result<ClientCertificate> validated =
        pinnable ? validator.pinnable(claimed) : validator.validate(claimed);
    Refusal invalid = validated.refusal();
    if (invalid != null) {
      Presented presented = Presented.of(claimed.leaf(), input.source());
      return refused(
          invalid.withCertificate(presented), invalid.isFinal() ? Stage.VALIDATION : null, key);
    }
    ClientCertificate certificate = validated.value();
    if (certificate instanceof PinnedCertificate && !pinnable) {
      remember(key, Reason.CERTIFICATE_NOT_PINNED, Stage.BINDING, null);
    }
    Runnable keep = () -> caches.accepted().put(input.key(), new Entry(certificate, epoch));
    if (certificate instanceof PinnedCertificate) {
      return accepted(certificate, input, proxy, keep);
    }
    keep.run();
    return accepted(certificate, input, proxy, null);
  }

  /**
   * Remembers a final refusal, and adds its digest to the log message.
   *
   * @param stage of a final refusal; null if the refusal may change with time
   */
  private Finding refused(Refusal refusal, @Nullable Stage stage, RefusalKey key) {
    if (stage == null) {
      return Finding.refused(refusal);
    }
    PresentedCertificate presented = refusal.certificate();
    String thumbprint = presented == null ? null : presented.thumbprint();
    remember(key, refusal.reason(), stage, thumbprint);
    return Finding.refused(refusal.withDetail("; remembered as " + key));
  }

  private void remember(RefusalKey key, Reason reason, Stage stage, @Nullable String thumbprint) {
    caches.refused().put(key, new FinalRefusals.Entry(reason, stage, thumbprint, epoch));
  }

  /** Accepts a certificate that is valid now. */
  private Finding accepted(
      ClientCertificate certificate,
      CertificateInput input,
      @Nullable ProxyIdentity proxy,
      @Nullable Runnable keep) {
    Refusal expired = certificate.refusalAt(clock.instant());
    return expired == null
        ? new Finding(
            new ReceivedCertificate(certificate, input.source(), proxy, profile), null, keep)
        : Finding.refused(expired.withCertificate(described(certificate, input.source())));
  }

  /** Describes a certificate for the log of a refusal. */
  private static Presented described(ClientCertificate certificate, ClientIdentity.Source source) {
    return Presented.of(certificate.leaf(), certificate.names().thumbprint(), source);
  }
}
