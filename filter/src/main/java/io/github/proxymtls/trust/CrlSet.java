package io.github.proxymtls.trust;

import io.github.proxymtls.trust.RevocationAnswer.Good;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds out by CRLs: those of files, which are one snapshot's, and those at URLs, which change
 * below it. What was found out by others than the present ones counts no more.
 */
final class CrlSet implements RevocationMethod {

  /**
   * What is in use.
   *
   * @param fetched those of each URL, to be told from others by identity
   */
  private record InUse(List<List<RevocationList>> fetched, RevocationLists lists) {

    boolean isOf(List<CrlUrl> urls) {
      for (int i = 0; i < urls.size(); i++) {
        if (urls.get(i).lists() != fetched.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<RevocationList> files;
  private final List<CrlUrl> urls;
  private final Collection<Candidate> signers;
  private volatile InUse inUse;

  /**
   * Makes one.
   *
   * @param signers certificates that may have signed CRLs besides those of a path
   */
  CrlSet(List<RevocationList> files, List<CrlUrl> urls, Collection<Candidate> signers) {
    this.files = List.copyOf(files);
    this.urls = List.copyOf(urls);
    this.signers = List.copyOf(signers);
    this.inUse = present();
  }

  @Override
  public Reply about(Question question, Instant now, Budget budget) {
    for (CrlUrl url : urls) {
      url.await(budget);
    }
    InUse present = inUse.isOf(urls) ? inUse : changed();
    RevocationAnswer answer = present.lists().about(question.path(), question.index(), now);
    return new Reply(answer, standing(answer, present, now));
  }

  private Standing standing(RevocationAnswer answer, InUse asked, Instant now) {
    if (!(answer instanceof Good good)) {
      return Standing.until(now);
    }
    Instant end = RevocationMethod.end(good.nextUpdate(), now);
    return later -> later.isBefore(end) && asked.isOf(urls);
  }

  /** One for all who come together: what each verifies, the others need not. */
  private synchronized InUse changed() {
    if (!inUse.isOf(urls)) {
      inUse = present();
    }
    return inUse;
  }

  private InUse present() {
    List<List<RevocationList>> fetched = new ArrayList<>();
    List<RevocationList> all = new ArrayList<>(files);
    for (CrlUrl url : urls) {
      List<RevocationList> lists = url.lists();
      fetched.add(lists);
      all.addAll(lists);
    }
    return new InUse(List.copyOf(fetched), RevocationLists.of(all, signers));
  }
}
