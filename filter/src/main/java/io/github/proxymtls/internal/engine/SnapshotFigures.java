package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.adapter.EngineFigures;
import io.github.proxymtls.internal.cache.CertificateCache;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** The figures of the current snapshot. */
record SnapshotFigures(Supplier<Snapshot> snapshot, CertificateCache certificates, Clock clock)
    implements EngineFigures {

  private static final List<FileKind> EXPIRING =
      List.of(
          FileKind.TRUST_ANCHORS, FileKind.INTERMEDIATES, FileKind.PROXY_ANCHORS, FileKind.CRLS);

  @Override
  public List<String> profiles() {
    return snapshot.get().configuration().profiles().stream()
        .map(profile -> Objects.requireNonNullElse(profile.name(), "none"))
        .toList();
  }

  @Override
  public List<String> kinds() {
    return EXPIRING.stream().map(FileKind::label).toList();
  }

  @Override
  public double secondsToExpiry(String kind) {
    Instant now = clock.instant();
    return snapshot.get().files().entries().stream()
        .filter(entry -> entry.kind().label().equals(kind))
        .map(FileEntry::end)
        .filter(Objects::nonNull)
        .mapToDouble(end -> Duration.between(now, end).toSeconds())
        .min()
        .orElse(Double.NaN);
  }

  @Override
  public long cacheSize() {
    return certificates.size();
  }

  @Override
  public long cacheWeight() {
    return certificates.weight();
  }

  @Override
  public long cacheHits() {
    return certificates.hits();
  }

  @Override
  public long cacheMisses() {
    return certificates.misses();
  }
}
