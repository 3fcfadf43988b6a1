package io.github.proxymtls.internal.revocation.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;

/**
 * Determines the revocation status by OCSP (RFC 6960) and caches the answers: until their {@code
 * nextUpdate} but for at most 24 hours, or for 5 minutes if they have none. Answers that are used
 * are renewed before they expire. Others are removed.
 */
public final class OcspClient implements RevocationMethod {

  /**
   * The maximum size of the cache in octets: the certificates and a fixed amount for each entry.
   */
  private static final long MAXIMUM_WEIGHT = 32L * 1024 * 1024;

  private static final int ENTRY_WEIGHT = 512;

  private final OcspLookUp lookUp;
  private final Cache<OcspSubject, OcspCacheEntry> entries =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumWeight(MAXIMUM_WEIGHT)
          .weigher((OcspSubject subject, OcspCacheEntry entry) -> ENTRY_WEIGHT + subject.octets())
          .build();

  public OcspClient(OcspLookUp lookUp) {
    this.lookUp = lookUp;
  }

  @Override
  public void prepare(Question question, Instant now) {
    try {
      entry(question).prepare(now);
    } catch (CertificateEncodingException reportedWhenItIsAsked) {
      // Nothing has been started.
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A missing answer may come at any time, so that the next request asks again. It finds the
   * cached state, and sends nothing before the pause ends.
   */
  @Override
  public Reply about(Question question, Instant now, Deadline deadline) {
    try {
      OcspState state = entry(question).await(now, deadline);
      return new Reply(state.answer(), state.isUnusable() ? now : state.renewal());
    } catch (CertificateEncodingException e) {
      return new Reply(new Unusable("a certificate that cannot be encoded", false), now);
    }
  }

  /** Renews entries that are used, removes others, and probes suspended hosts. */
  public void tick(Instant now) {
    lookUp.probe(now);
    entries.asMap().values().removeIf(entry -> !entry.renew(now));
  }

  /** Returns the number of cached certificates. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  private OcspCacheEntry entry(Question question) throws CertificateEncodingException {
    OcspSubject subject =
        new OcspSubject(question.certificate().getEncoded(), question.issuer().getEncoded());
    return entries.get(subject, it -> new OcspCacheEntry(it, lookUp));
  }
}
