package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code proxymtls.audit=on}. */
class AuditTest {

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.proxymtls.audit");
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeEach
  void capture() {
    logger.setLevel(Level.DEBUG);
    events.start();
    logger.addAppender(events);
  }

  @AfterEach
  void release() {
    logger.detachAppender(events);
    logger.setLevel(null);
  }

  @Test
  void writesAnAcceptanceWithItsFieldsAtDebug() throws Exception {
    Fixture fixture = new Fixture(folder);
    send(
        fixture,
        "on",
        Fixture.from(Wire.get("/a?secret=1"), fixture.client)
            .header("X-Request-Id", "id-of-proxy"));

    assertThat(events.list).hasSize(1);
    assertThat(events.list.get(0).getLevel()).isEqualTo(Level.DEBUG);
    assertThat(fields(0))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "decision", "accepted",
                "thumbprint", fixture.client.thumbprint(),
                "proxy", "edge-1",
                "request-id", "id-of-proxy",
                "method", "GET",
                "path", "/a",
                "source", "header",
                "subject", "CN=svc,O=Acme"));
  }

  /** A subject that forges a field. */
  @ExpectedLog("reason=certificate-untrusted")
  @Test
  void writesEveryRejectionEscapedAndUnfoldedAtInfo() throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held hostile = fixture.services.client("x").subject("CN=a\\\" reason\\=none,O=b c").issue();
    Wire request = Fixture.from(Wire.get("/a%20b"), hostile);
    send(
        fixture, "on", request, request, request, request, request, request, request, request,
        request, request, request, request);

    assertThat(events.list).hasSize(12);
    assertThat(events.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
    assertThat(fields(0))
        .containsEntry("decision", "rejected")
        .containsEntry("reason", "certificate-untrusted")
        .containsEntry("thumbprint", hostile.thumbprint())
        .containsEntry("path", "/a%20b");
    assertThat(fields(0).get("subject")).doesNotContain("\"").endsWith(",O=b c");
    assertThat(List.copyOf(fields(0).keySet()).get(fields(0).size() - 1)).isEqualTo("subject");
    assertThat(fields(11))
        .containsEntry("thumbprint", hostile.thumbprint())
        .doesNotContainKey("subject");
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void isOffUnlessItIsConfigured() throws Exception {
    send(new Fixture(folder), "off", Wire.get("/a"));

    assertThat(events.list).isEmpty();
  }

  private void send(Fixture fixture, String audit, Wire... requests) throws Exception {
    try (ProxyMtls engine = fixture.engine().set("proxymtls.audit", audit).build();
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      for (Wire request : requests) {
        request.to(server);
      }
    }
  }

  private Map<String, String> fields(int event) {
    Map<String, String> fields = new LinkedHashMap<>();
    events
        .list
        .get(event)
        .getKeyValuePairs()
        .forEach(pair -> fields.put(pair.key, "" + pair.value));
    return fields;
  }
}
