package io.github.proxymtls.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationThreadsTest {

  private static final int MOST = 16;
  private static final String HOST = "ocsp.example";

  private final RevocationThreads threads = new RevocationThreads(() -> {});
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(2 * MOST + 1);

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  @Test
  void rejectsBackgroundTaskIfRequestsWouldWaitForIt() throws Exception {
    for (int i = 0; i < 2 * MOST; i++) {
      threads.executeInBackground(HOST, this::hang);
    }

    assertThatThrownBy(() -> threads.executeInBackground(HOST, this::hang))
        .isInstanceOf(RejectedExecutionException.class);
    threads.execute(HOST, this::hang);
    end.countDown();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void hangingLookUpsDoNotDelayAnotherHost() throws Exception {
    CountDownLatch other = new CountDownLatch(2);
    for (int i = 0; i < 2 * MOST; i++) {
      threads.execute(HOST, this::hang);
    }

    threads.execute("other.example", other::countDown);
    threads.executeInBackground("other.example", other::countDown);

    assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(done.getCount()).isEqualTo(2 * MOST + 1);
  }

  @Test
  void runsNothingAfterClose() {
    threads.execute(HOST, () -> {});
    threads.close();

    for (String host : List.of(HOST, "other.example")) {
      assertThatThrownBy(() -> threads.execute(host, this::hang))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  private void hang() {
    try {
      end.await();
      done.countDown();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
