package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.FileSource;
import io.github.proxymtls.internal.reload.FileReaders;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.github.proxymtls.testing.Pki;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One bad file holds back nothing but its own kind, whether it is broken, a pipe, or hangs. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "pipes are made by mkfifo")
@Tag("slow")
class ReloadByKindTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Root");
  private static final Pki.Authority NEXT = PKI.root("Next");
  private static final Pki.Held CLIENT = ROOT.client("svc").issue();
  private static final Pki.Held NEXT_CLIENT = NEXT.client("svc").issue();

  private static final String USERS = "users";
  private static final String ANCHORS = "anchors.pem";
  private static final String CRLS = "all.crl";

  /** Opens any file; reading it hangs, as on a mount without a server. */
  private static final FileSource UNCHECKED =
      file -> {
        try (InputStream in = Files.newInputStream(file.path())) {
          return in.readAllBytes();
        }
      };

  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ProxyMtls.class);

  @BeforeEach
  void prepare() {
    log.start();
    logger.addAppender(log);
    write(USERS, user("secret"));
    write(ANCHORS, ROOT.pem());
    write(CRLS, ROOT.crl().pem() + NEXT.crl().pem());
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void removesProxyUserDespiteBrokenCrl() {
    try (Engine engine = engine(Map.of()).build()) {
      assertAccepted(engine, "secret", CLIENT);

      write(CRLS, "broken");
      write(USERS, user("next"));
      engine.reloader().check();

      assertRefused(engine, "secret", CLIENT, Reason.PROXY_CREDENTIAL_WRONG);
      assertAccepted(engine, "next", CLIENT);
      assertThat(reloads("loaded")).isOne();
      assertThat(reloads("failed")).isOne();
    }
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void removesAnchorDespiteBrokenCrl() {
    try (Engine engine = engine(Map.of()).build()) {
      write(CRLS, "broken");
      write(ANCHORS, NEXT.pem());
      engine.reloader().check();

      assertRefused(engine, "secret", CLIENT, Reason.CERTIFICATE_UNTRUSTED);
      assertAccepted(engine, "secret", NEXT_CLIENT);
    }
  }

  @ExpectedLog({"code=revocation-unavailable-accepted", "event=reload-failed"})
  @Test
  void anchorWaitsForItsCrlIfUnavailableRevocationIsAccepted() {
    Map<String, String> accept = Map.of("client.revocation.on-unavailable", "accept");
    try (Engine engine = engine(accept).build()) {
      write(CRLS, "broken");
      write(ANCHORS, NEXT.pem());
      write(USERS, user("next"));
      engine.reloader().check();
      assertRefused(engine, "next", NEXT_CLIENT, Reason.CERTIFICATE_UNTRUSTED);
      assertAccepted(engine, "next", CLIENT);

      write(CRLS, NEXT.crl().revoke(NEXT_CLIENT).pem());
      engine.reloader().check();
      assertRefused(engine, "next", NEXT_CLIENT, Reason.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void rejectsAPipeAtTheStart() {
    pipe("pipe");
    link("pipe", ANCHORS);

    assertThatThrownBy(() -> engine(Map.of()).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("[unreadable-file]")
        .hasMessageContaining(ANCHORS + " cannot be read: it is not a regular file");
  }

  @Test
  void rejectsAPipeAsPropertiesFile() {
    pipe("pipe");

    assertThatThrownBy(
            () ->
                new EngineBuilder()
                    .set("proxymtls.config", folder.resolve("pipe").toString())
                    .build())
        .hasMessageContaining("[config-file]")
        .hasMessageContaining("it is not a regular file");
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void fileThatBecomesAPipeDelaysItsKindOnly() {
    try (Engine engine = engine(Map.of()).build()) {
      pipe("pipe");
      link("pipe", ANCHORS);
      write(USERS, user("next"));
      engine.reloader().check();
      assertAccepted(engine, "next", CLIENT);
      assertThat(reloads("failed")).isOne();

      write("regular", NEXT.pem());
      link("regular", ANCHORS);
      engine.reloader().check();
      assertAccepted(engine, "next", NEXT_CLIENT);
      assertThat(reloads("failed")).isOne();
      assertThat(reloads("overdue")).isZero();
    }
  }

  @ExpectedLog("event=reload-overdue")
  @Test
  void hangingFileDelaysItsKindOnlyAndIsLoggedOnceAndCountedAtEveryCheck() {
    try (Engine engine = engine(Map.of()).files(UNCHECKED, SHORT).build()) {
      pipe("pipe");
      link("pipe", ANCHORS);
      write(USERS, user("next"));
      engine.reloader().check();
      assertRefused(engine, "secret", CLIENT, Reason.PROXY_CREDENTIAL_WRONG);
      assertAccepted(engine, "next", CLIENT);

      write(USERS, user("other"));
      engine.reloader().check();
      assertAccepted(engine, "other", CLIENT);
      assertThat(reloads("loaded")).isEqualTo(2);
      assertThat(reloads("overdue")).isEqualTo(2);
      assertThat(logged(Level.ERROR, "event=reload-overdue")).isOne();
      assertThat(threads("proxymtls-read-trust-anchors")).as("one stuck thread a kind").isOne();

      write("pipe", NEXT.pem());
      await("proxymtls-read-trust-anchors");
      write("regular", NEXT.pem());
      link("regular", ANCHORS);
      engine.reloader().check();
      assertAccepted(engine, "other", NEXT_CLIENT);
      assertThat(reloads("overdue")).isEqualTo(2);
    }
  }

  @ExpectedLog({"event=reload-overdue", "event=thread-left"})
  @Test
  void closeReturnsAndLogsDespiteHangingFile() {
    Engine engine = engine(Map.of()).files(UNCHECKED, SHORT).build();
    pipe("pipe");
    link("pipe", ANCHORS);
    engine.reloader().check();

    engine.close();
    assertThat(logged(Level.WARN, "event=thread-left kind=trust-anchors")).isOne();

    write("pipe", "");
    await("proxymtls-read-trust-anchors");
  }

  @ExpectedLog("event=thread-left")
  @Test
  void hangingFileFailsTheStart() {
    pipe("pipe");
    link("pipe", ANCHORS);

    assertThatThrownBy(() -> engine(Map.of()).files(UNCHECKED, SHORT).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("[unreadable-file]")
        .hasMessageContaining(ANCHORS);

    write("pipe", "");
    await("proxymtls-read-trust-anchors");
  }

  @Test
  void changingFileDelaysItsKindOnly() {
    AtomicInteger readings = new AtomicInteger(-1);
    FileSource growing =
        file -> {
          byte[] content = file.read();
          boolean grows = readings.get() >= 0 && file.path().endsWith(ANCHORS);
          return grows
              ? (NEXT.pem() + "\n".repeat(readings.incrementAndGet()))
                  .getBytes(StandardCharsets.US_ASCII)
              : content;
        };
    try (Engine engine = engine(Map.of()).files(growing, FileReaders.LIMIT).build()) {
      readings.set(0);
      write(USERS, user("next"));
      engine.reloader().check();

      assertAccepted(engine, "next", CLIENT);
      assertRefused(engine, "next", NEXT_CLIENT, Reason.CERTIFICATE_UNTRUSTED);
      assertThat(reloads("loaded")).isOne();
      assertThat(reloads("failed")).isZero();
    }
  }

  @Test
  void loadsSetThatIsReplacedDuringReadingAsAWhole() {
    AtomicInteger replacements = new AtomicInteger();
    FileSource replaced =
        file -> {
          byte[] content = file.read();
          if (file.path().endsWith(CRLS) && replacements.getAndIncrement() == 2) {
            write(ANCHORS, NEXT.pem());
            write(USERS, user("next"));
          }
          return content;
        };
    try (Engine engine = engine(Map.of()).files(replaced, FileReaders.LIMIT).build()) {
      write(CRLS, NEXT.crl().pem());
      engine.reloader().check();

      assertAccepted(engine, "next", NEXT_CLIENT);
      assertThat(reloads("loaded")).isOne();
    }
  }

  private EngineBuilder engine(Map<String, String> more) {
    Map<String, String> keys = new TreeMap<>(more);
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.users-file", folder.resolve(USERS).toString());
    keys.put("client.trust-anchors", folder.resolve(ANCHORS).toString());
    keys.put("client.revocation.methods", "crl");
    keys.put("client.revocation.crls", folder.resolve(CRLS).toString());
    keys.put("reload-interval", "0");
    keys.put("warn-before", "0");
    EngineBuilder builder = new EngineBuilder().listener(new ProxyMtlsMeters(meters));
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder;
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void link(String target, String name) {
    try {
      Files.delete(folder.resolve(name));
      Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pipe(String name) {
    try {
      Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start();
      assertThat(mkfifo.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private double reloads(String outcome) {
    return meters.counter("proxymtls.reloads", "outcome", outcome).count();
  }

  private long logged(Level level, String text) {
    return log.list.stream()
        .filter(event -> event.getLevel() == level && event.getFormattedMessage().contains(text))
        .count();
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .count();
  }

  private static void await(String thread) {
    Awaitility.await().until(() -> threads(thread) == 0);
  }

  private static void assertAccepted(Engine engine, String password, Pki.Held client) {
    assertThat(decide(engine, password, client)).isInstanceOf(Decision.Accepted.class);
  }

  private static void assertRefused(
      Engine engine, String password, Pki.Held client, Reason reason) {
    assertThat(decide(engine, password, client))
        .isInstanceOfSatisfying(
            Decision.Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  private static Decision decide(Engine engine, String password, Pki.Held client) {
    byte[] credential = ("edge-1:" + password).getBytes(StandardCharsets.UTF_8);
    String value = "Basic " + Base64.getEncoder().encodeToString(credential);
    return engine.decide(new Facts().and("Proxy-Authorization", value).with(client));
  }

  private static String user(String password) {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    return "edge-1:" + OpenBSDBCrypt.generate("2y", password.toCharArray(), salt, 4) + "\n";
  }
}
