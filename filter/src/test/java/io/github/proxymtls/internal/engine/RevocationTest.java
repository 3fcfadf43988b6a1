package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.path.LoopbackFile;
import io.github.proxymtls.internal.path.LoopbackResponder;
import io.github.proxymtls.internal.path.LoopbackResponder.Manner;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the configuration's text to the decision, with a responder whose answers the test sets. */
@Tag("slow")
class RevocationTest {

  private final MovingClock clock = new MovingClock();
  private final Pki pki = Pki.create(clock);
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Held svc = root.client("svc").issue();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private LoopbackResponder responder;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    responder = LoopbackResponder.start(root, clock);
  }

  @AfterEach
  void stop() {
    responder.close();
  }

  @Test
  void usesOneAnswerForManyRequests() throws IOException {
    try (Engine engine = ocsp(Map.of())) {
      for (int i = 0; i < 3; i++) {
        assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
        clock.pass(Duration.ofSeconds(10));
      }
      assertThat(responder.asked()).isOne();
      assertThat(meters.get("proxymtls.revocation.checks").tag("result", "passed").timer().count())
          .isOne();
      assertThat(
              meters
                  .get("proxymtls.lookups")
                  .tags("source", "ocsp", "outcome", "answered")
                  .timer()
                  .count())
          .isOne();
    }
  }

  @Test
  void asksCrlsOnceUntilTheirNextUpdate() throws IOException {
    Path list = Files.writeString(folder.resolve("root.crl"), root.crl().pem());
    try (Engine engine = engine(Map.of("methods", "crl", "crls", list.toString()))) {
      assertThat(checksAfterFourRequests(engine)).isOne();
      clock.pass(Duration.ofHours(1));
      assertThat(checksAfterFourRequests(engine)).isOne();
    }
  }

  @Test
  void asksChangedCrlsOnceAboutKnownCertificate() throws IOException {
    Path list = Files.writeString(folder.resolve("root.crl"), root.crl().pem());
    try (Engine engine = engine(Map.of("methods", "crl", "crls", list.toString()))) {
      assertThat(checksAfterFourRequests(engine)).isOne();
      Files.writeString(list, root.crl().number(2).pem());
      engine.reloader().check();
      assertThat(checksAfterFourRequests(engine)).isEqualTo(2);
      assertThat(engine.figures().cacheMisses()).isOne();
    }
  }

  private long checksAfterFourRequests(Engine engine) {
    for (int i = 0; i < 4; i++) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
    }
    return meters.get("proxymtls.revocation.checks").tag("result", "passed").timer().count();
  }

  @ParameterizedTest
  @CsvSource({
    "REVOKED, CERTIFICATE_REVOKED",
    "UNKNOWN, CERTIFICATE_STATUS_UNKNOWN",
    "MALFORMED, REVOCATION_UNAVAILABLE",
    "BROKEN, REVOCATION_UNAVAILABLE",
    "WRONG_KEY, REVOCATION_UNAVAILABLE"
  })
  void rejectsCertificateThatIsNotGood(Manner manner, Reason reason) throws IOException {
    responder.now(manner);
    try (Engine engine = ocsp(Map.of())) {
      assertThat(reason(engine, svc)).isEqualTo(reason);
      assertThat(reason(engine, svc)).isEqualTo(reason);
      assertThat(responder.asked()).isOne();
    }
  }

  @ExpectedLog({"code=revocation-unavailable-accepted", "event=revocation-unavailable"})
  @Test
  void acceptsAndCountsUnavailableResponderWithSoftFail() throws IOException {
    responder.close();
    try (Engine engine = ocsp(Map.of("on-unavailable", "accept"))) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
      assertThat(unavailable()).isOne();
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
      assertThat(unavailable()).isOne();

      clock.pass(Duration.ofSeconds(10));
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
      assertThat(unavailable()).isEqualTo(2);
    }
  }

  @ExpectedLog("code=revocation-unavailable-accepted")
  @ParameterizedTest
  @CsvSource({
    "REVOKED, CERTIFICATE_REVOKED",
    "UNKNOWN, CERTIFICATE_STATUS_UNKNOWN",
    "WRONG_KEY, REVOCATION_UNAVAILABLE"
  })
  void softFailAppliesToUnavailableAnswersOnly(Manner manner, Reason reason) throws IOException {
    responder.now(manner);
    try (Engine engine = ocsp(Map.of("on-unavailable", "accept"))) {
      assertThat(reason(engine, svc)).isEqualTo(reason);
      assertThat(unavailable()).isZero();
    }
  }

  @Test
  void acceptsCertificateUntilNextUpdateOnly() throws IOException {
    try (Engine engine = ocsp(Map.of())) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
      responder.now(Manner.REVOKED);

      clock.pass(Duration.ofHours(1));
      assertThat(reason(engine, svc)).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void renewsAnswerEarlyAndRejectsRevokedCertificateAtOnce() throws IOException {
    try (Engine engine = ocsp(Map.of())) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
      responder.now(Manner.REVOKED);

      clock.pass(Duration.ofMinutes(50));
      Awaitility.await()
          .until(
              () ->
                  decide(engine, svc) instanceof Decision.Rejected rejected
                      && rejected.reason() == Reason.CERTIFICATE_REVOKED);
      assertThat(responder.asked()).isEqualTo(2);
    }
  }

  @Test
  void fetchesNothingBeforeThePathIsValidated() throws IOException {
    String uri = responder.uri().toString();
    Pki.Held untrusted = pki.root("Root").client("svc").ocsp(uri).issue();
    Pki.Held expired = root.client("svc").ocsp(uri).expired().issue();
    Pki.Held server = root.server("svc").ocsp(uri).issue();
    Pki.Held named = root.client("svc").ocsp(uri).issue();
    Map<String, String> hosts =
        Map.of(
            "methods",
            "ocsp",
            "allowed-hosts",
            responder.uri().getAuthority(),
            "allow-private-addresses",
            "true");
    try (Engine engine = engine(hosts)) {
      assertThat(reason(engine, untrusted)).isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
      assertThat(reason(engine, expired)).isEqualTo(Reason.CERTIFICATE_EXPIRED);
      assertThat(reason(engine, server)).isEqualTo(Reason.CERTIFICATE_EXTENDED_KEY_USAGE);
      assertThat(responder.asked()).isZero();

      assertThat(decide(engine, named)).isInstanceOf(Decision.Accepted.class);
      assertThat(responder.asked()).isOne();
    }
  }

  @Test
  void rejectsPinOfRevokedCertificate() throws IOException {
    responder.now(Manner.REVOKED);
    try (Engine engine = ocsp(Map.of("../self-signed", "pinned"))) {
      assertThat(reason(engine, svc)).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void usesChangedCrlFileAtOnceAndKeepsLastGoodOne() throws IOException {
    Path list = Files.writeString(folder.resolve("root.crl"), root.crl().pem());
    try (Engine engine = engine(Map.of("methods", "crl", "crls", list.toString()))) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);

      Files.writeString(list, root.crl().revoke(svc).number(2).pem());
      engine.reloader().check();
      assertThat(reason(engine, svc)).isEqualTo(Reason.CERTIFICATE_REVOKED);

      Files.writeString(list, "broken");
      engine.reloader().check();
      assertThat(reason(engine, svc)).isEqualTo(Reason.CERTIFICATE_REVOKED);
      assertThat(meters.counter("proxymtls.reloads", "outcome", "failed").count()).isOne();

      Files.writeString(list, root.crl().number(3).pem());
      engine.reloader().check();
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
    }
  }

  @Test
  void failsTheStartOnBadCrlFile() throws IOException {
    Path list = Files.writeString(folder.resolve("root.crl"), "broken");

    assertThatThrownBy(() -> engine(Map.of("methods", "crl", "crls", list.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("[invalid-crl]")
        .hasMessageContaining("proxymtls.client.revocation.crls");
  }

  @Test
  void ignoresStaleCrl() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("root.crl"),
            root.crl().nextUpdate(clock.instant().plus(Duration.ofHours(1))).pem());
    try (Engine engine = engine(Map.of("methods", "crl", "crls", list.toString()))) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);

      clock.pass(Duration.ofHours(2));
      assertThat(reason(engine, svc)).isEqualTo(Reason.REVOCATION_UNAVAILABLE);
    }
  }

  @AllowedLog("event=crl-unavailable")
  @Test
  void usesCrlOfUrlThatBecomesAvailableAndItsChanges() throws IOException {
    try (LoopbackFile file = LoopbackFile.start();
        Engine engine = engine(Map.of("methods", "crl", "crls", file.uri().toString()))) {
      assertThat(reason(engine, svc)).isEqualTo(Reason.REVOCATION_UNAVAILABLE);

      file.set(root.crl().der());
      clock.pass(Duration.ofSeconds(10));
      Awaitility.await().until(() -> decide(engine, svc) instanceof Decision.Accepted);

      file.set(root.crl().revoke(svc).number(2).der());
      clock.pass(Duration.ofMinutes(5));
      Awaitility.await()
          .until(
              () ->
                  decide(engine, svc) instanceof Decision.Rejected rejected
                      && rejected.reason() == Reason.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void usesCrlsIfTheResponderIsUnavailable() throws IOException {
    Pki.Held other = root.client("other").issue();
    Path list = Files.writeString(folder.resolve("root.crl"), root.crl().revoke(other).pem());
    Map<String, String> both =
        Map.of(
            "methods", "ocsp,crl",
            "crls", list.toString(),
            "ocsp-responder", responder.uri().toString());
    try (Engine engine = engine(both)) {
      assertThat(decide(engine, other)).isInstanceOf(Decision.Accepted.class);

      responder.close();
      clock.pass(Duration.ofHours(1));
      assertThat(reason(engine, other)).isEqualTo(Reason.CERTIFICATE_REVOKED);
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
    }
  }

  @Test
  void triesAnotherPathAroundRevokedIssuer() throws IOException {
    Pki.Authority issuing = root.intermediate("Issuing");
    Pki.Authority again =
        root.intermediateBuilder("Issuing").keys(issuing.held().keys()).issueAuthority();
    Pki.Held client = issuing.client("client").issue();
    Path list =
        Files.writeString(
            folder.resolve("all.crl"),
            root.crl().revoke(issuing.held()).pem() + issuing.crl().pem());
    Map<String, String> keys = Map.of("methods", "crl", "crls", list.toString());
    try (Engine engine = engine(keys)) {
      assertThat(reason(engine, client)).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }
    Map<String, String> more = new TreeMap<>(keys);
    more.put(
        "../intermediates",
        Files.writeString(folder.resolve("intermediates.pem"), again.pem()).toString());
    try (Engine engine = engine(more)) {
      assertThat(decide(engine, client)).isInstanceOf(Decision.Accepted.class);
    }
  }

  @Test
  void stopsBackgroundRequestsWithTheEngine() throws IOException {
    try (Engine engine = ocsp(Map.of())) {
      assertThat(decide(engine, svc)).isInstanceOf(Decision.Accepted.class);
      assertThat(background()).isPositive();
    }
    Awaitility.await().until(() -> background() == 0);
  }

  private static long background() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("proxymtls-revocation"))
        .count();
  }

  private double unavailable() {
    return meters.counter("proxymtls.revocation.unavailable").count();
  }

  private Engine ocsp(Map<String, String> more) throws IOException {
    Map<String, String> keys = new TreeMap<>(more);
    keys.put("methods", "ocsp");
    keys.put("ocsp-responder", responder.uri().toString());
    return engine(keys);
  }

  /** Keys below {@code client.revocation.}, or with {@code ../} below {@code client.}. */
  private Engine engine(Map<String, String> revocation) throws IOException {
    Path anchors = Files.writeString(folder.resolve("anchors.pem"), root.pem());
    EngineBuilder builder =
        new EngineBuilder()
            .clock(clock)
            .listener(new ProxyMtlsMeters(meters))
            .set("proxymtls.client.source", "tls")
            .set("proxymtls.warn-before", "0")
            .set("proxymtls.client.trust-anchors", anchors.toString());
    revocation.forEach(
        (key, value) ->
            builder.set(
                key.startsWith("../")
                    ? "proxymtls.client." + key.substring(3)
                    : "proxymtls.client.revocation." + key,
                value));
    return builder.build();
  }

  private static Decision decide(Engine engine, Pki.Held client) {
    return engine.decide(new Facts().tls(client));
  }

  private static Reason reason(Engine engine, Pki.Held client) {
    Decision decision = decide(engine, client);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return ((Decision.Rejected) decision).reason();
  }
}
