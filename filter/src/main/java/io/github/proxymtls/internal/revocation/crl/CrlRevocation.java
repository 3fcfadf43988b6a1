package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.path.RevocationFreshness;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Determines the revocation status from CRLs: those of files, which never change within a snapshot,
 * and those from URLs, which do. When the CRLs change, earlier results are no longer used.
 */
public final class CrlRevocation implements RevocationMethod {

  private static final long SECOND = 1000;

  /**
   * The CRLs in use.
   *
   * @param fetched the CRLs of each URL, compared by identity
   */
  private record InUse(List<List<Crl>> fetched, CrlStore crls) {

    boolean isOf(List<CrlUrl> urls) {
      for (int i = 0; i < urls.size(); i++) {
        if (urls.get(i).crls() != fetched.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Fresh until a time, in milliseconds, while the same CRLs are in use. Of two certificates the
   * earlier end counts, so that a known path has one object for all of them.
   */
  private record Freshness(long end, InUse asked, List<CrlUrl> urls)
      implements RevocationFreshness {

    @Override
    public boolean holds(long now) {
      return now < end && asked.isOf(urls);
    }

    @Override
    public boolean isQuicklyRenewed() {
      return true;
    }

    @Override
    public RevocationFreshness and(RevocationFreshness other) {
      if (!(other instanceof Freshness that) || asked.crls() != that.asked.crls()) {
        return RevocationFreshness.super.and(other);
      }
      return end <= that.end ? this : that;
    }
  }

  private final List<Crl> files;
  private final List<CrlUrl> urls;
  private final Collection<ParsedCertificate> signers;
  private volatile InUse inUse;
  private @Nullable Freshness lastFreshness;

  /**
   * Creates the method.
   *
   * @param signers the certificates that may have issued CRLs, in addition to those of a path
   */
  public CrlRevocation(List<Crl> files, List<CrlUrl> urls, Collection<ParsedCertificate> signers) {
    this.files = List.copyOf(files);
    this.urls = List.copyOf(urls);
    this.signers = List.copyOf(signers);
    this.inUse = current();
  }

  @Override
  public Reply about(Question question, Instant now, Deadline deadline) {
    for (CrlUrl url : urls) {
      url.await(deadline);
    }
    InUse current = inUse();
    RevocationAnswer answer = current.crls().about(question.path(), question.index(), now);
    return new Reply(answer, freshness(answer, current, now));
  }

  /** Returns the newest CRL of each issuer and scope. */
  @Override
  public List<FileEntry> entries() {
    List<FileEntry> entries = new ArrayList<>();
    Crl.newest(files).forEach(crl -> entries.add(crl.entry(false)));
    urls.forEach(url -> Crl.newest(url.crls()).forEach(crl -> entries.add(crl.entry(true))));
    return entries;
  }

  @Override
  public List<String> authoritiesWithoutCrl(Instant now) {
    boolean complete = urls.stream().noneMatch(url -> url.crls().isEmpty());
    return complete ? inUse().crls().authoritiesWithout(now) : List.of();
  }

  /** Returns the number of signatures of the CRLs in use that were verified. */
  int verifications() {
    return inUse.crls().verifications();
  }

  /** Returns the same object for certificates with the same end, in full seconds. */
  @SuppressWarnings("ReferenceEquality")
  private RevocationFreshness freshness(RevocationAnswer answer, InUse asked, Instant now) {
    if (!(answer instanceof Good good)) {
      return RevocationFreshness.until(now);
    }
    long end = RevocationMethod.end(good.nextUpdate(), now).getEpochSecond() * SECOND;
    Freshness last = lastFreshness;
    if (last == null || last.end != end || last.asked != asked) {
      last = new Freshness(end, asked, urls);
      lastFreshness = last;
    }
    return last;
  }

  private InUse inUse() {
    InUse present = inUse;
    return present.isOf(urls) ? present : changed();
  }

  /** Creates one store for concurrent requests, so that they share its verified signatures. */
  private synchronized InUse changed() {
    if (!inUse.isOf(urls)) {
      inUse = current();
    }
    return inUse;
  }

  private InUse current() {
    List<List<Crl>> fetched = new ArrayList<>();
    List<Crl> all = new ArrayList<>(files);
    for (CrlUrl url : urls) {
      List<Crl> lists = url.crls();
      fetched.add(lists);
      all.addAll(lists);
    }
    return new InUse(List.copyOf(fetched), CrlStore.of(all, signers));
  }
}
