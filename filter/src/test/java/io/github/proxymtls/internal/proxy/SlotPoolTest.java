package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlotPoolTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** A deterministic random generator. */
  private enum Chance implements RandomGenerator {
    FIRST,
    MIDDLE,
    LAST;

    @Override
    public int nextInt(int bound) {
      return switch (this) {
        case FIRST -> 0;
        case MIDDLE -> bound / 2;
        case LAST -> bound - 1;
      };
    }

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void freeSlotGoesToARandomRequest() throws Exception {
    for (Chance chance : List.of(Chance.FIRST, Chance.LAST)) {
      SlotPool pool = pool(chance);
      List<Future<Boolean>> waiting = waiting(pool, "10.0.0.1", 3);

      pool.release();
      Future<Boolean> next = waiting.get(chance.nextInt(3));
      assertThat(next.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.stream().filter(Future::isDone)).containsExactly(next);
    }
  }

  @Tag("slow")
  @Test
  void rejectsARandomRequestIfTooManyOfOnePeerWait() throws Exception {
    for (Chance chance : List.of(Chance.FIRST, Chance.LAST)) {
      SlotPool pool = pool(chance);
      List<Future<Boolean>> waiting = waiting(pool, "10.0.0.1", SlotPool.PER_PEER);
      Future<Boolean> newcomer = threads.submit(() -> pool.acquire("10.0.0.1"));
      Future<Boolean> leaves = chance == Chance.FIRST ? waiting.get(0) : newcomer;

      assertThat(leaves.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(pool.size()).isEqualTo(SlotPool.PER_PEER);
    }
  }

  @Tag("slow")
  @Test
  void limitsTheNumberOfWaitingRequests() throws Exception {
    SlotPool pool = pool(Chance.FIRST);
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < SlotPool.TOTAL; i++) {
      waiting.addAll(waiting(pool, "10.0.0." + i, 1));
    }
    Future<Boolean> newcomer = threads.submit(() -> pool.acquire("10.0.1.1"));

    await().until(() -> waiting.stream().filter(Future::isDone).count() == 1 || newcomer.isDone());
    assertThat(pool.size()).isEqualTo(SlotPool.TOTAL);
  }

  @Test
  void freeSlotGoesToARandomPeer() throws Exception {
    SlotPool pool = pool(Chance.MIDDLE);
    List<Future<Boolean>> flood = waiting(pool, "10.6.6.6", 20);
    List<Future<Boolean>> honest = waiting(pool, "10.0.0.1", 1);

    pool.release();
    pool.release();
    await()
        .until(() -> honest.get(0).isDone() || flood.stream().filter(Future::isDone).count() > 1);
    assertThat(pool.size()).isEqualTo(19);
    assertThat(honest.get(0).get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void releasedSlotIsFreeIfNoRequestWaits() {
    SlotPool pool = pool(Chance.FIRST);
    pool.release();
    assertThat(pool.acquire("10.0.0.1")).isTrue();
  }

  @Test
  void requestThatTimedOutTakesNoSlot() {
    SlotPool pool = new SlotPool(1, Duration.ofMillis(1), Chance.FIRST);
    assertThat(pool.acquire("10.0.0.1")).isTrue();
    assertThat(pool.acquire("10.0.0.1")).isFalse();
    assertThat(pool.size()).isZero();
    pool.release();
    assertThat(pool.acquire("10.0.0.1")).isTrue();
  }

  /** Creates a pool with one slot, which is in use. */
  private static SlotPool pool(Chance chance) {
    SlotPool pool = new SlotPool(1, Duration.ofSeconds(30), chance);
    assertThat(pool.acquire("10.0.0.9")).isTrue();
    return pool;
  }

  private List<Future<Boolean>> waiting(SlotPool pool, String peer, int count) {
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int before = pool.size();
      waiting.add(threads.submit(() -> pool.acquire(peer)));
      await().until(() -> pool.size() == before + 1);
    }
    return waiting;
  }
}
