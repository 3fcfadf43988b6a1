package io.github.proxymtls.internal.revocation.crl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.path.LoopbackFile;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Question;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Reply;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests CRLs of files and of a URL with a clock that the test moves. */
class CrlRevocationTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String KEY = "proxymtls.client.revocation.crls";

  private final MovingClock clock = new MovingClock();
  private final Pki pki = Pki.create(clock);
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Held client = root.client("client").issue();
  private final Question question =
      new Question(List.of(client.certificate(), root.certificate()), 0);
  private LoopbackFile file;

  private final AtomicLong epochs = new AtomicLong();

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    file = LoopbackFile.start();
  }

  @AfterEach
  void stop() {
    file.close();
  }

  @Test
  void crlOfAFileIsUsedUntilItsNextUpdate() throws IOException {
    Instant end = clock.instant().plus(Duration.ofHours(2));
    Reply reply = ask(files(root.crl().nextUpdate(end).der()));

    assertThat(reply.answer()).isInstanceOf(Good.class);
    assertThat(reply.until()).isEqualTo(end);
  }

  @Test
  void crlOfAFileIsUsedForAtMostADayWithoutNewCheck() throws IOException {
    Instant end = clock.instant().plus(Duration.ofDays(7));

    assertThat(ask(files(root.crl().nextUpdate(end).der())).until())
        .isEqualTo(clock.instant().plus(Duration.ofDays(1)));
  }

  @Test
  void revokedAnswerIsAskedAgainAtOnce() throws IOException {
    Reply reply = ask(files(root.crl().revoke(client).der()));

    assertThat(reply.answer()).isInstanceOf(Revoked.class);
    assertThat(reply.until()).isEqualTo(clock.instant());
  }

  @Test
  void readsFilesOfPemAndDer() throws IOException {
    String pem = pki.root("Other").crl().pem() + root.crl().pem();

    assertThat(ask(files(root.crl().der())).answer()).isInstanceOf(Good.class);
    assertThat(ask(files(pem.getBytes(StandardCharsets.US_ASCII))).answer())
        .isInstanceOf(Good.class);
  }

  @Test
  void reportsMalformedFile() throws IOException {
    assertProblem("garbage".getBytes(StandardCharsets.US_ASCII), "invalid-crl");
    assertProblem(new byte[0], "invalid-crl");
    assertProblem(root.pem().getBytes(StandardCharsets.US_ASCII), "invalid-crl");
    Problems problems = new Problems();
    Path unavailable = folder.resolve("unavailable.crl");
    assertThat(CrlFiles.read(List.of(new Resource(KEY, "unavailable.crl", unavailable)), problems))
        .isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("unreadable-file");
  }

  private void assertProblem(byte[] content, String code) throws IOException {
    Problems problems = new Problems();
    assertThat(CrlFiles.read(List.of(resource(content)), problems)).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly(code);
    assertThat(problems.list()).extracting(Problem::what).first().asString().contains("list.crl");
  }

  @ExpectedLog("event=crl-unavailable")
  @Test
  void failedFetchGivesNoAnswer() {
    CrlUrl url = url();
    url.fetch();

    Reply reply = ask(urls(url));

    assertThat(reply.answer()).isInstanceOf(Unusable.class);
    assertThat(((Unusable) reply.answer()).unavailable()).isTrue();
  }

  @Test
  void firstRequestWaitsForFirstFetchUntilItsDeadline() throws Exception {
    file.set(root.crl().der());
    CrlUrl url = url();
    CrlRevocation set = urls(url);

    assertThat(set.about(question, clock.instant(), new Deadline(Duration.ZERO)).answer())
        .isInstanceOf(Unusable.class);
    Thread fetching = new Thread(url::fetch);
    fetching.start();
    assertThat(ask(set).answer()).isInstanceOf(Good.class);
    fetching.join();
  }

  @ExpectedLog("event=crl-unavailable")
  @Test
  void fetchesAgainAfterFiveMinutesAndSoonerAfterAFailure() {
    CrlUrl url = url();
    assertThat(url.tryBegin(clock.instant())).isTrue();
    url.fetch();
    assertThat(url.tryBegin(clock.instant().plus(RevocationMethod.PAUSE).minus(SECOND))).isFalse();
    assertThat(url.tryBegin(clock.instant().plus(RevocationMethod.PAUSE))).isTrue();

    file.set(root.crl().der());
    url.fetch();
    assertThat(url.tryBegin(clock.instant().plus(Duration.ofMinutes(5)).minus(SECOND))).isFalse();
    assertThat(url.tryBegin(clock.instant().plus(Duration.ofMinutes(5)))).isTrue();
  }

  @Test
  void runsOneFetchAtATime() {
    CrlUrl url = url();

    assertThat(url.tryBegin(clock.instant())).isTrue();
    assertThat(url.tryBegin(clock.instant())).isFalse();
    url.abandon();
    assertThat(url.tryBegin(clock.instant())).isTrue();
  }

  @Test
  @Timeout(60)
  void hangingFetchDelaysOnlyOneRequest() {
    CrlRevocation set = urls(url());

    assertThat(set.about(question, clock.instant(), new Deadline(Duration.ofMillis(100))).answer())
        .isInstanceOf(Unusable.class);
    assertThat(set.about(question, clock.instant(), new Deadline(Duration.ofHours(1))).answer())
        .isInstanceOf(Unusable.class);
  }

  @Test
  void usesNewCrlAtOnce() {
    CrlUrl url = url();
    CrlRevocation set = urls(url);
    byte[] list = root.crl().der();
    file.set(list);
    url.fetch();
    ask(set);
    long epoch = set.epoch();

    url.fetch();
    assertThat(set.epoch()).isEqualTo(epoch);
    file.set(root.crl().revoke(client).number(2).der());
    url.fetch();

    assertThat(set.epoch()).isNotEqualTo(epoch);
    assertThat(ask(set).answer()).isInstanceOf(Revoked.class);
  }

  @Tag("slow")
  @Test
  void verifiesNewCrlOnceForConcurrentRequests() throws Exception {
    CrlUrl url = url();
    CrlRevocation set = urls(url);
    file.set(large(1));
    url.fetch();
    ask(set);
    file.set(large(2));
    url.fetch();

    int requests = 8;
    CyclicBarrier together = new CyclicBarrier(requests);
    ExecutorService threads = Executors.newFixedThreadPool(requests);
    try {
      Callable<RevocationAnswer> request =
          () -> {
            together.await();
            return ask(set).answer();
          };
      for (Future<RevocationAnswer> one :
          threads.invokeAll(Collections.nCopies(requests, request))) {
        assertThat(one.get()).isInstanceOf(Good.class);
      }
      assertThat(set.verifications()).isOne();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Its verification takes long enough for others to come. */
  private byte[] large(int number) {
    CrlBuilder list = root.crl().number(number);
    for (int i = 0; i < 50_000; i++) {
      list.revoke(BigInteger.valueOf(i));
    }
    return list.der();
  }

  @ExpectedLog("event=crl-unavailable")
  @Test
  void keepsLastGoodCrlWhileFetchesFail() {
    CrlUrl url = url();
    CrlRevocation set = urls(url);
    file.set(root.crl().der());
    url.fetch();
    long epoch = set.epoch();

    for (byte[] bad : List.of(new byte[0], new byte[] {1, 2, 3})) {
      file.set(bad);
      url.fetch();
      assertThat(set.epoch()).isEqualTo(epoch);
      assertThat(ask(set).answer()).isInstanceOf(Good.class);
    }
  }

  @ExpectedLog("event=crl-unavailable")
  @Test
  void keepsLastGoodCrlForAtMostADay() {
    CrlUrl url = url();
    CrlRevocation set = urls(url);
    file.set(root.crl().nextUpdate(clock.instant().plus(Duration.ofDays(7))).der());
    url.fetch();
    file.set(new byte[0]);

    clock.pass(Duration.ofDays(1));
    url.fetch();
    assertThat(ask(set).answer()).isInstanceOf(Good.class);
    clock.pass(SECOND);
    url.fetch();
    assertThat(ask(set).answer()).isInstanceOf(Unusable.class);
  }

  private CrlUrl url() {
    return new CrlUrl(file.uri(), new NamedFetcher(LONG), clock);
  }

  private CrlRevocation urls(CrlUrl url) {
    return new CrlRevocation(List.of(), List.of(url), List.of(), epochs::incrementAndGet);
  }

  private CrlRevocation files(byte[] content) throws IOException {
    Problems problems = new Problems();
    List<Crl> lists = CrlFiles.read(List.of(resource(content)), problems);
    return new CrlRevocation(
        Objects.requireNonNull(lists), List.of(), List.of(), epochs::incrementAndGet);
  }

  private Resource resource(byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("list.crl"), content);
    return new Resource(KEY, path.toString(), path);
  }

  private Reply ask(CrlRevocation set) {
    return set.about(question, clock.instant(), new Deadline(LONG));
  }
}
