package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldedLogTest {

  @TempDir Path folder;

  @ExpectedLog({"reason=certificate-required", "folded reason=certificate-required"})
  @Test
  void rejectsAndMetersWhatItDoesNotLog() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (LogCapture log = LogCapture.open()) {
      try (ProxyMtls engine =
              new Fixture(folder).engine().listener(new ProxyMtlsMeters(registry)).build();
          Container.Running server =
              Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
        for (int i = 0; i < 13; i++) {
          assertThat(Wire.get("/a" + i).to(server).status()).isEqualTo(403);
        }
      }
      assertThat(log.lines()).hasSize(11);
      assertThat(log.lines().get(9)).endsWith(" repeats=counted-until-the-minute-ends");
      assertThat(log.lines().get(10))
          .isEqualTo(
              "folded reason=certificate-required count=3 profile=none peer=\"127.0.0.1\""
                  + " thumbprint=-");
    }
    double counted =
        registry
            .get("proxymtls.decisions")
            .tag("outcome", "rejected")
            .tag("reason", "certificate-required")
            .counter()
            .count();
    assertThat(counted).isEqualTo(13);
  }
}
