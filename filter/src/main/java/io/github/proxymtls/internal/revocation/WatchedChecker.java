package io.github.proxymtls.internal.revocation;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.path.RevocationChecker;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checker that reports the result and the duration of each check of a path. */
record WatchedChecker(RevocationChecker checker, Revocation.Watch watch)
    implements RevocationChecker {

  @Override
  public Inquiry begin() {
    Inquiry inquiry = checker.begin();
    return (path, now) -> {
      long begin = System.nanoTime();
      Finding finding = inquiry.about(path, now);
      @Nullable Reason refusal = finding.refusal() == null ? null : finding.refusal().reason();
      watch.checked(refusal, System.nanoTime() - begin);
      return finding;
    };
  }

  @Override
  public long epoch() {
    return checker.epoch();
  }

  @Override
  public List<FileEntry> entries() {
    return checker.entries();
  }

  @Override
  public List<String> authoritiesWithoutCrl(Instant now) {
    return checker.authoritiesWithoutCrl(now);
  }
}
