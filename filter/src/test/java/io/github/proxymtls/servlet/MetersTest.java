package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Health;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetersTest {

  @TempDir Path folder;

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @ParameterizedTest
  @EnumSource
  void registersCounterOfEveryReasonAtTheStart(Reason reason) {
    ProxyMtlsListener unused = new ProxyMtlsMeters(registry);

    assertThat(decisions("rejected", reason)).isZero();
    assertThat(decisions("would-reject", reason)).isZero();
  }

  @ExpectedLog({"reason=path-ambiguous", "reason=proxy-credential-missing"})
  @ParameterizedTest
  @EnumSource
  void countsEachRequestOnceByOutcome(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.paths.exclude", "/health")
                .listener(new ProxyMtlsMeters(registry))
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on("/forward", (in, out) -> in.getRequestDispatcher("/a").forward(in, out))
                    .on("/*", View::write))) {
      Fixture.from(Wire.get("/forward"), fixture.client).to(server);
      Fixture.credential(Wire.get("/a")).to(server);
      Wire.get("/a").header("Client-Cert", "forged").to(server);
      Wire.get("/a;b").to(server);
      Wire.get("/health").to(server);

      assertThat(decisions("accepted", null)).isOne();
      assertThat(decisions("anonymous", null)).isOne();
      assertThat(decisions("rejected", Reason.PROXY_CREDENTIAL_MISSING)).isOne();
      assertThat(decisions("rejected", Reason.PATH_AMBIGUOUS)).isOne();
      assertThat(registry.find("proxymtls.decisions").counters())
          .extracting(Counter::count)
          .satisfies(counts -> assertThat(sum(counts)).isEqualTo(4));
    }
  }

  @ExpectedLog({"code=report-only", "reason=certificate-required"})
  @Test
  void countsReportOnlyRequestByUnenforcedOutcome() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.report-only", "true")
                .listener(new ProxyMtlsMeters(registry))
                .build();
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.get("/a").to(server);

      assertThat(decisions("would-reject", Reason.CERTIFICATE_REQUIRED)).isOne();
      assertThat(decisions("rejected", Reason.CERTIFICATE_REQUIRED)).isZero();
    }
  }

  @ExpectedLog("reason=certificate-required")
  @AllowedLog("event=listener-failed")
  @Test
  void ignoresFailureOfListener() throws Exception {
    Fixture fixture = new Fixture(folder);
    List<Decision> notified = new ArrayList<>();
    ProxyMtlsListener broken =
        new ProxyMtlsListener() {
          @Override
          public void decided(DecidedRequest request) {
            throw new IllegalStateException("broken");
          }
        };
    ProxyMtlsListener other =
        new ProxyMtlsListener() {
          @Override
          public void decided(DecidedRequest request) {
            notified.add(request.decision());
          }
        };
    try (ProxyMtls engine = fixture.engine().listener(broken).listener(other).build();
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      assertThat(Fixture.from(Wire.get("/a"), fixture.client).to(server).status()).isEqualTo(200);
      assertThat(Wire.get("/a").to(server).status()).isEqualTo(403);
      assertThat(notified).hasSize(2);
    }
  }

  @Test
  void observesTheCacheAndTheDurationOfDecisions() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().listener(new ProxyMtlsMeters(registry)).build();
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      for (int i = 0; i < 3; i++) {
        assertThat(Fixture.from(Wire.get("/a"), fixture.client).to(server).status()).isEqualTo(200);
      }
      assertThat(registry.get("proxymtls.cache.misses").functionCounter().count()).isEqualTo(1);
      assertThat(registry.get("proxymtls.cache.hits").functionCounter().count()).isEqualTo(2);
      assertThat(registry.get("proxymtls.cache.size").gauge().value()).isEqualTo(1);
      assertThat(registry.get("proxymtls.cache.weight").gauge().value()).isGreaterThan(1000);
      assertThat(registry.get("proxymtls.decision.duration").timer().count()).isEqualTo(3);
    }
  }

  @Test
  void showsWhenTheFirstOfEachKindExpires() {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().listener(new ProxyMtlsMeters(registry)).build()) {
      assertThat(engine.health().status()).isEqualTo(Health.Status.UP);
      double expected =
          Duration.between(Instant.now(), fixture.root.certificate().getNotAfter().toInstant())
              .toSeconds();
      assertThat(expiry("trust-anchors")).isCloseTo(expected, within(60.0));
      assertThat(expiry("proxy-anchors")).isNaN();
      assertThat(registry.get("proxymtls.certificate.expiry").gauges()).hasSize(4);
    }
  }

  @Test
  void everyMeterHasADescription() {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().listener(new ProxyMtlsMeters(registry)).build()) {
      assertThat(engine.health().problems()).isEmpty();
      assertThat(registry.getMeters())
          .isNotEmpty()
          .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }
  }

  private double expiry(String kind) {
    return registry.get("proxymtls.certificate.expiry").tag("kind", kind).gauge().value();
  }

  private double decisions(String outcome, @Nullable Reason reason) {
    return registry
        .get("proxymtls.decisions")
        .tag("outcome", outcome)
        .tag("reason", reason == null ? "none" : reason.tag())
        .tag("profile", "none")
        .counter()
        .count();
  }

  private static double sum(List<? extends Double> counts) {
    return counts.stream().mapToDouble(Double::doubleValue).sum();
  }
}
