package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Determines the revocation status from CRLs: those of files, which never change within a snapshot,
 * and those from URLs, which do. When the CRLs change, earlier results are no longer used.
 */
public final class CrlRevocation implements RevocationMethod {

  /**
   * The CRLs in use.
   *
   * @param fetched the CRLs of each URL, compared by identity
   * @param epoch differs from that of all other CRLs
   */
  private record InUse(List<List<Crl>> fetched, CrlStore crls, long epoch) {

    boolean isOf(List<CrlUrl> urls) {
      for (int i = 0; i < urls.size(); i++) {
        if (urls.get(i).crls() != fetched.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Crl> files;
  private final List<CrlUrl> urls;
  private final Collection<ParsedCertificate> signers;
  private final LongSupplier epochs;
  private volatile InUse inUse;

  /**
   * Creates the method.
   *
   * @param signers the certificates that may have issued CRLs, in addition to those of a path
   * @param epochs returns another number at each call
   */
  public CrlRevocation(
      List<Crl> files,
      List<CrlUrl> urls,
      Collection<ParsedCertificate> signers,
      LongSupplier epochs) {
    this.files = List.copyOf(files);
    this.urls = List.copyOf(urls);
    this.signers = List.copyOf(signers);
    this.epochs = epochs;
    this.inUse = current();
  }

  @Override
  public Reply about(Question question, Instant now, Deadline deadline) {
    for (CrlUrl url : urls) {
      url.await(deadline);
    }
    RevocationAnswer answer = inUse().crls().about(question.path(), question.index(), now);
    return new Reply(
        answer, answer instanceof Good good ? RevocationMethod.end(good.nextUpdate(), now) : now);
  }

  @Override
  public long epoch() {
    return inUse().epoch();
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
    return new InUse(List.copyOf(fetched), CrlStore.of(all, signers), epochs.getAsLong());
  }
}
