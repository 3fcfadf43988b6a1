package io.github.proxymtls.internal.binding.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.binding.LoopbackServer;
import io.github.proxymtls.internal.binding.PeerRules;
import io.github.proxymtls.internal.binding.Presenter;
import io.github.proxymtls.internal.binding.Rules;
import io.github.proxymtls.internal.binding.registry.RegisteredCertificates.Presence;
import io.github.proxymtls.internal.jose.JsonFetcher;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The certificates of a client, fetched from a real server. */
class RemoteClientKeysTest {

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);
  private static final Pki PKI = Pki.create();
  private static final Pki.Held FIRST = PKI.selfSigned("first").issue();
  private static final Pki.Held SECOND = PKI.selfSigned("second").issue();
  private static final Pki.Held THIRD = PKI.selfSigned("third").issue();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final MovingClock clock = new MovingClock();
  private LoopbackServer server;

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.start(json(200, keys(FIRST)));
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
  }

  @Test
  void fetchesAtTheFirstLookUpOnly() {
    RegisteredCertificates keys = keySet();
    assertThat(server.requests()).hasValue(0);

    for (int i = 0; i < 50; i++) {
      assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    }
    assertThat(server.requests()).hasValue(1);
  }

  @Test
  void severalKeysAllowRotation() {
    server.answer(json(200, keys(FIRST, SECOND)));
    RegisteredCertificates keys = keySet();

    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    assertThat(keys.find(SECOND.thumbprint())).isEqualTo(Presence.PRESENT);
    assertThat(keys.find(THIRD.thumbprint())).isEqualTo(Presence.ABSENT);
  }

  @Test
  void fetchesANewCertificateAtOnceButNotOften() {
    RegisteredCertificates keys = keySet();
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    server.answer(json(200, keys(FIRST, SECOND)));

    assertThat(keys.find(SECOND.thumbprint())).isEqualTo(Presence.PRESENT);
    int fetched = server.requests().get();
    for (int i = 0; i < 50; i++) {
      assertThat(keys.find(THIRD.thumbprint())).isEqualTo(Presence.ABSENT);
    }
    assertThat(server.requests().get()).isLessThanOrEqualTo(fetched + 1);
    clock.pass(Duration.ofSeconds(31));
    assertThat(keys.find(THIRD.thumbprint())).isEqualTo(Presence.ABSENT);
    assertThat(server.requests().get())
        .as("and again when some time has passed")
        .isGreaterThan(fetched);
  }

  @Test
  void fetchesOnceAtATime() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    server.answer(
        exchange -> {
          awaitQuietly(go);
          json(200, keys(FIRST)).to(exchange);
        });
    RegisteredCertificates keys = keySet();
    var all =
        IntStream.range(0, 16)
            .mapToObj(i -> threads.submit(() -> keys.find(FIRST.thumbprint())))
            .toList();
    await().until(() -> server.requests().get() == 1);
    go.countDown();

    for (Future<Presence> one : all) {
      assertThat(one.get()).isEqualTo(Presence.PRESENT);
    }
    assertThat(server.requests()).hasValue(1);
  }

  /** The request path does not fetch it a second time. */
  @Test
  void knownCertificateDoesNotWaitForTheRefresh() {
    RegisteredCertificates keys = keySet();
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    CountDownLatch go = new CountDownLatch(1);
    server.answer(
        exchange -> {
          awaitQuietly(go);
          json(200, keys(SECOND)).to(exchange);
        });
    clock.pass(TIME_TO_LIVE.plusSeconds(1));

    assertThat(keys.find(FIRST.thumbprint()))
        .as("answered while the endpoint does not")
        .isEqualTo(Presence.PRESENT);
    await().until(() -> server.requests().get() == 2);
    go.countDown();
    await().until(() -> keys.find(SECOND.thumbprint()) == Presence.PRESENT);
    assertThat(keys.find(FIRST.thumbprint())).as("taken back").isEqualTo(Presence.ABSENT);
  }

  @Test
  void fetchesAnUnusedSetBeforeItsNextUse() {
    RegisteredCertificates keys = keySet();
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    server.answer(json(200, keys(SECOND)));
    clock.pass(TIME_TO_LIVE.multipliedBy(2).plusSeconds(1));

    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.ABSENT);
  }

  @ExpectedLog("client_keys=unavailable")
  @ParameterizedTest
  @ValueSource(ints = {302, 404, 500, 503})
  void lastGoodSetStaysInUseWhileTheEndpointIsDown(int status) {
    RegisteredCertificates keys = keySet();
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    server.answer(json(status, keys(SECOND)));

    for (int i = 0; i < 20; i++) {
      clock.pass(TIME_TO_LIVE.multipliedBy(3));
      assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
      assertThat(keys.find(SECOND.thumbprint())).isEqualTo(Presence.ABSENT);
    }
    assertThat(server.requests().get()).isGreaterThan(1);
  }

  @ExpectedLog("client_keys=unavailable")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\": [1]}",
        "{\"keys\": [], \"keys\": []}",
        "{\"keys\": [{\"x5c\": [\"AAAA\"]}]}",
        "{\"keys\": [{\"x5t#S256\": \"x\"}]}"
      })
  void malformedSetDoesNotReplaceTheLastGoodOne(String body) {
    assertLastGoodStays(body);
  }

  @ExpectedLog("client_keys=unavailable")
  @Test
  void unreadableCertificateDoesNotReplaceTheLastGoodSet() {
    assertLastGoodStays("{\"keys\": [{\"x5c\": [\"" + UnreadableCertificate.x5c() + "\"]}]}");
  }

  private void assertLastGoodStays(String body) {
    RegisteredCertificates keys = keySet();
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    server.answer(json(200, body));
    clock.pass(TIME_TO_LIVE.multipliedBy(3));

    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    assertThat(server.requests()).hasValue(2);
  }

  /** A client that publishes an empty set withdraws its last key. */
  @Test
  void emptySetHasNoCertificate() {
    RegisteredCertificates keys = keySet();
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
    server.answer(json(200, "{\"keys\": []}"));
    clock.pass(TIME_TO_LIVE.multipliedBy(3));

    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.ABSENT);
  }

  @ExpectedLog("client_keys=unavailable")
  @Test
  void unavailableUntilASetIsFetched() {
    server.answer(json(503, ""));
    RegisteredCertificates keys = keySet();

    for (int i = 0; i < 20; i++) {
      assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.UNKNOWN);
    }
    assertThat(server.requests().get()).as("not often").isLessThanOrEqualTo(2);
    server.answer(json(200, keys(FIRST)));
    clock.pass(Duration.ofSeconds(31));
    assertThat(keys.find(FIRST.thumbprint())).isEqualTo(Presence.PRESENT);
  }

  @ExpectedLog("client_keys=unavailable")
  @Test
  void closesTheConnectionOnASetOverTheLimit() {
    server.answer(json(200, keys(FIRST) + " ".repeat(JsonFetcher.MAXIMUM_SIZE)));

    assertThat(keySet().find(FIRST.thumbprint())).isEqualTo(Presence.UNKNOWN);
  }

  @Test
  void sharesOneSetPerUrl() {
    ClientKeySets sets = sets(server.uri("/").getAuthority());

    assertThat(sets.at(server.uri("/a")))
        .isSameAs(sets.at(server.uri("/a")))
        .isNotSameAs(sets.at(server.uri("/b")));
  }

  /** An allowed host name may still resolve to a private address. */
  @ExpectedLog("client_keys=unavailable")
  @Test
  void doesNotFetchFromANameWithAPrivateAddress() throws Exception {
    String name = InetAddress.getLocalHost().getHostName();
    URI uri = URI.create("https://" + name + ":" + server.port() + "/");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(RemoteClientKeys.class);
    log.start();
    logger.addAppender(log);
    try {
      assertThat(sets(name).at(uri).find(FIRST.thumbprint())).isEqualTo(Presence.UNKNOWN);
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.getFormattedMessage()).contains("an address that is not public"));
    assertThat(server.requests()).hasValue(0);
  }

  // Through the binding

  @TempDir Path folder;

  @Test
  void authenticatesByAPublishedCertificate() {
    ClientBinding binding = published(null);

    assertThat(decide(binding, FIRST))
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            accepted -> {
              assertThat(accepted.client().clientId()).isEqualTo("a");
              assertThat(accepted.client().acceptance())
                  .isEqualTo(ClientIdentity.Acceptance.PINNED);
            });
    assertThat(reason(decide(binding, SECOND))).isEqualTo(Reason.CLIENT_MISMATCH);
  }

  @ExpectedLog("client_keys=unavailable")
  @Test
  void keysAreUnavailableUntilFetched() {
    server.answer(json(500, ""));

    assertThat(reason(decide(published(null), FIRST))).isEqualTo(Reason.CLIENT_KEYS_UNAVAILABLE);
    assertThat(Reason.CLIENT_KEYS_UNAVAILABLE.status()).isEqualTo(503);
  }

  @Test
  void lastGoodSetStaysInUseAcrossAReload() {
    ClientBinding first = published(null);
    assertThat(decide(first, FIRST)).isInstanceOf(Decision.Accepted.class);
    server.answer(json(500, ""));

    assertThat(decide(published(first), FIRST)).isInstanceOf(Decision.Accepted.class);
  }

  private ClientBinding published(@Nullable ClientBinding previous) {
    return Rules.strict()
        .jwksHosts(server.uri("/").getAuthority())
        .clients(
            folder,
            """
            [{"client_id": "a", "token_endpoint_auth_method": "self_signed_tls_client_auth",
              "jwks_uri": "%s"}]
            """
                .formatted(server.uri("/jwks")))
        .load(BindingSources.NONE, previous);
  }

  private Decision decide(ClientBinding binding, Pki.Held held) {
    return binding.decide(
        EndpointKind.CLIENT_AUTHENTICATION,
        Facts.post("client_id=a"),
        new Presenter(folder, PKI.root("Example Root")).byHeader(held),
        null,
        PeerRules.enforced(true));
  }

  private static Reason reason(Decision decision) {
    return ((Decision.Rejected) decision).reason();
  }

  private RegisteredCertificates keySet() {
    return sets(server.uri("/").getAuthority()).at(server.uri("/jwks"));
  }

  private ClientKeySets sets(String host) {
    return new ClientKeySets(Set.of(host), TIME_TO_LIVE, clock);
  }

  private static String keys(Pki.Held... held) {
    return Arrays.stream(held)
        .map(
            one ->
                "{\"kty\": \"EC\", \"x5c\": [\"%s\"]}"
                    .formatted(Base64.getEncoder().encodeToString(one.der())))
        .collect(Collectors.joining(", ", "{\"keys\": [", "]}"));
  }

  private static LoopbackServer.Answer json(int status, String body) {
    return LoopbackServer.body(status, "application/jwk-set+json", body);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
