package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.ReceivedCertificate;
import io.github.proxymtls.internal.decision.Presented;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.engine.CertificateCache.Entry;
import io.github.proxymtls.internal.engine.FinalRefusals.FinalRefusal;
import io.github.proxymtls.internal.engine.FinalRefusals.Stage;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.path.Generations;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Turns the certificates of a request into one that may be used: from the caches, otherwise by
 * decoding and validation.
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

    /** Returns true if the certificate came from this proxy. */
    boolean isFrom(@Nullable ProxyIdentity proxy) {
      return presented != null && presented.proxy() == proxy;
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
   * The caches of all stages of a snapshot; their keys include the profile.
   *
   * @param accepted certificates that may be used
   * @param refused final refusals
   * @param counters counts the look-ups
   */
  record Caches(CertificateCache accepted, FinalRefusals refused, CacheCounters counters) {}

  private static final int MALFORMED = 400;
  private static final FinalRefusal NOT_PINNED_YET =
      new FinalRefusal(Reason.CERTIFICATE_NOT_PINNED, Stage.BINDING, null);

  private final @Nullable String profile;
  private final CertificateValidator validator;
  private final Caches caches;
  private final Generations generations;
  private final Clock clock;

  /**
   * @param profile the profile with these rules; null for one without a name, and for direct
   *     connections
   */
  CertificateStage(
      @Nullable String profile,
      CertificateValidator validator,
      CacheGeneration cache,
      Clock clock) {
    this.profile = profile;
    this.validator = validator;
    this.caches = cache.caches();
    this.generations = cache.generations();
    this.clock = clock;
  }

  /**
   * @param proxy the proxy that sent the certificates; null for a client's own connection
   */
  Finding find(CertificateInput input, @Nullable ProxyIdentity proxy) {
    long now = clock.millis();
    Entry entry = caches.accepted().get(input.key(), now);
    if (entry == null) {
      return unknown(input, proxy);
    }
    ClientCertificate known = entry.certificate();
    Refusal refusal = input.refusalOfRequest();
    if (refusal != null) {
      return Finding.refused(refusal.withCertificate(described(known, input.source())));
    }
    if (!known.isFresh(now, generations)) {
      if (!renewed(known)) {
        return outdated(input, proxy, known);
      }
      now = clock.millis();
    }
    caches.counters().hit();
    Refusal expired = known.refusalAt(now);
    if (expired != null) {
      return expired(expired, known, input.source());
    }
    Finding before = entry.finding(proxy);
    return before == null ? found(entry, known, input.source(), proxy) : before;
  }

  private Finding found(
      Entry entry,
      ClientCertificate known,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy) {
    Finding found = new Finding(new ReceivedCertificate(known, source, proxy, profile), null, null);
    entry.remember(found);
    return found;
  }

  /** Asks anew whether a certificate of a cached path was revoked. */
  private boolean renewed(ClientCertificate known) {
    return known instanceof ValidatedCertificate validated && validator.renewRevocation(validated);
  }

  /** Decides anew about a path that is no longer accepted, and about a pinned certificate. */
  private Finding outdated(
      CertificateInput input, @Nullable ProxyIdentity proxy, ClientCertificate known) {
    if (known instanceof ValidatedCertificate) {
      caches.accepted().remove(input.key());
    }
    return unknown(input, proxy);
  }

  private Finding unknown(CertificateInput input, @Nullable ProxyIdentity proxy) {
    caches.counters().miss();
    Refusal excess = input.excess();
    if (excess != null) {
      return Finding.refused(excess);
    }
    RefusalKey key = input.refusalKey();
    FinalRefusal before = caches.refused().get(key);
    if (before == null || before.stage() == Stage.BINDING) {
      return undecided(input, key, before != null, proxy);
    }
    Refusal refusal = before.stage() == Stage.DECODING ? null : input.refusalOfRequest();
    Refusal told =
        refusal == null
            ? new Refusal(before.reason(), "refused before, remembered as " + key)
            : refusal;
    String thumbprint = before.thumbprint();
    return Finding.refused(
        thumbprint == null
            ? told
            : told.withCertificate(new Presented(null, null, thumbprint, input.source())));
  }

  private Finding undecided(
      CertificateInput input, RefusalKey key, boolean pinnable, @Nullable ProxyIdentity proxy) {
    HeaderReader.Decoded decoded = input.decode();
    if (decoded instanceof HeaderReader.Refused refused) {
      boolean isFinal = refused.refusal().reason().status() == MALFORMED;
      return refused(refused.refusal(), isFinal ? Stage.DECODING : null, key);
    }
    ForwardedCertificate claimed = ((HeaderReader.Certificates) decoded).certificate();
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
    if (validated.value() instanceof PinnedCertificate && !pinnable) {
      caches.refused().put(key, NOT_PINNED_YET);
    }
    return accepted(validated.value(), input, proxy);
  }

  /**
   * Remembers a final refusal, and tells where to look when the next one is logged.
   *
   * @param stage of a final refusal; null for one that another time may not be
   */
  private Finding refused(Refusal refusal, @Nullable Stage stage, RefusalKey key) {
    if (stage == null) {
      return Finding.refused(refusal);
    }
    PresentedCertificate presented = refusal.certificate();
    String thumbprint = presented == null ? null : presented.thumbprint();
    caches.refused().put(key, new FinalRefusal(refusal.reason(), stage, thumbprint));
    return Finding.refused(refusal.withDetail("; remembered as " + key));
  }

  private Finding accepted(
      ClientCertificate certificate, CertificateInput input, @Nullable ProxyIdentity proxy) {
    CertificateCache.Key key = input.key();
    Runnable keep =
        () -> caches.accepted().put(key, leaf(certificate.names().thumbprint()), certificate);
    if (certificate instanceof PinnedCertificate) {
      return present(certificate, input.source(), proxy, keep);
    }
    keep.run();
    return present(certificate, input.source(), proxy, null);
  }

  /** Describes a certificate for the log of a refusal. */
  private static Presented described(ClientCertificate certificate, ClientIdentity.Source source) {
    return Presented.of(certificate.leaf(), certificate.names().thumbprint(), source);
  }

  /** Clients of one profile evict no entries of another profile. */
  private String leaf(String thumbprint) {
    return profile == null ? thumbprint : profile + ":" + thumbprint;
  }

  /** Accepts a certificate that is valid now. */
  private Finding present(
      ClientCertificate certificate,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      @Nullable Runnable keep) {
    Refusal expired = certificate.refusalAt(clock.millis());
    return expired != null
        ? expired(expired, certificate, source)
        : new Finding(new ReceivedCertificate(certificate, source, proxy, profile), null, keep);
  }

  private static Finding expired(
      Refusal expired, ClientCertificate certificate, ClientIdentity.Source source) {
    return Finding.refused(expired.withCertificate(described(certificate, source)));
  }
}
