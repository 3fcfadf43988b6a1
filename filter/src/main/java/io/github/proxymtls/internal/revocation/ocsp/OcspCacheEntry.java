package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cached OCSP answer about one certificate. Concurrent requests share one look-up, and the
 * answer is renewed before it expires. Reading it takes no lock.
 */
final class OcspCacheEntry {

  private final OcspSubject subject;
  private final OcspLookUp lookUp;
  private final AtomicReference<@Nullable CompletableFuture<OcspState>> running =
      new AtomicReference<>();
  private final AtomicReference<@Nullable OcspState> state = new AtomicReference<>();
  private volatile boolean used = true;

  OcspCacheEntry(OcspSubject subject, OcspLookUp lookUp) {
    this.subject = subject;
    this.lookUp = lookUp;
  }

  /** Returns the usable answer, or null. */
  private @Nullable OcspState known(Instant now) {
    OcspState last = state.get();
    if (!used) {
      used = true;
    }
    return last != null && last.holds(now, lookUp.recoveries()) ? last : null;
  }

  /** Starts a look-up, unless there is an answer or a look-up is running. */
  void prepare(Instant now) {
    if (known(now) == null) {
      var unused = ask(now, false);
    }
  }

  /** Returns the answer. Waits for it until the deadline. */
  OcspState await(Instant now, Deadline deadline) {
    OcspState known = known(now);
    if (known != null) {
      return known;
    }
    CompletableFuture<OcspState> asked = ask(now, false);
    long left = deadline.left();
    try {
      return asked.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return late(now, deadline, left > 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unusable("interrupted", now);
    } catch (ExecutionException e) {
      return unusable("no answer: " + e.getCause(), now);
    }
  }

  /**
   * Records that the answer is late, so that the next request does not wait again. An answer
   * replaces this state.
   */
  private OcspState late(Instant now, Deadline deadline, boolean waited) {
    OcspState late = unusable("no answer within " + deadline.limit().toMillis() + " ms", now);
    if (waited) {
      var unused = state.updateAndGet(last -> late.after(last, now));
    }
    return late;
  }

  private OcspState unusable(String detail, Instant now) {
    return OcspState.of(new Unusable(detail, true), now, lookUp.recoveries());
  }

  /**
   * Renews the answer if it is about to expire and was used. Returns false if the entry is to be
   * removed.
   */
  boolean renew(Instant now) {
    OcspState last = state.get();
    if (last == null || now.isBefore(last.renewal())) {
      return true;
    }
    if (used && !last.isUnusable()) {
      var unused = ask(now, true);
      return true;
    }
    return now.isBefore(last.end()) || running.get() != null;
  }

  /** Starts a look-up unless one is running. */
  private CompletableFuture<OcspState> ask(Instant now, boolean anew) {
    CompletableFuture<OcspState> own = new CompletableFuture<>();
    CompletableFuture<OcspState> other = running.compareAndExchange(null, own);
    if (other != null) {
      return other;
    }
    Consumer<OcspState> answered = answer -> answered(own, answer);
    Consumer<String> refused = why -> finish(own, unusable(why, now));
    OcspState last = state.get();
    if (anew) {
      lookUp.again(subject, answered, refused);
    } else if (last != null && last.holds(now, lookUp.recoveries())) {
      // Another look-up finished after the state was read.
      finish(own, last);
    } else {
      lookUp.about(subject, answered, refused);
    }
    return own;
  }

  private void answered(CompletableFuture<OcspState> own, OcspState answer) {
    used = false;
    finish(own, state.updateAndGet(last -> answer.after(last, lookUp.now())));
  }

  private void finish(CompletableFuture<OcspState> own, OcspState with) {
    running.set(null);
    own.complete(with);
  }
}
