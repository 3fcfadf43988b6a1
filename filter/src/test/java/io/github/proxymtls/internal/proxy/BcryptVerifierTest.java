package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.proxymtls.Facts;
import io.github.proxymtls.internal.proxy.BcryptVerifier.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BcryptVerifierTest {

  private static final BcryptHash HASH =
      BcryptHash.parse("$2y$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final BasicUser user = new BasicUser("edge-1", HASH, 0);
  private final Random random = new Random(1);
  private final KeyedHash keyedHash = new KeyedHash();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger callers = new AtomicInteger();

  @AfterEach
  void stop() {
    gate.countDown();
    threads.shutdownNow();
  }

  @Test
  void requestsWithOneCredentialShareOneVerification() throws Exception {
    BcryptVerifier verifications = new BcryptVerifier(2, TIMEOUT, this::whenTheGateOpens, random);
    List<Future<Verdict>> verdicts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      verdicts.add(start(verifications, "correct horse", "10.0.0.1"));
    }
    await().until(() -> callers.get() == 100 && started.get() == 1);
    gate.countDown();

    for (Future<Verdict> verdict : verdicts) {
      assertThat(verdict.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
    }
    assertThat(started).hasValue(1);
  }

  @Test
  void limitsTheThreadsHeldByOnePeer() throws Exception {
    BcryptVerifier verifications = new BcryptVerifier(2, TIMEOUT, this::whenTheGateOpens, random);
    int most = BcryptVerifier.SHARING_PER_PEER + 1;
    List<Future<Verdict>> flood = new ArrayList<>();
    for (int i = 0; i < most + 20; i++) {
      flood.add(start(verifications, "wrong", "10.6.6.6"));
    }
    await().until(() -> flood.stream().filter(Future::isDone).count() == 20);
    Future<Verdict> honest = start(verifications, "correct horse", "10.0.0.1");
    gate.countDown();

    assertThat(honest.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
    List<Verdict> verdicts = new ArrayList<>();
    for (Future<Verdict> verdict : flood) {
      verdicts.add(verdict.get(10, TimeUnit.SECONDS));
    }
    assertThat(verdicts.stream().filter(Verdict.BUSY::equals)).hasSize(20);
    assertThat(verdicts.stream().filter(Verdict.WRONG::equals)).hasSize(most);
  }

  @Test
  void runsAtMostOneVerificationPerSlot() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    BcryptVerifier verifications =
        new BcryptVerifier(
            2,
            TIMEOUT,
            (hash, password) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              boolean matches = hash.matches(password);
              running.decrementAndGet();
              return matches;
            },
            random);
    List<Future<Verdict>> verdicts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      verdicts.add(start(verifications, "wrong-" + i, "10.0.0." + i));
    }
    for (Future<Verdict> verdict : verdicts) {
      assertThat(verdict.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.WRONG);
    }

    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void usesAResultVerifiedWhileWaitingForASlot() throws Exception {
    BcryptVerifier verifications = new BcryptVerifier(1, TIMEOUT, this::whenTheGateOpens, random);
    Future<Verdict> first = start(verifications, "correct horse", "10.0.0.1");
    await().until(() -> started.get() == 1);
    Future<Verdict> sameElsewhere = start(verifications, "correct horse", "10.0.0.2");
    Future<Verdict> wrong = start(verifications, "wrong", "10.0.0.3");
    await().until(() -> callers.get() == 3);
    gate.countDown();

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
    assertThat(sameElsewhere.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
    assertThat(wrong.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.WRONG);
    assertThat(started).hasValue(1);
  }

  @Test
  void stopsWaitingForASlotAfterTheTimeout() throws Exception {
    BcryptVerifier verifications =
        new BcryptVerifier(1, Duration.ofMillis(50), this::whenTheGateOpens, random);
    Future<Verdict> running = start(verifications, "correct horse", "10.0.0.1");
    await().until(() -> started.get() == 1);

    assertThat(start(verifications, "other", "10.0.0.2").get(10, TimeUnit.SECONDS))
        .isEqualTo(Verdict.BUSY);
    assertThat(start(verifications, "correct horse", "10.0.0.1").get(10, TimeUnit.SECONDS))
        .isEqualTo(Verdict.BUSY);
    gate.countDown();
    assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
  }

  @Test
  void releasesTheSlotAfterAnException() {
    AtomicInteger calls = new AtomicInteger();
    BcryptVerifier verifications =
        new BcryptVerifier(
            1,
            TIMEOUT,
            (hash, password) -> {
              if (calls.incrementAndGet() <= 10) {
                throw new IllegalStateException("defect");
              }
              return hash.matches(password);
            },
            random);
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> verify(verifications, "correct horse", "10.0.0.1"))
          .hasMessage("defect");
    }

    assertThat(verify(verifications, "correct horse", "10.0.0.1")).isEqualTo(Verdict.RIGHT);
  }

  @Test
  void keepsTheInterruptStatus() throws Exception {
    BcryptVerifier verifications = new BcryptVerifier(1, TIMEOUT, this::whenTheGateOpens, random);
    Future<Verdict> running = start(verifications, "correct horse", "10.0.0.1");
    await().until(() -> started.get() == 1);
    for (String password : new String[] {"correct horse", "other"}) {
      Future<Boolean> interrupted =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                assertThat(verify(verifications, password, "10.0.0.1")).isEqualTo(Verdict.BUSY);
                return Thread.interrupted();
              });
      assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }
    gate.countDown();
    assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
  }

  private Future<Verdict> start(BcryptVerifier verifications, String password, String peer) {
    return threads.submit(
        () -> {
          callers.incrementAndGet();
          return verify(verifications, password, peer);
        });
  }

  private Verdict verify(BcryptVerifier verifications, String password, String peer) {
    String line = Facts.basicValue(user.name() + ":" + password);
    KeyedHash.Digest digest = Objects.requireNonNull(keyedHash.hash(line, 0));
    return verifications.verify(user, (Credential) Credential.parse(line), digest, peer);
  }

  private boolean whenTheGateOpens(PasswordHash hash, byte[] password) {
    started.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return hash.matches(password);
  }
}
