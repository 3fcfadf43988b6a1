package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {

  private static final String PASSWORD = "correct horse";
  private static final String EDGE_1 = line("edge-1", PASSWORD);
  private static final String EDGE_2 = line("edge-2", "battery staple");

  private final AtomicInteger bcryptRuns = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void correctCredentialNamesTheProxy() throws IOException {
    assertThat(check(load(EDGE_1), "edge-1", PASSWORD)).isEqualTo(new Check.Passed("edge-1"));
  }

  @Test
  void reportsMissingCredentialWithoutTheHeader() throws IOException {
    assertThat(load(EDGE_1).check(Facts.from("10.0.0.1"), profile -> true))
        .asInstanceOf(type(Check.Failed.class))
        .extracting(failed -> failed.refusal().reason())
        .isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
  }

  @Test
  void rejectsTwoLinesEvenIfBothAreCorrect() throws IOException {
    Facts twice = Facts.from("10.0.0.1").basic("edge-1", PASSWORD).basic("edge-1", PASSWORD);

    assertThat(reasonOf(load(EDGE_1).check(twice, profile -> true)))
        .isEqualTo(Reason.HEADER_DUPLICATE);
  }

  @Test
  void ignoresTheCaseOfTheHeaderName() throws IOException {
    Facts facts =
        Facts.from("10.0.0.1")
            .header("PROXY-authorization", Facts.basicValue("edge-1:" + PASSWORD));

    assertThat(load(EDGE_1).check(facts, profile -> true)).isInstanceOf(Check.Passed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge-1:wrong",
        "edge-1:correct horse ",
        "edge-1: correct horse",
        "edge-1:Correct horse",
        "edge-1:",
        "edge-1:correct horse\u0000correct horse",
        "edge-1:battery staple",
        "Edge-1:correct horse",
        "edge-1 :correct horse",
        "edge-2:correct horse",
        "nobody:correct horse",
        ":correct horse",
        "correct horse"
      })
  void rejectsEveryOtherCredential(String userAndPassword) throws IOException {
    BasicCredentials cold = load(EDGE_1, EDGE_2);
    Facts facts =
        Facts.from("10.0.0.1").header("Proxy-Authorization", Facts.basicValue(userAndPassword));
    assertThat(reasonOf(cold.check(facts, profile -> true)))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);

    BasicCredentials warm = load(EDGE_1, EDGE_2);
    assertThat(check(warm, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    assertThat(check(warm, "edge-2", "battery staple")).isInstanceOf(Check.Passed.class);
    assertThat(reasonOf(warm.check(facts, profile -> true)))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
  }

  @Test
  void rejectsPasswordsLongerThanBcryptReads() throws IOException {
    String longest = "p".repeat(72);
    BasicCredentials credentials = load(line("edge-1", longest));

    assertThat(reasonOf(check(credentials, "edge-1", longest + "x")))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    assertThat(check(credentials, "edge-1", longest)).isInstanceOf(Check.Passed.class);
    assertThat(reasonOf(check(credentials, "edge-1", longest + "x")))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
  }

  @Test
  void emptyUsersFileHasNoUsers() throws IOException {
    assertThat(reasonOf(check(load(), "edge-1", PASSWORD)))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
  }

  @Test
  void runsNoBcryptForAVerifiedCredential() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    for (int i = 0; i < 1000; i++) {
      assertThat(check(credentials, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
      assertThat(decides(check(credentials, "edge-1", "wrong-" + i))).isTrue();
    }

    assertThat(bcryptRuns).hasValue(1);
  }

  @Test
  void recognisesAVerifiedCredentialInEverySpellingOfTheScheme() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    String value = Facts.basicValue("edge-1:" + PASSWORD);

    for (String line : List.of(value, value, value.replace("Basic ", "bASIC   "))) {
      assertThat(checkLine(credentials, line)).isEqualTo(new Check.Passed("edge-1"));
    }

    assertThat(bcryptRuns).hasValue(1);
  }

  @Test
  void rejectsLineThatDiffersFromAVerifiedOneInOneCharacter() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    String value = Facts.basicValue("edge-1:" + PASSWORD);
    assertThat(checkLine(credentials, value)).isInstanceOf(Check.Passed.class);

    for (int i = 0; i < value.length(); i++) {
      for (int difference : new int[] {1, 0x80, 0x100, 0x8000}) {
        char other = (char) (value.charAt(i) ^ difference);
        String line = value.substring(0, i) + other + value.substring(i + 1);
        assertThat(decides(checkLine(credentials, line))).as(line).isTrue();
      }
    }
    assertThat(decides(checkLine(credentials, value + " "))).isTrue();
    assertThat(checkLine(credentials, value)).isInstanceOf(Check.Passed.class);
  }

  @Test
  void doesNotRememberAWrongCredential() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    assertThat(decides(check(credentials, "edge-1", "wrong"))).isTrue();

    assertThat(check(credentials, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
  }

  @Test
  void unknownUserTakesNoSlot() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    assertThat(decides(check(credentials, "nobody", PASSWORD))).isTrue();

    assertThat(bcryptRuns).hasValue(0);
  }

  @Test
  void skipsBcryptIfTheResultMakesNoDifference() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    Facts right = Facts.from("10.0.0.1").basic("edge-1", PASSWORD);

    assertThat(decides(credentials.check(right, profile -> false))).isFalse();
    assertThat(bcryptRuns).hasValue(0);
  }

  @Test
  void reloadKeepsUsersWhoseLineDidNotChange() throws IOException {
    BasicCredentials before = load(EDGE_1, EDGE_2);
    assertThat(check(before, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    BasicCredentials after = reload(before, "# moved", EDGE_2, EDGE_1);

    assertThat(check(after, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    assertThat(decides(check(after, "edge-1", "wrong"))).isTrue();
    assertThat(bcryptRuns).hasValue(1);
  }

  @Test
  void reloadForgetsAChangedLine() throws IOException {
    BasicCredentials before = load(EDGE_1);
    assertThat(check(before, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    BasicCredentials after = reload(before, line("edge-1", "new"));

    assertThat(reasonOf(check(after, "edge-1", PASSWORD))).isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    assertThat(check(after, "edge-1", "new")).isInstanceOf(Check.Passed.class);
  }

  @Test
  void reloadRejectsARemovedUser() throws IOException {
    BasicCredentials before = load(EDGE_1, EDGE_2);
    assertThat(check(before, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);

    assertThat(reasonOf(check(reload(before, EDGE_2), "edge-1", PASSWORD)))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
  }

  @Test
  void verifiesTheSamePasswordAgainAfterANewSalt() throws IOException {
    BasicCredentials before = load(EDGE_1);
    assertThat(check(before, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    BasicCredentials after = reload(before, line("edge-1", PASSWORD));

    assertThat(check(after, "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    assertThat(bcryptRuns).hasValue(2);
  }

  @Test
  void firstRequestsOfAProxySucceedDuringAFlood() throws Exception {
    BasicCredentials credentials = load(EDGE_1);
    AtomicBoolean over = new AtomicBoolean();
    ConcurrentLinkedQueue<Reason> reasons = new ConcurrentLinkedQueue<>();
    CountDownLatch flooding = new CountDownLatch(24);
    for (int i = 0; i < 24; i++) {
      String peer = "10.6.6." + i % 3;
      threads.execute(
          () -> {
            flooding.countDown();
            for (int n = 0; !over.get(); n++) {
              reasons.add(reasonOf(check(credentials, peer, "edge-1", "wrong-" + peer + "-" + n)));
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
          });
    }
    flooding.await();
    List<Future<Check>> burst = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      burst.add(threads.submit(() -> check(credentials, "10.0.0.1", "edge-1", PASSWORD)));
    }
    for (Future<Check> check : burst) {
      assertThat(check.get(30, TimeUnit.SECONDS)).isEqualTo(new Check.Passed("edge-1"));
    }
    over.set(true);

    assertThat(reasons)
        .isNotEmpty()
        .isSubsetOf(Reason.PROXY_CREDENTIAL_WRONG, Reason.PROXY_AUTHENTICATION_BUSY);
  }

  @Test
  void floodFromTheSameAddressDoesNotAffectAVerifiedProxy() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean stuck = new AtomicBoolean();
    BasicCredentials credentials =
        load(
            new BcryptVerifier(
                1,
                Duration.ofSeconds(20),
                (hash, password) -> {
                  if (stuck.get()) {
                    awaitUninterruptibly(gate);
                  }
                  return hash.matches(password);
                },
                new Random(1)),
            EDGE_1,
            EDGE_2);
    assertThat(check(credentials, "10.0.0.1", "edge-1", PASSWORD)).isInstanceOf(Check.Passed.class);
    stuck.set(true);
    List<Future<Check>> flood = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String password = "wrong-" + i;
      flood.add(threads.submit(() -> check(credentials, "10.0.0.1", "edge-2", password)));
    }

    for (int i = 0; i < 1000; i++) {
      assertThat(check(credentials, "10.0.0.1", "edge-1", PASSWORD))
          .isInstanceOf(Check.Passed.class);
    }
    gate.countDown();
    for (Future<Check> check : flood) {
      assertThat(decides(check.get(10, TimeUnit.SECONDS))).isTrue();
    }
    assertThat(check(credentials, "10.0.0.1", "edge-2", "battery staple"))
        .isInstanceOf(Check.Passed.class);
  }

  /** Sends from the address itself and from another address in its IPv6 network. */
  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.1", "2001:db8::1, 2001:db8::ffff"})
  void acceptsRandomPasswordWithoutWaitingDuringAFlood(String proxy, String attacker)
      throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    BcryptVerifier verifications =
        new BcryptVerifier(
            2,
            Duration.ofSeconds(20),
            (hash, password) -> {
              bcryptRuns.incrementAndGet();
              awaitUninterruptibly(gate);
              return hash.matches(password);
            },
            new Random(1));
    RandomPassword password = RandomPassword.make();
    BasicCredentials credentials = load(verifications, EDGE_1, "edge-2:" + password.hash());
    List<Future<Check>> flood = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      String wrong = "wrong-" + i;
      flood.add(threads.submit(() -> check(credentials, attacker, "edge-1", wrong)));
    }
    await().until(() -> bcryptRuns.get() == 2 && verifications.waiting() == 30);

    assertThat(check(credentials, proxy, "edge-2", password.text()))
        .isEqualTo(new Check.Passed("edge-2"));
    assertThat(reasonOf(check(credentials, proxy, "edge-2", RandomPassword.make().text())))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    assertThat(bcryptRuns).hasValue(2);
    gate.countDown();
    for (Future<Check> check : flood) {
      assertThat(decides(check.get(10, TimeUnit.SECONDS))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.1", "2001:db8::1, 2001:db8::ffff", "10.0.0.1, 10.6.6.6"})
  void floodOfWrongPasswordsLocksNoProxyOut(String proxy, String attacker) throws Exception {
    BasicCredentials credentials = load(EDGE_1);
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < 32; i++) {
      String wrong = "wrong-" + i + "-";
      threads.execute(
          () -> {
            for (int n = 0; !over.get(); n++) {
              check(credentials, attacker, "edge-1", wrong + n);
            }
          });
    }
    await().until(() -> bcryptRuns.get() > 100);

    assertThat(check(credentials, proxy, "edge-1", PASSWORD)).isEqualTo(new Check.Passed("edge-1"));
    over.set(true);
  }

  @Test
  void detailsContainNoCredential() throws IOException {
    BasicCredentials credentials = load(EDGE_1);
    for (String value :
        List.of(
            "Basic secret", "secret", Facts.basicValue("secret:p"), Facts.basicValue("secret"))) {
      Check check =
          credentials.check(
              Facts.from("10.0.0.1").header("Proxy-Authorization", value), profile -> true);
      assertThat(((Check.Failed) check).refusal().detail()).doesNotContain("secret");
    }
    assertThat(((Check.Failed) check(credentials, "edge-1", "secret")).refusal().detail())
        .isEqualTo(
            "header Proxy-Authorization: wrong password of user edge-1; the proxy and the users"
                + " must change together: to replace a password without an outage, add a second"
                + " user, change the proxy, then remove the first user");
  }

  /** Two profiles read the same header. Each user belongs to one profile. */
  @Test
  void verifiesOnceForAllProfilesOfAHeader() {
    Map<String, BasicUser> users = new HashMap<>();
    users.put("edge-1", new BasicUser("edge-1", hash(), 0));
    users.put("gate-1", new BasicUser("gate-1", hash(), 1));
    BasicCredentials credentials =
        BasicCredentials.of(
            "Proxy-Authorization",
            users,
            null,
            new BcryptVerifier(
                2,
                Duration.ofSeconds(20),
                (hash, password) -> {
                  bcryptRuns.incrementAndGet();
                  return hash.matches(password);
                },
                new Random(1)));
    Facts gate = Facts.from("10.0.0.1").basic("gate-1", PASSWORD);

    assertThat(decides(credentials.check(gate, profile -> profile == 0))).isFalse();
    assertThat(bcryptRuns).hasValue(0);
    assertThat(credentials.check(gate, profile -> profile == 1))
        .isEqualTo(new Check.Passed("gate-1"));
    assertThat(bcryptRuns).hasValue(1);
    assertThat(credentials.isOf("gate-1", 1)).isTrue();
    assertThat(credentials.isOf("gate-1", 0)).isFalse();
    assertThat(credentials.isOf("edge-1", 0)).isTrue();
    assertThat(reasonOf(check(credentials, "gate-1", "wrong")))
        .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    assertThat(bcryptRuns).hasValue(1);
  }

  /** A user that moves to another profile is a new user, even with the same line. */
  @Test
  void doesNotRememberAUserOfAnotherProfile() {
    BcryptVerifier verifications = new BcryptVerifier();
    BasicCredentials before =
        BasicCredentials.of(
            "h", new HashMap<>(Map.of("u", new BasicUser("u", hash(), 0))), null, verifications);
    BasicCredentials after =
        BasicCredentials.of(
            "h", new HashMap<>(Map.of("u", new BasicUser("u", hash(), 1))), before, verifications);

    assertThat(after.isOf("u", 1)).isTrue();
    assertThat(after.isOf("u", 0)).isFalse();
  }

  private static BcryptHash hash() {
    return BcryptHash.parse(EDGE_1.substring(EDGE_1.indexOf(':') + 1));
  }

  private BasicCredentials load(String... lines) throws IOException {
    return load(
        new BcryptVerifier(
            2,
            Duration.ofSeconds(20),
            (hash, password) -> {
              bcryptRuns.incrementAndGet();
              return hash.matches(password);
            },
            new Random(1)),
        lines);
  }

  private BasicCredentials load(BcryptVerifier verifications, String... lines) throws IOException {
    return load(null, verifications, lines);
  }

  private BasicCredentials reload(BasicCredentials before, String... lines) throws IOException {
    return load(before, new BcryptVerifier(), lines);
  }

  private BasicCredentials load(
      @Nullable BasicCredentials previous, BcryptVerifier verifications, String... lines)
      throws IOException {
    Path file = Files.write(folder.resolve("users"), List.of(lines), StandardCharsets.UTF_8);
    Problems problems = new Problems(Map.of());
    BasicCredentials credentials =
        BasicCredentials.load(
            new ProxyRules.Basic(
                "Proxy-Authorization", new Resource("users", file.toString(), file), null, null),
            previous,
            verifications,
            problems);
    assertThat(problems.list()).isEmpty();
    return Objects.requireNonNull(credentials);
  }

  private static Check check(BasicCredentials credentials, String user, String password) {
    return check(credentials, "10.0.0.1", user, password);
  }

  private static Check check(
      BasicCredentials credentials, String peer, String user, String password) {
    return credentials.check(Facts.from(peer).basic(user, password), profile -> true);
  }

  private static boolean decides(Check check) {
    return ((Check.Failed) check).decides();
  }

  private static Reason reasonOf(Check check) {
    assertThat(decides(check)).isTrue();
    return ((Check.Failed) check).refusal().reason();
  }

  private static String line(String user, String password) {
    return user + ":" + bcrypt(password, 6);
  }

  private static Check checkLine(BasicCredentials credentials, String line) {
    Facts facts = Facts.from("10.0.0.1").header("Proxy-Authorization", line);
    return credentials.check(facts, profile -> true);
  }

  private static void awaitUninterruptibly(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String bcrypt(String password, int cost) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return OpenBSDBCrypt.generate("2y", password.getBytes(StandardCharsets.UTF_8), salt, cost);
  }
}
