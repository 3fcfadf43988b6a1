package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
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
  void everyReasonHasACounterFromTheStart(Reason reason) {
    ProxyMtlsListener unused = new ProxyMtlsMeters(registry);

    assertThat(decisions("rejected", reason)).isZero();
    assertThat(decisions("would-reject", reason)).isZero();
  }

  @ExpectedLog({"reason=path-ambiguous", "reason=proxy-credential-missing"})
  @ParameterizedTest
  @EnumSource
  void aRequestIsCountedOnceByWhatBecameOfIt(Container container) throws Exception {
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
  void inReportOnlyModeItIsCountedAsWhatWouldHaveBeen() throws Exception {
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
  void aListenerThatFailsChangesNothing() throws Exception {
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

  private double decisions(String outcome, @Nullable Reason reason) {
    return registry
        .get("proxymtls.decisions")
        .tag("outcome", outcome)
        .tag("reason", reason == null ? "none" : reason.tag())
        .counter()
        .count();
  }

  private static double sum(List<? extends Double> counts) {
    return counts.stream().mapToDouble(Double::doubleValue).sum();
  }
}
