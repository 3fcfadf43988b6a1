package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.fetch.FetchRequest;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.text.EscapedText;
import io.github.proxymtls.internal.text.Sha256;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CRLs from a configured URL. They are fetched in the background every 5 minutes. If a fetch
 * fails, the last good CRLs stay in use for at most 24 hours, or until their {@code nextUpdate} if
 * that is earlier.
 */
public final class CrlUrl {

  private static final Logger LOG = LoggerFactory.getLogger(CrlUrl.class);

  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private record Copy(String digest, List<Crl> crls, Instant fetched) {}

  private static final Copy NONE = new Copy("", List.of(), Instant.MIN);

  private final FetchRequest request;
  private final URI uri;
  private final Fetcher fetcher;
  private final Clock clock;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Copy copy = NONE;
  private volatile Instant due = Instant.MIN;
  private volatile boolean failing;

  public CrlUrl(URI uri, Fetcher fetcher, Clock clock) {
    this.uri = uri;
    this.request = FetchRequest.get(uri, Set.of(), Resource.MAXIMUM_SIZE);
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /** Returns the last good CRLs. The list is the same object until they change. */
  List<Crl> crls() {
    return copy.crls();
  }

  /**
   * Waits until the deadline for the first fetch. If that fetch hangs, later requests do not wait
   * again.
   */
  void await(Deadline deadline) {
    long left = deadline.left();
    try {
      if (left > 0 && !tried.await(left, TimeUnit.NANOSECONDS)) {
        tried.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns true if a fetch is due and no other runs. The caller must then call {@link #fetch} or
   * {@link #abandon}. Only one fetch runs at a time.
   */
  public boolean tryBegin(Instant now) {
    return !now.isBefore(due) && running.compareAndSet(false, true);
  }

  /** Ends a fetch that did not run. */
  public void abandon() {
    running.set(false);
  }

  /** Runs a fetch that is due. */
  public void fetch() {
    try {
      attempt();
    } finally {
      running.set(false);
      tried.countDown();
    }
  }

  private void attempt() {
    try {
      copy = fetcher.fetch(request, this::read);
      due = clock.instant().plus(INTERVAL);
      recovered();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private Copy read(byte[] content) throws IOException {
    String digest = HexFormat.of().formatHex(Sha256.of(content));
    boolean same = digest.equals(copy.digest());
    List<Crl> crls = same ? copy.crls() : Crl.readAll(content);
    if (crls.isEmpty()) {
      throw new IOException("no CRL in the response");
    }
    return new Copy(digest, crls, clock.instant());
  }

  private void recovered() {
    if (failing) {
      failing = false;
      LOG.info("event=crl-available uri={}", Fetcher.shown(uri));
    }
  }

  private void failed(Exception failure) {
    Instant now = clock.instant();
    due = now.plus(RevocationMethod.PAUSE);
    if (!failing) {
      failing = true;
      LOG.warn(
          "event=crl-unavailable uri={} error={}",
          Fetcher.shown(uri),
          EscapedText.inLog(failure.getMessage()));
    }
    if (!copy.crls().isEmpty() && now.isAfter(copy.fetched().plus(RevocationMethod.LONGEST))) {
      copy = NONE;
    }
  }
}
