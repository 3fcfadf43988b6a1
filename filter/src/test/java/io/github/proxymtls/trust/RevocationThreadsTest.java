package io.github.proxymtls.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationThreadsTest {

  private static final int MOST = 16;

  private final RevocationThreads threads = new RevocationThreads(() -> {});
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(2 * MOST + 1);

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  @Test
  void whatNobodyWaitsForIsRefusedWhereRequestsWouldWaitBehindIt() throws Exception {
    for (int i = 0; i < 2 * MOST; i++) {
      threads.executeInBackground(this::hang);
    }

    assertThatThrownBy(() -> threads.executeInBackground(this::hang))
        .isInstanceOf(RejectedExecutionException.class);
    threads.execute(this::hang);
    end.countDown();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
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
