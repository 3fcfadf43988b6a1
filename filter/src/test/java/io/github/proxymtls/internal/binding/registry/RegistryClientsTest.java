package io.github.proxymtls.internal.binding.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.binding.PeerRules;
import io.github.proxymtls.internal.binding.Presenter;
import io.github.proxymtls.internal.binding.Rules;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the application's own registry. */
class RegistryClientsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final String NAMED =
      "\"token_endpoint_auth_method\": \"tls_client_auth\","
          + " \"tls_client_auth_san_dns\": \"a.example\"";
  private static final String REGISTRATION = "{\"client_id\": \"a\", " + NAMED + "}";

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void cachesARegistrationForItsTimeToLive() {
    Clients clients = clients(id -> id.equals("a") ? REGISTRATION : null);

    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
    now.addAndGet(MINUTE.toNanos() - 1);
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
    assertThat(asked).hasValue(1);
    now.addAndGet(1);
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
    assertThat(asked).hasValue(2);
  }

  @Test
  void cachesAMissingClientForLess() {
    Clients clients = clients(id -> asked.get() > 1 ? REGISTRATION : null);

    assertThat(clients.find("a")).isNull();
    now.addAndGet(TEN_SECONDS.toNanos() - 1);
    assertThat(clients.find("a")).isNull();
    assertThat(asked).hasValue(1);
    now.addAndGet(1);
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
    assertThat(asked).hasValue(2);
  }

  @Test
  void zeroCachesNoMissingClient() {
    Clients clients = clients(id -> null, Duration.ZERO);

    assertThat(clients.find("a")).isNull();
    assertThat(clients.find("a")).isNull();
    assertThat(asked).hasValue(2);
  }

  @Test
  void looksUpAnUnusableRegistrationAgainAsSoonAsAMissingOne() {
    Clients clients = clients(id -> asked.get() > 1 ? REGISTRATION : "{}");

    assertThat(clients.find("a")).extracting(Result::refusal).isNotNull();
    now.addAndGet(TEN_SECONDS.toNanos());
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
  }

  @Test
  void failureIsNeverAcceptedAndNeverCached() {
    AtomicInteger failing = new AtomicInteger();
    Clients clients =
        clients(
            id -> {
              if (failing.get() > 0) {
                throw new IOException("down, user=sa password=hunter2");
              }
              return REGISTRATION;
            });
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
    failing.set(1);

    now.addAndGet(MINUTE.toNanos() - 1);
    assertThat(clients.find("a"))
        .as("within its time to live")
        .extracting(Result::refusal)
        .isNull();
    now.addAndGet(1);
    Result<Registration> found = clients.find("a");
    assertThat(found).isNotNull();
    Refusal refusal = found.refusal();
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Reason.CLIENT_REGISTRY_UNAVAILABLE);
    assertThat(refusal.detail()).contains("client a", "IOException").doesNotContain("hunter2");
    assertThat(refusal.reason().status()).isEqualTo(503);
    failing.set(0);
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
  }

  @Test
  void propagatesAnErrorAndDoesNotCacheIt() {
    Clients clients =
        clients(
            id -> {
              if (asked.get() == 1) {
                throw new StackOverflowError();
              }
              return REGISTRATION;
            });

    assertThatThrownBy(() -> clients.find("a")).isInstanceOf(StackOverflowError.class);
    assertThat(clients.find("a")).extracting(Result::refusal).isNull();
  }

  @Test
  void keepsTheInterruptedStatus() {
    Clients clients =
        clients(
            id -> {
              throw new InterruptedException();
            });

    assertThat(clients.find("a")).extracting(Result::refusal).isNotNull();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void looksUpEachClientOnceAtATimeWithoutBlockingOthers() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Clients clients =
        clients(
            id -> {
              if (id.equals("a")) {
                answer.await();
                return REGISTRATION;
              }
              return null;
            });
    List<Future<@Nullable Result<Registration>>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(threads.submit(() -> clients.find("a")));
    }
    await().until(() -> asked.get() == 1);

    assertThat(clients.find("b")).isNull();
    assertThat(all).noneMatch(Future::isDone);
    answer.countDown();
    for (Future<@Nullable Result<Registration>> one : all) {
      assertThat(one.get()).extracting(Result::refusal).isNull();
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void failureRejectsTheWaitingRequestsToo() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Clients clients =
        clients(
            id -> {
              answer.await();
              throw new IOException();
            });
    Future<@Nullable Result<Registration>> first = threads.submit(() -> clients.find("a"));
    await().until(() -> asked.get() == 1);
    Future<@Nullable Result<Registration>> second = threads.submit(() -> clients.find("a"));

    answer.countDown();
    assertThat(first.get()).extracting(Result::refusal).isNotNull();
    assertThat(second.get()).extracting(Result::refusal).isNotNull();
  }

  /** A registry that hangs occupies one thread, not every thread that asks for the same client. */
  @Test
  void rejectsARequestThatWaitsTooLong() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Clients clients =
        clients(
            id -> {
              never.await();
              return REGISTRATION;
            },
            TEN_SECONDS,
            Duration.ofMillis(1));
    Future<@Nullable Result<Registration>> first = threads.submit(() -> clients.find("a"));
    await().until(() -> asked.get() == 1);

    assertThat(clients.find("a"))
        .extracting(Result::refusal)
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.CLIENT_REGISTRY_UNAVAILABLE);
              assertThat(refusal.detail()).contains("the look-up of another request failed");
            });
    assertThat(first.isDone()).isFalse();
    never.countDown();
    assertThat(first.get()).extracting(Result::refusal).isNull();
  }

  @Test
  void cachesNoMoreThanItsLimit() {
    RegistryClients clients = clients(id -> null);

    for (int i = 0; i < 2 * RegistryClients.MAXIMUM_CLIENTS; i++) {
      assertThat(clients.find("client-" + i)).isNull();
    }
    assertThat(clients.size()).isLessThanOrEqualTo(RegistryClients.MAXIMUM_CLIENTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "[]",
        "[{'client_id':'a'}]",
        "{}",
        "{'client_id':'b'}",
        "{'client_id':'A'}",
        "{'client_id':'a '}",
        "{'client_id':null}",
        "{'client_id':'a','client_id':'a'}",
        "{'client_id':'a'}{'client_id':'a'}",
        "{'client_id':'a'",
        "{'client_id':'a','token_endpoint_auth_method':'tls_client_auth'}",
        "{'client_id':'a','token_endpoint_auth_method':'tls_client_auth',"
            + "'tls_client_auth_san_dns':'a','tls_client_auth_san_uri':'urn:a'}",
        "{'client_id':'a','token_endpoint_auth_method':'tls_client_auth',"
            + "'tls_client_auth_san_dns':'a.example','tls_client_auth_san_dns':'b.example'}",
        "{'client_id':'a','token_endpoint_auth_method':'self_signed_tls_client_auth'}",
        "{'client_id':'a','token_endpoint_auth_method':null}",
        "{'client_id':'a','proxymtls_source':'direct'}",
        "{'client_id':'a','x':[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}"
      })
  void unusableRegistrationRejectsItsClientEvenIfOtherMethodsPass(String json) {
    ClientRegistry registry = id -> json.replace('\'', '"');
    assertThat(clients(registry).find("a"))
        .extracting(Result::refusal)
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
              assertThat(refusal.detail())
                  .startsWith("client a has a registration")
                  .hasSizeLessThan(600);
            });
    assertThat(reason(Rules.strict().passOtherMethods(), registry))
        .as("neither taken for nobody's, nor for another method's")
        .isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
  }

  @Test
  void registrationHasAtMost262144Characters() {
    String head = "{\"client_id\": \"a\", " + NAMED + ", \"x\": \"";
    String full = head + "a".repeat(RegistryClients.MAXIMUM_LENGTH - head.length() - 2) + "\"}";
    assertThat(full).hasSize(RegistryClients.MAXIMUM_LENGTH);

    assertThat(clients(id -> full).find("a")).extracting(Result::refusal).isNull();
    assertThat(clients(id -> full + " ").find("a")).extracting(Result::refusal).isNotNull();
  }

  @Test
  void shortensAHugeMemberNameInTheLog() {
    String json =
        "{\"client_id\": \"a\", \"proxymtls_"
            + "x".repeat(10_000)
            + "\": 1, \""
            + "y".repeat(9_000);

    assertThat(clients(id -> json).find("a"))
        .extracting(Result::refusal)
        .satisfies(refusal -> assertThat(refusal.detail()).hasSizeLessThan(600));
  }

  @Test
  void failedRegistryPassesNoClient() {
    assertThat(
            reason(
                Rules.strict().passOtherMethods(),
                id -> {
                  throw new IOException();
                }))
        .isEqualTo(Reason.CLIENT_REGISTRY_UNAVAILABLE);
  }

  @Test
  void cachedClientsStayInUseAcrossAReload() {
    ClientBinding first = binding(Rules.strict(), id -> REGISTRATION, null);
    assertThat(decide(first)).isInstanceOf(Decision.Accepted.class);

    ClientBinding second = binding(Rules.strict(), id -> REGISTRATION, first);
    assertThat(decide(second)).isInstanceOf(Decision.Accepted.class);
    assertThat(asked).hasValue(1);
  }

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Held CLIENT = ROOT.client("svc").dns("a.example").issue();

  @TempDir Path folder;

  private Reason reason(Rules rules, ClientRegistry registry) {
    return reason(decide(binding(rules, registry, null)));
  }

  private static Reason reason(Decision decision) {
    return ((Decision.Rejected) decision).reason();
  }

  private Decision decide(ClientBinding binding) {
    return binding.decide(
        EndpointKind.CLIENT_AUTHENTICATION,
        Facts.post("client_id=a"),
        new Presenter(folder, ROOT).byHeader(CLIENT),
        null,
        PeerRules.enforced(true));
  }

  private ClientBinding binding(
      Rules rules, ClientRegistry registry, @Nullable ClientBinding previous) {
    return rules.load(new BindingSources(null, counting(registry), null), previous);
  }

  private RegistryClients clients(ClientRegistry registry) {
    return clients(registry, TEN_SECONDS);
  }

  private RegistryClients clients(ClientRegistry registry, Duration negative) {
    return clients(registry, negative, MINUTE);
  }

  private RegistryClients clients(
      ClientRegistry registry, Duration negative, Duration maximumWait) {
    return new RegistryClients(
        counting(registry),
        new RegistryRules(null, null, MINUTE, negative, Set.of(), List.of()),
        new RegistrationReader.Context(
            List.of(), new ClientKeySets(Set.of(), MINUTE, Clock.systemUTC())),
        now::get,
        maximumWait);
  }

  private ClientRegistry counting(ClientRegistry registry) {
    return id -> {
      asked.incrementAndGet();
      return registry.find(id);
    };
  }
}
