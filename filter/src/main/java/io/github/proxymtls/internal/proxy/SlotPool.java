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
 * A pool of slots with random assignment. A free slot goes to a random waiting peer, and to a
 * random request of that peer, so that a peer gains nothing by coming first or sending more. If too
 * many requests wait, a random one of them, the new one included, is rejected.
 */
final class SlotPool {

  /** The maximum number of waiting requests of one peer. */
  static final int PER_PEER = 48;

  /** The maximum number of waiting requests of all peers. */
  static final int TOTAL = 96;

  private final Duration timeout;
  private final RandomGenerator random;
  private final List<Waiting> waiting = new ArrayList<>();
  private int free;

  /**
   * A waiting request. It completes with true when it has a slot, with false when it is rejected.
   */
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

  /** Waits for a slot. Returns true if the caller has one and must {@link #release} it. */
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
    List<Waiting> ofPeer = findWaiting(request.peer);
    if (ofPeer.size() > PER_PEER) {
      reject(anyOf(ofPeer));
    } else if (waiting.size() > TOTAL) {
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

  /** Stops waiting. Returns true if the request has received a slot in the meantime. */
  private synchronized boolean giveUp(Waiting request) {
    if (!request.isDone()) {
      reject(request);
    }
    return request.join();
  }

  /** Passes the slot to a waiting request, or returns it to the pool. */
  synchronized void release() {
    if (waiting.isEmpty()) {
      free++;
      return;
    }
    Waiting next =
        anyOf(findWaiting(anyOf(waiting.stream().map(one -> one.peer).distinct().toList())));
    waiting.remove(next);
    next.complete(true);
  }

  /** Returns the number of waiting requests. */
  synchronized int size() {
    return waiting.size();
  }

  private List<Waiting> findWaiting(String peer) {
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
