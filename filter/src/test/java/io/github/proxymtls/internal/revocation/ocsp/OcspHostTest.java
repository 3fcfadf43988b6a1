package io.github.proxymtls.internal.revocation.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.RevocationSettings.Ocsp;
import io.github.proxymtls.internal.path.LoopbackResponder;
import io.github.proxymtls.internal.path.LoopbackResponder.Manner;
import io.github.proxymtls.internal.revocation.RevocationThreads;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Question;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests hanging responders beside working ones at another host ({@code localhost}) and at the same
 * host.
 */
@Tag("slow")
class OcspHostTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int MAX_AT_ONE_HOST = 16;

  private final MovingClock clock = new MovingClock();
  private final Pki.Authority root = Pki.create(clock).root("Root");
  private final RevocationThreads threads = new RevocationThreads(() -> {});
  private LoopbackResponder hanging;
  private LoopbackResponder working;

  @BeforeEach
  void start() throws IOException {
    hanging = LoopbackResponder.start(root, clock);
    working = LoopbackResponder.start(root, clock);
    hanging.now(Manner.HANG);
  }

  @AfterEach
  void stop() {
    hanging.close();
    working.close();
    threads.close();
  }

  private OcspClient client(Duration timeout) {
    return client(timeout, threads);
  }

  private OcspClient client(Duration timeout, HostExecutor executor) {
    List<String> hosts = List.of(at(hanging), at(working), "localhost:" + working.uri().getPort());
    OcspResponders responders = new OcspResponders(new Ocsp(null, hosts, true), timeout, clock);
    return new OcspClient(
        new OcspLookUp(responders, executor, threads::executeInBackground, clock));
  }

  private static String at(LoopbackResponder responder) {
    return responder.uri().getAuthority();
  }

  private String workingElsewhere() {
    return "http://localhost:" + working.uri().getPort() + "/ocsp";
  }

  private Question naming(String... responders) {
    var certificate = root.client("svc");
    for (String responder : responders) {
      certificate.ocsp(responder);
    }
    return new Question(List.of(certificate.issue().certificate(), root.certificate()), 0);
  }

  private Question hangingAt(int path) {
    return naming(hanging.uri() + "/" + path);
  }

  private RevocationAnswer ask(OcspClient client, Question question) {
    return client.about(question, clock.instant(), new Deadline(LONG)).answer();
  }

  @Test
  void fortyHangingRespondersDoNotDelayAnotherHost() {
    OcspClient client = client(LONG);
    IntStream.range(0, 40).forEach(path -> client.prepare(hangingAt(path), clock.instant()));
    Awaitility.await().until(() -> hanging.asked() == MAX_AT_ONE_HOST);

    List<RevocationAnswer> answers =
        IntStream.range(0, 29).mapToObj(i -> ask(client, naming(workingElsewhere()))).toList();

    assertThat(answers).hasOnlyElementsOfType(Good.class);
    assertThat(working.asked()).isEqualTo(29);
    assertThat(hanging.asked()).isEqualTo(MAX_AT_ONE_HOST);
  }

  @Test
  void hangingResponderSuspendsItsHostForRespondersThatNeverAnswered() {
    OcspClient client = client(SHORT);

    for (int path = 0; path < 40; path++) {
      assertThat(ask(client, hangingAt(path))).isInstanceOf(Unusable.class);
    }

    assertThat(hanging.asked()).isOne();
  }

  @Test
  void hangingHostDoesNotSuspendAnotherHost() {
    OcspClient client = client(SHORT);
    assertThat(ask(client, hangingAt(0))).isInstanceOf(Unusable.class);

    assertThat(ask(client, naming(workingElsewhere()))).isInstanceOf(Good.class);
  }

  @Test
  void usesResponderThatAnsweredAlthoughAnotherAtItsHostHangs() {
    OcspClient client = client(SHORT);
    assertThat(ask(client, naming(working.uri().toString()))).isInstanceOf(Good.class);
    assertThat(ask(client, hangingAt(0))).isInstanceOf(Unusable.class);

    assertThat(ask(client, naming(working.uri().toString()))).isInstanceOf(Good.class);
    assertThat(ask(client, hangingAt(1))).isInstanceOf(Unusable.class);
    assertThat(hanging.asked()).isOne();
  }

  @Test
  void probeOfASuspendedHostRepeatsTheLatestSkippedLookUp() {
    OcspClient client = client(SHORT);
    for (int path = 0; path < 10; path++) {
      assertThat(ask(client, hangingAt(path))).isInstanceOf(Unusable.class);
    }
    Question missed = naming(working.uri().toString());
    assertThat(ask(client, missed)).isInstanceOf(Unusable.class);
    assertThat(working.asked()).isZero();

    clock.pass(RevocationMethod.PAUSE);
    client.tick(clock.instant());
    Awaitility.await().until(() -> ask(client, missed) instanceof Good);
    Awaitility.await().until(() -> hanging.asked() == 1 + 3);
  }

  @Tag("slow")
  @Test
  void triesNextHostIfTheFirstIsSuspendedOrBusy() {
    OcspClient client = client(LONG);
    for (int path = 0; path < 2 * MAX_AT_ONE_HOST; path++) {
      client.prepare(hangingAt(path), clock.instant());
    }
    HostExecutor busy =
        (host, task) -> {
          if (host.equals("127.0.0.1")) {
            throw new RejectedExecutionException();
          }
          threads.execute(host, task);
        };

    assertThat(ask(client(LONG, busy), naming(hanging.uri().toString(), workingElsewhere())))
        .isInstanceOf(Good.class);
    OcspClient suspended = client(SHORT);
    assertThat(ask(suspended, hangingAt(0))).isInstanceOf(Unusable.class);
    assertThat(ask(suspended, naming(hanging.uri() + "/1", workingElsewhere())))
        .isInstanceOf(Good.class);
  }

  /**
   * Otherwise an attacker who keeps the threads of the second host busy could make soft-fail apply.
   */
  @Test
  void wrongAnswerIsNotAbsentAlthoughTheNextHostIsBusy() {
    hanging.release(Manner.WRONG_KEY);
    HostExecutor busy =
        (host, task) -> {
          if (host.equals("localhost")) {
            throw new RejectedExecutionException();
          }
          threads.execute(host, task);
        };

    RevocationAnswer answer =
        ask(client(LONG, busy), naming(hanging.uri().toString(), workingElsewhere()));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Unusable.class, unusable -> assertThat(unusable.unavailable()).isFalse());
  }
}
