package io.github.proxymtls.internal.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Hands out a few slots. A free slot goes to a random peer that waits, and there to a random one of
 * its requests: who came first, or comes most often, has no better chance. Where too many wait, the
 * newcomer or one of those who wait has to leave, each with an equal chance.
 */
final class SlotPool {

  /** So many requests of one peer wait at once, and so many of all together. */
  static final int PER_PEER = 48;

  static final int ALTOGETHER = 96;

  private final Duration timeout;
  private final RandomGenerator random;
  private final List<Waiting> waiting = new ArrayList<>();
  private int free;

  /** One request; completed with true where it has a slot. */
  private static final class Waiting extends CompletableFuture<Boolean> {

    private final String peer;

    Waiting(String peer) {
      this.peer = peer;
    }
  }

  SlotPool(int slots, Duration timeout, RandomGenerator random) {
    this.free = slots;
    this.timeout = timeout;
    this.random = random;
  }

  /** Waits for a slot; true where the caller has one, and must {@link #release} it. */
  boolean acquire(String peer) {
    Waiting request = new Waiting(peer);
    return take(request) || await(request);
  }

  private synchronized boolean take(Waiting request) {
    if (free > 0) {
      free--;
      return true;
    }
    waiting.add(request);
    List<Waiting> ofPeer = of(request.peer);
    if (ofPeer.size() > PER_PEER) {
      reject(anyOf(ofPeer));
    } else if (waiting.size() > ALTOGETHER) {
      reject(anyOf(waiting));
    }
    return false;
  }

  private boolean await(Waiting request) {
    try {
      return request.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return giveUp(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return giveUp(request);
    }
  }

  /** It may have got a slot a moment ago. */
  private synchronized boolean giveUp(Waiting request) {
    if (!request.isDone()) {
      reject(request);
    }
    return request.join();
  }

  /** Gives the slot to another, or back. */
  synchronized void release() {
    if (waiting.isEmpty()) {
      free++;
      return;
    }
    Waiting next = anyOf(of(anyOf(waiting.stream().map(one -> one.peer).distinct().toList())));
    waiting.remove(next);
    next.complete(true);
  }

  /** How many wait. */
  synchronized int size() {
    return waiting.size();
  }

  private List<Waiting> of(String peer) {
    return waiting.stream().filter(one -> one.peer.equals(peer)).toList();
  }

  private <T> T anyOf(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void reject(Waiting one) {
    waiting.remove(one);
    one.complete(false);
  }
}
