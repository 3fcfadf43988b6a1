package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.PlainRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ProxyMtls#decide}, as a server without servlets calls it. */
class DecideTest {

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";
  private static final Pki.Authority ROOT = Pki.create().root("Root");

  @TempDir private Path folder;

  private final List<String> notified = new ArrayList<>();
  private ProxyMtls.Builder builder;

  @BeforeEach
  void configure() throws Exception {
    Path anchors = Files.writeString(folder.resolve("anchors.pem"), ROOT.pem());
    builder =
        ProxyMtls.builder()
            .set("proxymtls.format", "nginx")
            .set("proxymtls.proxy.authentication", "basic")
            .set("proxymtls.proxy.basic.user", "edge-1")
            .set("proxymtls.proxy.basic.password-hash", HASH)
            .set("proxymtls.client.trust-anchors", anchors.toString())
            .set("proxymtls.paths.exclude", "/health")
            .listener(
                new ProxyMtlsListener() {
                  @Override
                  public void decided(DecidedRequest request) {
                    notified.add(
                        (request.decision() instanceof Decision.Rejected rejected
                                ? rejected.reason().code()
                                : "goes on")
                            + (request.enforced() ? "" : " unenforced"));
                  }
                });
  }

  @Test
  void notifiesListenersOfDecisionOnCoveredPath() {
    try (ProxyMtls engine = builder.build()) {
      assertThat(engine.decide(at("/app"))).isInstanceOf(Decision.Rejected.class);
    }
    assertThat(notified).containsExactly(Reason.CERTIFICATE_REQUIRED.code());
  }

  @Test
  @ExpectedLog("code=report-only")
  void notifiesListenersThatReportOnlyModeEnforcesNothing() {
    try (ProxyMtls engine = builder.set("proxymtls.report-only", "true").build()) {
      assertThat(engine.decide(at("/app"))).isInstanceOf(Decision.Rejected.class);
    }
    assertThat(notified).containsExactly(Reason.CERTIFICATE_REQUIRED.code() + " unenforced");
  }

  @Test
  void checksNothingOnAnExcludedPath() {
    try (ProxyMtls engine = builder.build()) {
      assertThat(engine.decide(at("/health")))
          .isInstanceOf(Decision.Anonymous.class)
          .extracting(Decision::proxy)
          .isNull();
    }
    assertThat(notified).isEmpty();
  }

  @Test
  void rejectsAPathThatHasTwoReadings() {
    try (ProxyMtls engine = builder.build()) {
      assertThat(engine.decide(at("/health;a/../app"))).isInstanceOf(Decision.Rejected.class);
      assertThat(engine.decide(at("/HEALTH\u200b"))).isInstanceOf(Decision.Rejected.class);
    }
    assertThat(notified).containsOnly(Reason.PATH_AMBIGUOUS.code()).hasSize(2);
  }

  private static RequestFacts at(String path) {
    return new Plain(path);
  }

  private record Plain(String path) implements PlainRequest {
    @Override
    public Iterable<String> headerNames() {
      return List.of();
    }

    @Override
    public List<String> headers(String name) {
      return List.of();
    }
  }
}
