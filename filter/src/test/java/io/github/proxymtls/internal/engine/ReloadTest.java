package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.MountedVolume;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The effect of changed files at each check. They are in a volume as Kubernetes mounts one: a
 * change swaps a symbolic link, and the path of a file then leads to another file.
 */
class ReloadTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Authority ISSUER = ROOT.intermediate("Example Issuing CA");
  private static final Pki.Authority NEXT_ROOT = PKI.root("Example Root");
  private static final Pki.Authority NEXT_ISSUER = NEXT_ROOT.intermediate("Example Issuing CA");
  private static final Pki.Held CLIENT = ISSUER.client("svc").issue();
  private static final Pki.Held NEXT_CLIENT = NEXT_ISSUER.client("svc").issue();
  private static final Pki.Authority PROXIES = PKI.root("Example Proxy CA");
  private static final Pki.Authority NEXT_PROXIES = PKI.root("Example Proxy CA");

  private static final String ANCHORS = "anchors.pem";
  private static final String INTERMEDIATES = "intermediates.pem";
  private static final String USERS = "users";
  private static final String PROXY_ANCHORS = "proxies.pem";

  private static final Map<String, String> GOOD =
      Map.of(
          ANCHORS, ROOT.pem(),
          INTERMEDIATES, ISSUER.pem(),
          USERS, line("edge-1", "secret"),
          PROXY_ANCHORS, PROXIES.pem());

  @TempDir Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ProxyMtls.class);
  private int reloaded;
  private int failed;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void hear() {
    logger.detachAppender(log);
  }

  @Test
  void reloadsAnchorsAndIntermediatesOfSwappedLinkTwice() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      assertAccepted(engine, proxy("secret").with(CLIENT));
      assertRefused(engine, proxy("secret").with(NEXT_CLIENT), Reason.CERTIFICATE_UNTRUSTED);

      publish(engine, volume, Map.of(ANCHORS, NEXT_ROOT.pem(), INTERMEDIATES, NEXT_ISSUER.pem()));
      assertRefused(engine, proxy("secret").with(CLIENT), Reason.CERTIFICATE_UNTRUSTED);
      assertAccepted(engine, proxy("secret").with(NEXT_CLIENT));

      publish(engine, volume, Map.of());
      assertAccepted(engine, proxy("secret").with(CLIENT));
      assertRefused(engine, proxy("secret").with(NEXT_CLIENT), Reason.CERTIFICATE_UNTRUSTED);

      assertThat(reloaded).isEqualTo(2);
      assertThat(failed).isZero();
    }
  }

  @Test
  void reloadsIntermediatesAlone() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      assertAccepted(engine, proxy("secret").with(CLIENT));

      publish(engine, volume, Map.of(INTERMEDIATES, NEXT_ISSUER.pem()));
      assertRefused(engine, proxy("secret").with(CLIENT), Reason.CERTIFICATE_UNTRUSTED);

      publish(engine, volume, Map.of());
      assertAccepted(engine, proxy("secret").with(CLIENT));
    }
  }

  @ExpectedLog("code=bcrypt-cost")
  @Test
  void warnsOfBcryptAboveCostTenAfterAReloadToo() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      assertThat(log.list).noneMatch(event -> event.toString().contains("bcrypt-cost"));

      String slow = OpenBSDBCrypt.generate("2y", "secret".toCharArray(), new byte[16], 11);
      publish(engine, volume, Map.of(USERS, "edge-1:" + slow));
      assertThat(log.list)
          .anyMatch(event -> event.getFormattedMessage().contains("code=bcrypt-cost"));
    }
  }

  @Test
  void reloadsUsersOfSwappedLinkTwice() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      assertAccepted(engine, proxy("secret").with(CLIENT));

      publish(engine, volume, Map.of(USERS, line("edge-1", "next")));
      assertRefused(engine, proxy("secret").with(CLIENT), Reason.PROXY_CREDENTIAL_WRONG);
      assertAccepted(engine, proxy("next").with(CLIENT));

      publish(engine, volume, Map.of(USERS, line("edge-2", "next")));
      assertRefused(engine, proxy("next").with(CLIENT), Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reloaded).isEqualTo(2);
    }
  }

  @Test
  void reloadsAnchorsOfProxiesOfSwappedLinkTwice() {
    MountedVolume volume = volume();
    Facts before = new Facts().tls(PROXIES.client("edge-1").issue()).with(CLIENT);
    Facts after = new Facts().tls(NEXT_PROXIES.client("edge-1").issue()).with(CLIENT);
    try (Engine engine =
        engine(
            volume,
            Map.of(
                "proxy.authentication", "mtls",
                "proxy.mtls.trust-anchors", volume.path(PROXY_ANCHORS).toString(),
                "proxy.mtls.subject-dn", "CN=edge-1"))) {
      assertAccepted(engine, before);
      assertThat(decide(engine, after)).isInstanceOf(Decision.Rejected.class);

      publish(engine, volume, Map.of(PROXY_ANCHORS, NEXT_PROXIES.pem()));
      assertThat(decide(engine, before)).isInstanceOf(Decision.Rejected.class);
      assertAccepted(engine, after);

      publish(engine, volume, Map.of());
      assertAccepted(engine, before);
      assertThat(decide(engine, after)).isInstanceOf(Decision.Rejected.class);
    }
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void keepsLastGoodSetAndLogsAndCountsEveryBadOne() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      Snapshot good = engine.snapshot();
      int checks = 0;
      for (Map<String, String> bad :
          List.of(
              Map.of(ANCHORS, ""),
              Map.of(ANCHORS, ROOT.pem().substring(0, 200)),
              Map.of(ANCHORS, CLIENT.certificatePem()),
              Map.of(ANCHORS, CLIENT.privateKeyPem()),
              Map.of(ANCHORS, ROOT.pem() + NEXT_ROOT.pem().substring(0, 200)),
              Map.of(INTERMEDIATES, ISSUER.pem().replace('A', '!')),
              Map.of(INTERMEDIATES, CLIENT.certificatePem()),
              Map.of(USERS, "edge-1"),
              Map.of(USERS, "edge-1:secret"),
              Map.of(USERS, line("edge-1", "secret") + line("edge-1", "next")))) {
        publish(engine, volume, bad);
        assertThat(engine.snapshot()).as(bad.toString()).isSameAs(good);
        assertThat(failed).as(bad.toString()).isEqualTo(++checks);
        assertAccepted(engine, proxy("secret").with(CLIENT));
      }
      assertThat(errors()).isGreaterThanOrEqualTo(checks);
      assertThat(reloaded).isZero();

      publish(engine, volume, Map.of(ANCHORS, NEXT_ROOT.pem()));
      assertThat(reloaded).isOne();
      assertRefused(engine, proxy("secret").with(CLIENT), Reason.CERTIFICATE_UNTRUSTED);
      assertThat(failed).isEqualTo(checks);
    }
    assertNothingPrivateIsLogged();
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void keepsLastGoodSetWhileAFileIsMissing() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      Snapshot good = engine.snapshot();
      Map<String, String> fewer = new HashMap<>(GOOD);
      fewer.remove(INTERMEDIATES);
      volume.publish(fewer);
      engine.reloader().check();
      engine.reloader().check();
      assertThat(engine.snapshot()).isSameAs(good);
      assertThat(failed).isEqualTo(2);

      publish(engine, volume, Map.of());
      assertThat(engine.snapshot()).isSameAs(good);
      publish(engine, volume, Map.of(ANCHORS, NEXT_ROOT.pem()));
      assertThat(engine.snapshot()).isNotSameAs(good);
      assertThat(failed).isEqualTo(2);
    }
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void logsBadSetOnceAndCountsItAtEveryCheck() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      publish(engine, volume, Map.of(ANCHORS, "broken"));
      long first = errors();
      engine.reloader().check();
      assertThat(errors()).isEqualTo(first).isPositive();
      assertThat(failed).isEqualTo(2);

      publish(engine, volume, Map.of(ANCHORS, "broken otherwise"));
      assertThat(errors()).isEqualTo(2 * first);
    }
  }

  @Test
  void reloadsOnChangedContentNotOnChangedDate() throws IOException {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      Snapshot first = engine.snapshot();
      publish(engine, volume, Map.of());
      assertThat(engine.snapshot()).isSameAs(first);
      assertThat(reloaded).isZero();

      Path anchors = volume.path(ANCHORS).toRealPath();
      var date = Files.getLastModifiedTime(anchors);
      Files.writeString(anchors, NEXT_ROOT.pem());
      Files.setLastModifiedTime(anchors, date);
      engine.reloader().check();
      assertThat(engine.snapshot()).isNotSameAs(first);
    }
  }

  @Test
  void requestUsesOneSnapshotToItsEnd() {
    MountedVolume volume = volume();
    try (Engine engine = engine(volume)) {
      Snapshot taken = engine.snapshot();
      publish(engine, volume, Map.of(ANCHORS, NEXT_ROOT.pem()));
      assertThat(taken.decide(EndpointKind.PLAIN, proxy("secret").with(CLIENT)))
          .isInstanceOf(Decision.Accepted.class);
      assertRefused(engine, proxy("secret").with(CLIENT), Reason.CERTIFICATE_UNTRUSTED);
    }
  }

  private MountedVolume volume() {
    MountedVolume volume = new MountedVolume(folder);
    volume.publish(GOOD);
    return volume;
  }

  private static Map<String, String> with(Map<String, String> changes) {
    Map<String, String> files = new HashMap<>(GOOD);
    files.putAll(changes);
    return files;
  }

  /** Publishes the good set with changes, and has it looked at. */
  private static void publish(Engine engine, MountedVolume volume, Map<String, String> changes) {
    volume.publish(with(changes));
    engine.reloader().check();
  }

  private Engine engine(MountedVolume volume) {
    return engine(
        volume,
        Map.of(
            "proxy.authentication",
            "basic",
            "proxy.basic.users-file",
            volume.path(USERS).toString()));
  }

  private Engine engine(MountedVolume volume, Map<String, String> proxy) {
    Map<String, String> keys = new TreeMap<>(proxy);
    keys.put("format", "nginx");
    keys.put("client.trust-anchors", volume.path(ANCHORS).toString());
    keys.put("client.intermediates", volume.path(INTERMEDIATES).toString());
    keys.put("reload-interval", "0");
    EngineBuilder builder = new EngineBuilder().listener(listener());
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private ProxyMtlsListener listener() {
    return new ProxyMtlsListener() {
      @Override
      public void reloaded() {
        reloaded++;
      }

      @Override
      public void reloadFailed() {
        failed++;
      }
    };
  }

  private long errors() {
    return log.list.stream().filter(event -> event.getLevel() == Level.ERROR).count();
  }

  private void assertNothingPrivateIsLogged() {
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isNotEmpty()
        .noneMatch(
            line -> line.contains("$2y$0") || line.contains("secret") || line.contains("MII"));
  }

  private static Decision decide(Engine engine, Facts request) {
    return engine.decide(request);
  }

  private static void assertAccepted(Engine engine, Facts request) {
    assertThat(decide(engine, request)).isInstanceOf(Decision.Accepted.class);
  }

  private static void assertRefused(Engine engine, Facts request, Reason reason) {
    assertThat(decide(engine, request))
        .isInstanceOfSatisfying(
            Decision.Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  private static Facts proxy(String password) {
    byte[] credential = ("edge-1:" + password).getBytes(StandardCharsets.UTF_8);
    return new Facts()
        .and("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(credential));
  }

  private static String line(String user, String password) {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    return user + ":" + OpenBSDBCrypt.generate("2y", password.toCharArray(), salt, 4) + "\n";
  }
}
