package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads decide while files are reloaded and certificates expire. A state is published after
 * it is in force, so a request may be answered by the state that was published when it started or
 * by a later one, and never by an earlier one.
 */
@Tag("slow")
class ConcurrentReloadTest {

  private static final int THREADS = 8;
  private static final int STATES = 40;
  private static final int REQUESTS_PER_STATE = 120;

  private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String USER =
      "edge-1:" + OpenBSDBCrypt.generate("2y", "secret".toCharArray(), SALT, 4) + "\n";
  private static final String CREDENTIAL =
      "Basic "
          + Base64.getEncoder().encodeToString("edge-1:secret".getBytes(StandardCharsets.UTF_8));

  private final MovingClock clock = new MovingClock();
  private final Instant start = clock.instant();
  private final Pki pki = Pki.create(clock);
  private final Pki.Authority stable = pki.root("Stable");
  private final Pki.Authority changing = pki.root("Changing");
  private final List<Client> clients = clients();
  private final Semaphore decided = new Semaphore(0);
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile int published;

  @TempDir private Path folder;

  /**
   * @param index which states revoke it
   * @param until the first state in which it has expired
   */
  private record Client(Pki.Held held, Facts request, boolean stable, int index, int until) {

    Set<Reason> expected(int state) {
      Set<Reason> reasons = EnumSet.noneOf(Reason.class);
      if (time(state) >= until) {
        reasons.add(Reason.CERTIFICATE_EXPIRED);
      }
      if (!stable && !trusts(state)) {
        reasons.add(Reason.CERTIFICATE_UNTRUSTED);
      }
      if (revokes(state, index)) {
        reasons.add(Reason.CERTIFICATE_REVOKED);
      }
      return reasons;
    }
  }

  /** The files change in even states. */
  private static int files(int state) {
    return state - state % 2;
  }

  /** The time changes in odd states. */
  private static int time(int state) {
    return state - 1 + state % 2;
  }

  private static boolean trusts(int state) {
    return files(state) % 5 != 2;
  }

  private static boolean revokes(int state, int index) {
    return (files(state) / 4 + index) % 4 == 1;
  }

  @Test
  void noRequestIsAnsweredByAnEarlierStateOrWithAnotherClient() throws Exception {
    apply(0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Engine engine = engine()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int seed = i;
        running.add(threads.submit(() -> decide(engine, new Random(seed))));
      }
      for (int state = 1; state < STATES; state++) {
        awaitRequests();
        apply(state);
        if (state % 2 == 0) {
          engine.reloader().check();
        }
        published = state;
      }
      awaitRequests();
      published = STATES;
      for (Future<?> thread : running) {
        thread.get();
      }
      assertThat(faults).isEmpty();
      assertThat(engine.figures().cacheHits()).isPositive();
    } finally {
      published = STATES;
      threads.shutdownNow();
    }
  }

  private void awaitRequests() throws InterruptedException {
    assertThat(decided.tryAcquire(REQUESTS_PER_STATE, 2, TimeUnit.MINUTES)).isTrue();
  }

  private void decide(Engine engine, Random random) {
    int before = published;
    while (before < STATES) {
      Client client = clients.get(random.nextInt(clients.size()));
      Decision decision = engine.decide(client.request());
      check(client, decision, before, Math.min(published + 1, STATES - 1));
      decided.release();
      before = published;
    }
  }

  private void check(Client client, Decision decision, int first, int last) {
    boolean expected = false;
    for (int state = first; state <= last; state++) {
      expected |= isExpected(client, decision, state);
    }
    if (!expected) {
      published = STATES;
      faults.add(client.index() + " in states " + first + " to " + last + ": " + decision);
    }
  }

  private static boolean isExpected(Client client, Decision decision, int state) {
    Set<Reason> reasons = client.expected(state);
    if (decision instanceof Decision.Accepted accepted) {
      return reasons.isEmpty()
          && accepted.client().chain().get(0).equals(client.held().certificate());
    }
    return decision instanceof Decision.Rejected rejected && reasons.contains(rejected.reason());
  }

  /** Moves the clock, or writes the files of a state. */
  private void apply(int state) {
    if (state % 2 == 1) {
      clock.set(start.plus(Duration.ofMinutes(state)));
      return;
    }
    CrlBuilder ofStable = stable.crl().number(state);
    CrlBuilder ofChanging = changing.crl().number(state);
    for (Client client : clients) {
      if (revokes(state, client.index())) {
        (client.stable() ? ofStable : ofChanging).revoke(client.held());
      }
    }
    write("all.crl", ofStable.pem() + ofChanging.pem());
    write("users", "# state " + state / 3 + "\n" + USER);
    write("anchors.pem", stable.pem() + (trusts(state) ? changing.pem() : ""));
  }

  private List<Client> clients() {
    List<Client> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      boolean isStable = i % 2 == 0;
      int until = i % 3 == 0 ? 10 + 2 * i : STATES + 1;
      Pki.Held held =
          (isStable ? stable : changing)
              .client("client " + i)
              .validity(
                  start.minus(Duration.ofHours(1)),
                  start.plus(Duration.ofMinutes(until)).minusSeconds(1))
              .issue();
      Facts request = new Facts().and("Proxy-Authorization", CREDENTIAL).with(held);
      all.add(new Client(held, request, isStable, i, until));
    }
    return all;
  }

  private Engine engine() {
    EngineBuilder builder = new EngineBuilder().clock(clock);
    Map.of(
            "format", "nginx",
            "proxy.authentication", "basic",
            "proxy.basic.users-file", folder.resolve("users").toString(),
            "client.trust-anchors", folder.resolve("anchors.pem").toString(),
            "client.revocation.methods", "crl",
            "client.revocation.crls", folder.resolve("all.crl").toString(),
            "reload-interval", "0",
            "warn-before", "0")
        .forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
