package io.github.proxymtls.internal.revocation.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.RevocationSettings.Ocsp;
import io.github.proxymtls.internal.path.LoopbackResponder;
import io.github.proxymtls.internal.path.LoopbackResponder.Manner;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unknown;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Question;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Reply;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests a responder that hangs, sends wrong answers and recovers, with a clock that the test moves.
 */
@Tag("slow")
class OcspClientTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration PAUSE = RevocationMethod.PAUSE;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovingClock clock = new MovingClock();
  private final Pki pki = Pki.create(clock);
  private final Pki.Authority root = pki.root("Root");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Question first = question(root.client("first").issue());
  private final Question second = question(root.client("second").issue());
  private final AtomicInteger running = new AtomicInteger();
  private LoopbackResponder responder;

  @BeforeEach
  void start() throws IOException {
    responder = LoopbackResponder.start(root, clock);
  }

  @AfterEach
  void stop() {
    responder.close();
    threads.shutdownNow();
  }

  @Test
  void cachesAnswerUntilItsNextUpdate() {
    OcspClient client = client(LONG);
    responder.lifetime(Duration.ofMinutes(30));

    Reply reply = ask(client, first);
    clock.pass(Duration.ofMinutes(30).minus(SECOND));
    assertThat(reply.answer()).isInstanceOf(Good.class);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    assertThat(responder.asked()).isOne();

    clock.pass(SECOND);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    assertThat(responder.asked()).isEqualTo(2);
  }

  @Test
  void cachesNoAnswerForMoreThanADay() {
    responder.lifetime(Duration.ofDays(3));

    assertAskedAgainBefore(Duration.ofHours(24));
  }

  @Test
  void cachesAnswerWithoutNextUpdateForFiveMinutes() {
    responder.lifetime(null);

    assertAskedAgainBefore(Duration.ofMinutes(5));
  }

  /** A request asks in the last fifth of the lifetime, so that the answer is renewed. */
  private void assertAskedAgainBefore(Duration lifetime) {
    OcspClient client = client(LONG);
    Instant end = clock.instant().plus(lifetime);
    assertThat(ask(client, first).until()).isEqualTo(end.minus(lifetime.dividedBy(5)));

    clock.set(end.minus(SECOND));
    ask(client, first);
    assertThat(responder.asked()).isOne();
    clock.set(end);
    ask(client, first);
    assertThat(responder.asked()).isEqualTo(2);
  }

  @Test
  void reportsRevokedAndUnknown() {
    OcspClient client = client(LONG);

    responder.now(Manner.REVOKED);
    Reply revoked = ask(client, first);
    responder.now(Manner.UNKNOWN);
    Reply unknown = ask(client, second);

    assertThat(revoked.answer()).isInstanceOf(Revoked.class);
    assertThat(unknown.answer()).isInstanceOf(Unknown.class);
  }

  @Test
  void looksUpUnknownAgainSoon() {
    OcspClient client = client(LONG);
    responder.now(Manner.UNKNOWN);
    assertThat(ask(client, first).answer()).isInstanceOf(Unknown.class);

    responder.now(Manner.GOOD);
    assertThat(ask(client, first).answer()).isInstanceOf(Unknown.class);
    clock.pass(PAUSE);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"MALFORMED", "ANOTHER", "STALE", "WRONG_TYPE", "BROKEN", "REDIRECT"})
  void unauthenticatedFailureIsAbsent(Manner manner) {
    responder.now(manner);

    assertUnusable(ask(client(LONG), first), true);
  }

  @Test
  void answerOfUnauthorizedSignerIsNotAbsent() {
    responder.now(Manner.WRONG_KEY);

    assertUnusable(ask(client(LONG), first), false);
  }

  @ParameterizedTest
  @EnumSource(names = {"MALFORMED", "WRONG_KEY", "BROKEN"})
  void cachesMissingAnswerForOnePause(Manner manner) {
    OcspClient client = client(LONG);
    responder.now(manner);
    ask(client, first);
    responder.now(Manner.GOOD);

    clock.pass(PAUSE.minus(SECOND));
    assertThat(ask(client, first).answer()).isInstanceOf(Unusable.class);
    clock.pass(SECOND);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    assertThat(responder.asked()).isEqualTo(2);
  }

  @Test
  void malformedAnswerDoesNotSuspendTheHost() {
    OcspClient client = client(LONG);
    responder.now(Manner.BROKEN);
    assertUnusable(ask(client, first), true);

    responder.now(Manner.GOOD);
    assertThat(ask(client, second).answer()).isInstanceOf(Good.class);
  }

  @Test
  void concurrentRequestsForOneCertificateShareOneLookUp() throws Exception {
    OcspClient client = client(LONG);
    responder.now(Manner.HANG);
    List<Callable<Reply>> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      requests.add(() -> ask(client, first));
    }
    List<Future<Reply>> replies = requests.stream().map(threads::submit).toList();
    Awaitility.await().until(() -> responder.asked() == 1);

    responder.release(Manner.GOOD);

    for (Future<Reply> reply : replies) {
      assertThat(reply.get(20, TimeUnit.SECONDS).answer()).isInstanceOf(Good.class);
    }
    assertThat(responder.asked()).isOne();
  }

  @Test
  void hangingResponderCostsOneTimeoutForAllItsCertificates() {
    OcspClient client = client(SHORT);
    responder.now(Manner.HANG);

    assertUnusable(ask(client, first), true);
    int asked = responder.asked();
    assertUnusable(ask(client, first), true);
    assertThat(responder.asked()).isEqualTo(asked);
  }

  @Test
  void backgroundProbeResumesTheHost() {
    OcspClient client = client(SHORT);
    responder.now(Manner.HANG);
    assertUnusable(ask(client, first), true);
    int asked = responder.asked();
    responder.release(Manner.GOOD);

    clock.pass(PAUSE.minus(SECOND));
    client.tick(clock.instant());
    assertUnusable(ask(client, second), true);
    assertThat(responder.asked()).isEqualTo(asked);

    clock.pass(SECOND);
    client.tick(clock.instant());
    settle();
    assertThat(ask(client, second).answer()).isInstanceOf(Good.class);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
  }

  @Test
  void suspendedHostIsProbedOncePerPauseAndDelaysNoRequest() {
    OcspClient client = client(SHORT);
    responder.now(Manner.HANG);
    assertUnusable(ask(client, first), true);
    int asked = responder.asked();
    assertUnusable(ask(client, second), true);

    for (int probes = 1; probes <= 2; probes++) {
      clock.pass(PAUSE);
      client.tick(clock.instant());
      client.tick(clock.instant());
      settle();
      assertThat(responder.asked()).isEqualTo(asked + probes);
      assertUnusable(ask(client, second), true);
      assertThat(responder.asked()).isEqualTo(asked + probes);
    }
  }

  @Test
  void unusedSuspendedHostIsNotProbed() {
    OcspClient client = client(SHORT);
    responder.now(Manner.HANG);
    assertUnusable(ask(client, first), true);
    responder.release(Manner.GOOD);
    int asked = responder.asked();

    clock.pass(PAUSE);
    client.tick(clock.instant());
    settle();

    assertThat(responder.asked()).isEqualTo(asked);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
  }

  @Test
  void requestPastItsDeadlineDoesNotWaitAndLeavesTheAnswerToTheNext() {
    OcspClient client = client(LONG);
    responder.now(Manner.HANG);

    Reply reply = client.about(first, clock.instant(), new Deadline(Duration.ZERO));
    assertUnusable(reply, true);

    responder.release(Manner.GOOD);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    assertThat(responder.asked()).isOne();
  }

  @Test
  void renewsUsedAnswerBeforeItExpires() {
    OcspClient client = client(LONG);
    ask(client, first);

    clock.pass(Duration.ofMinutes(47));
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    client.tick(clock.instant());
    assertThat(responder.asked()).isOne();

    clock.pass(Duration.ofMinutes(1));
    client.tick(clock.instant());
    settle();
    assertThat(responder.asked()).isEqualTo(2);
    clock.pass(Duration.ofMinutes(30));
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    assertThat(responder.asked()).isEqualTo(2);
  }

  @Test
  void removesUnusedAnswer() {
    OcspClient client = client(LONG);
    ask(client, first);
    assertThat(client.size()).isOne();

    clock.pass(Duration.ofMinutes(59));
    client.tick(clock.instant());
    assertThat(client.size()).isOne();
    clock.pass(Duration.ofMinutes(1));
    client.tick(clock.instant());

    assertThat(client.size()).isZero();
    assertThat(responder.asked()).isOne();
  }

  @Test
  void failedRenewalKeepsTheAnswerUntilItExpires() {
    OcspClient client = client(LONG);
    ask(client, first);
    responder.now(Manner.MALFORMED);

    clock.pass(Duration.ofMinutes(50));
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    client.tick(clock.instant());
    settle();
    assertThat(responder.asked()).isEqualTo(2);

    clock.pass(Duration.ofMinutes(9));
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    clock.pass(Duration.ofMinutes(1));
    assertThat(ask(client, first).answer()).isInstanceOf(Unusable.class);
  }

  @Test
  void renewalThatSaysRevokedAppliesAtOnce() {
    OcspClient client = client(LONG);
    ask(client, first);
    responder.now(Manner.REVOKED);

    clock.pass(Duration.ofMinutes(50));
    assertThat(ask(client, first).until()).isBefore(clock.instant());
    client.tick(clock.instant());

    settle();
    assertThat(ask(client, first).answer()).isInstanceOf(Revoked.class);
    assertThat(responder.asked()).isEqualTo(2);
  }

  @Test
  void usesResponderOfTheCertificateOnlyAtAnAllowedHost() {
    Question named = question(root.client("named").ocsp(responder.uri().toString()).issue());

    assertThat(ask(client(allowing(responder), LONG), named).answer()).isInstanceOf(Good.class);
    int asked = responder.asked();
    assertUnusable(
        ask(
            client(new Ocsp(null, List.of("127.0.0.2:" + responder.uri().getPort()), true), LONG),
            named),
        true);
    assertUnusable(
        ask(client(new Ocsp(null, List.of(responder.uri().getAuthority()), false), LONG), named),
        true);
    assertThat(responder.asked()).isEqualTo(asked);
  }

  @Test
  void doesNotUseResponderAtAnotherPort() {
    Question named = question(root.client("named").ocsp(responder.uri().toString()).issue());

    assertUnusable(ask(client(new Ocsp(null, List.of("127.0.0.1"), true), LONG), named), true);
    assertThat(responder.asked()).isZero();
  }

  @Test
  void usesOnlyHttpResponders() {
    String port = ":" + responder.uri().getPort() + "/";
    Question named =
        question(
            root.client("named")
                .ocsp("ldap://127.0.0.1" + port)
                .ocsp("ftp://127.0.0.1" + port)
                .caIssuers("http://127.0.0.1" + port)
                .crl("http://127.0.0.1" + port)
                .issue());

    assertUnusable(ask(client(allowing(responder), LONG), named), true);
    assertThat(responder.asked()).isZero();
  }

  @Test
  void triesNextResponderIfOneGivesNoAnswer() throws IOException {
    try (LoopbackResponder broken = LoopbackResponder.start(root, clock)) {
      broken.now(Manner.BROKEN);
      Question named =
          question(
              root.client("named")
                  .ocsp(broken.uri().toString())
                  .ocsp(responder.uri().toString())
                  .issue());

      assertThat(ask(client(allowing(broken, responder), LONG), named).answer())
          .isInstanceOf(Good.class);
      assertThat(broken.asked()).isOne();
    }
  }

  /** Otherwise the second responder could make soft-fail apply. */
  @Test
  void wrongAnswerOfOneResponderIsNotAbsentWhateverTheNextOneGives() throws IOException {
    try (LoopbackResponder wrong = LoopbackResponder.start(root, clock)) {
      wrong.now(Manner.WRONG_KEY);
      responder.now(Manner.BROKEN);
      Question named =
          question(
              root.client("named")
                  .ocsp(wrong.uri().toString())
                  .ocsp(responder.uri().toString())
                  .issue());

      assertUnusable(ask(client(allowing(wrong, responder), LONG), named), false);
      assertThat(responder.asked()).isOne();
    }
  }

  @Test
  void usesAtMostFourResponders() {
    responder.now(Manner.BROKEN);
    CertificateBuilder named = root.client("named");
    for (int i = 0; i < 6; i++) {
      named.ocsp(responder.uri() + "/" + i);
    }

    assertUnusable(ask(client(allowing(responder), LONG), question(named.issue())), true);
    assertThat(responder.asked()).isEqualTo(4);
  }

  @Test
  void missingAnswerIsReplacedByTheFirstAnswer() {
    OcspClient client = client(LONG);
    responder.now(Manner.HANG);
    Reply unusable = client.about(first, clock.instant(), new Deadline(Duration.ZERO));
    assertUnusable(unusable, true);
    assertThat(unusable.until()).isEqualTo(clock.instant());

    responder.release(Manner.REVOKED);
    settle();
    assertThat(ask(client, first).answer()).isInstanceOf(Revoked.class);
    assertThat(responder.asked()).isOne();
  }

  @Test
  void rejectedRenewalKeepsTheAnswerAndIsTriedAgain() {
    AtomicInteger refusals = new AtomicInteger(1);
    OcspClient client =
        client(
            (host, task) -> {
              if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException();
              }
              execute(host, task);
            });
    ask(client, first);
    clock.pass(Duration.ofMinutes(50));
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);

    client.tick(clock.instant());
    settle();
    assertThat(responder.asked()).isOne();
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
    client.tick(clock.instant());
    settle();
    assertThat(responder.asked()).isEqualTo(2);
  }

  @Test
  void triesAgainIfNoThreadIsAvailable() {
    AtomicInteger failures = new AtomicInteger(1);
    OcspClient client =
        new OcspClient(
            new OcspLookUp(
                responders(),
                (host, task) -> {
                  if (failures.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("no more threads");
                  }
                  execute(host, task);
                },
                this::execute,
                clock));

    assertUnusable(ask(client, first), true);
    assertThat(ask(client, first).answer()).isInstanceOf(Good.class);
  }

  private static Ocsp allowing(LoopbackResponder... responders) {
    return new Ocsp(
        null, Arrays.stream(responders).map(one -> one.uri().getAuthority()).toList(), true);
  }

  private OcspResponders responders() {
    return new OcspResponders(new Ocsp(responder.uri(), List.of(), false), LONG, clock);
  }

  private OcspClient client(HostExecutor background) {
    return new OcspClient(new OcspLookUp(responders(), this::execute, background, clock));
  }

  /** Waits until no look-up is running. */
  private void settle() {
    Awaitility.await().until(() -> running.get() == 0);
  }

  private void execute(String host, Runnable task) {
    running.incrementAndGet();
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            running.decrementAndGet();
          }
        });
  }

  private Question question(Pki.Held held) {
    List<X509Certificate> path = List.of(held.certificate(), root.certificate());
    return new Question(path, 0);
  }

  private OcspClient client(Duration timeout) {
    return client(new Ocsp(responder.uri(), List.of(), false), timeout);
  }

  private OcspClient client(Ocsp rules, Duration timeout) {
    return new OcspClient(
        new OcspLookUp(
            new OcspResponders(rules, timeout, clock), this::execute, this::execute, clock));
  }

  private Reply ask(OcspClient client, Question question) {
    return client.about(question, clock.instant(), new Deadline(LONG));
  }

  private static void assertUnusable(Reply reply, boolean unavailable) {
    assertThat(reply.answer()).isInstanceOf(Unusable.class);
    assertThat(((Unusable) reply.answer()).unavailable())
        .as(((Unusable) reply.answer()).detail())
        .isEqualTo(unavailable);
  }
}
