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
final class WaitingRoom {

  /** So many requests of one peer wait at once, and so many of all together. */
  static final int PER_PEER = 48;

  static final int ALTOGETHER = 96;

  private final Duration patience;
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

  WaitingRoom(int slots, Duration patience, RandomGenerator random) {
    this.free = slots;
    this.patience = patience;
    this.random = random;
  }

  /** Waits for a slot; true where the caller has one, and must {@link #leave} it. */
  boolean enter(String peer) {
    Waiting mine = new Waiting(peer);
    return take(mine) || await(mine);
  }

  private synchronized boolean take(Waiting mine) {
    if (free > 0) {
      free--;
      return true;
    }
    waiting.add(mine);
    List<Waiting> ofPeer = of(mine.peer);
    if (ofPeer.size() > PER_PEER) {
      sendAway(anyOf(ofPeer));
    } else if (waiting.size() > ALTOGETHER) {
      sendAway(anyOf(waiting));
    }
    return false;
  }

  private boolean await(Waiting mine) {
    try {
      return mine.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return giveUp(mine);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return giveUp(mine);
    }
  }

  /** It may have got a slot a moment ago. */
  private synchronized boolean giveUp(Waiting mine) {
    if (!mine.isDone()) {
      sendAway(mine);
    }
    return mine.join();
  }

  /** Gives the slot to another, or back. */
  synchronized void leave() {
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

  private void sendAway(Waiting one) {
    waiting.remove(one);
    one.complete(false);
  }
}
