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
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Chance as the test wants it. */
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
  void chanceDecidesWhoIsNext() throws Exception {
    for (Chance chance : List.of(Chance.FIRST, Chance.LAST)) {
      WaitingRoom room = room(chance);
      List<Future<Boolean>> waiting = waiting(room, "10.0.0.1", 3);

      room.leave();
      Future<Boolean> next = waiting.get(chance.nextInt(3));
      assertThat(next.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.stream().filter(Future::isDone)).containsExactly(next);
    }
  }

  @Test
  void whereTooManyOfOnePeerWaitChanceDecidesWhoLeaves() throws Exception {
    for (Chance chance : List.of(Chance.FIRST, Chance.LAST)) {
      WaitingRoom room = room(chance);
      List<Future<Boolean>> waiting = waiting(room, "10.0.0.1", WaitingRoom.PER_PEER);
      Future<Boolean> newcomer = threads.submit(() -> room.enter("10.0.0.1"));
      Future<Boolean> leaves = chance == Chance.FIRST ? waiting.get(0) : newcomer;

      assertThat(leaves.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(room.size()).isEqualTo(WaitingRoom.PER_PEER);
    }
  }

  @Test
  void noMoreThanABoundedNumberWaitsAltogether() throws Exception {
    WaitingRoom room = room(Chance.FIRST);
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < WaitingRoom.ALTOGETHER; i++) {
      waiting.addAll(waiting(room, "10.0.0." + i, 1));
    }
    Future<Boolean> newcomer = threads.submit(() -> room.enter("10.0.1.1"));

    await().until(() -> waiting.stream().filter(Future::isDone).count() == 1 || newcomer.isDone());
    assertThat(room.size()).isEqualTo(WaitingRoom.ALTOGETHER);
  }

  @Test
  void peerThatSendsMuchTakesNoTurnOfAnother() throws Exception {
    WaitingRoom room = room(Chance.MIDDLE);
    List<Future<Boolean>> flood = waiting(room, "10.6.6.6", 20);
    List<Future<Boolean>> honest = waiting(room, "10.0.0.1", 1);

    room.leave();
    room.leave();
    await()
        .until(() -> honest.get(0).isDone() || flood.stream().filter(Future::isDone).count() > 1);
    assertThat(room.size()).isEqualTo(19);
    assertThat(honest.get(0).get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void slotThatNobodyWaitsForIsFreeAgain() {
    WaitingRoom room = room(Chance.FIRST);
    room.leave();
    assertThat(room.enter("10.0.0.1")).isTrue();
  }

  @Test
  void whoGivesUpTakesNoSlot() {
    WaitingRoom room = new WaitingRoom(1, Duration.ofMillis(1), Chance.FIRST);
    assertThat(room.enter("10.0.0.1")).isTrue();
    assertThat(room.enter("10.0.0.1")).isFalse();
    assertThat(room.size()).isZero();
    room.leave();
    assertThat(room.enter("10.0.0.1")).isTrue();
  }

  /** One slot, and it is taken. */
  private static WaitingRoom room(Chance chance) {
    WaitingRoom room = new WaitingRoom(1, Duration.ofSeconds(30), chance);
    assertThat(room.enter("10.0.0.9")).isTrue();
    return room;
  }

  private List<Future<Boolean>> waiting(WaitingRoom room, String peer, int count) {
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int before = room.size();
      waiting.add(threads.submit(() -> room.enter(peer)));
      await().until(() -> room.size() == before + 1);
    }
    return waiting;
  }
}
