package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.Health;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.MountedVolume;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The warnings at the start, after a reload and once a day. */
class NoticesTest {

  private static final String HASH = "$2y$04$MDEyMzQ1Njc4OWFiY2RlZe7nE7ZQpSg7hY7rJ0Y9q6gC8mT4oR1Wy";
  private static final String OTHER_HASH =
      "$2y$04$MDEyMzQ1Njc4OWFiY2RlZe7nE7ZQpSg7hY7rJ0Y9q6gC8mT4oR1Wu";

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private final Pki pki = Pki.create(clock);
  private final Pki.Authority root = pki.root("Example Root");
  private final Pki.Authority proxies = pki.root("Example Proxy CA");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ProxyMtls.class);
  private final Map<String, String> files = new HashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private MountedVolume volume;

  @BeforeEach
  void listen() {
    volume = new MountedVolume(folder);
    files.put("anchors.pem", root.pem());
    files.put("users", "edge-1:" + HASH + "\n");
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.users-file", volume.path("users").toString());
    keys.put("client.trust-anchors", volume.path("anchors.pem").toString());
    keys.put("reload-interval", "0");
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void hear() {
    logger.detachAppender(log);
  }

  @Test
  void saysInOneLineWhatIsInForce() {
    try (Engine engine = start()) {
      assertThat(engine.snapshot()).isNotNull();
      assertThat(lines("event=started"))
          .singleElement()
          .asString()
          .isEqualTo(
              "event=started source=header format=nginx headers=ssl-client-cert,ssl-client-verify"
                  + " proxy=basic untrusted-peer=reject certificate=required validation=pkix"
                  + " revocation=off extended-key-usage=client-auth allow=off"
                  + " principal=subject-dn session=bound include=/* exclude=none binding=off"
                  + " limits=header-length:32KB,chain-header-length:64KB,certificate-size:12KB,"
                  + "chain-certificates:10,form-body:64KB cache=64MB,5m"
                  + " cache-control=default reload=off warn-before=30d audit=off"
                  + " off=allow-list,binding,reload,revocation");
    }
  }

  @Test
  void saysWhatEachProfileHasInForce() {
    keys.clear();
    keys.put("profiles", "edge,mesh");
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.users-file", volume.path("users").toString());
    keys.put("client.trust-anchors", volume.path("anchors.pem").toString());
    keys.put("profile.edge.format", "nginx");
    keys.put("profile.mesh.format", "rfc9440");
    keys.put("profile.mesh.proxy.authentication", "mtls");
    keys.put("profile.mesh.proxy.mtls.trust-anchors", volume.path("proxies.pem").toString());
    keys.put("profile.mesh.proxy.mtls.san-dns", "edge.example");
    files.put("proxies.pem", proxies.pem());
    try (Engine engine = start()) {
      assertThat(engine.snapshot()).isNotNull();
      assertThat(lines("event=started"))
          .singleElement()
          .asString()
          .contains(" profile=edge format=nginx ")
          .contains(
              " profile=mesh format=rfc9440 headers=Client-Cert,Client-Cert-Chain proxy=mtls ");
    }
  }

  @Test
  void saysThatTheKeyOfTheWarningHasDays() {
    keys.put("warn-before", "90d");
    try (Engine engine = start()) {
      assertThat(engine.snapshot().configuration().warnBefore()).isEqualTo(Duration.ofDays(90));
    }
  }

  @ExpectedLog("code=expires-soon")
  @Test
  void warnsOfAnAnchorThatExpiresWithinThirtyDaysAndNotOfOneThatExpiresLater() {
    Instant limit = clock.instant().plus(Duration.ofDays(30));
    files.put("anchors.pem", root.pem() + anchor("Old Root", limit).pem() + later(limit).pem());
    try (Engine engine = start()) {
      assertThat(engine.snapshot()).isNotNull();
      assertThat(warnings())
          .singleElement()
          .asString()
          .contains("the trust anchor 'CN=Old Root' expires at " + limit)
          .contains("where=\"proxymtls.client.trust-anchors, set in code\"");
    }
  }

  @ExpectedLog("code=expired")
  @Test
  void warnsOfAnExpiredIntermediateOnceADay() {
    Pki.Authority expiring = anchor("Old Issuer", clock.instant().plus(Duration.ofDays(40)));
    files.put("intermediates.pem", expiring.pem());
    keys.put("client.intermediates", volume.path("intermediates.pem").toString());
    keys.put("warn-before", "0");
    try (Engine engine = start()) {
      assertThat(warnings()).isEmpty();

      clock.pass(Duration.ofDays(40));
      engine.reloader().remind();
      engine.reloader().remind();
      assertThat(lines("code=expired"))
          .singleElement()
          .asString()
          .contains("the intermediate certificate 'CN=Old Issuer' expired at ");

      clock.pass(Duration.ofHours(23));
      engine.reloader().remind();
      assertThat(lines("code=expired")).hasSize(1);
      clock.pass(Duration.ofHours(1));
      engine.reloader().remind();
      assertThat(lines("code=expired")).hasSize(2);
    }
  }

  @ExpectedLog("code=expires-soon")
  @Test
  void namesTheProfileWhoseProxiesAnchorExpires() {
    saysWhatEachProfileHasInForce();
    Pki.Authority old = anchor("Old Proxy CA", clock.instant().plus(Duration.ofDays(3)));
    files.put("proxies.pem", old.pem());
    log.list.clear();
    try (Engine engine = start()) {
      assertThat(engine.snapshot()).isNotNull();
      assertThat(warnings())
          .singleElement()
          .asString()
          .contains("the proxies' trust anchor 'CN=Old Proxy CA' expires at ")
          .contains("proxymtls.profile.mesh.proxy.mtls.trust-anchors, set in code");
    }
  }

  @ExpectedLog({"code=crl-missing", "code=expires-soon"})
  @Test
  void warnsOfACaWithoutACrlAndOfACrlThatExpires() {
    Pki.Authority issuer = root.intermediate("Example Issuing CA");
    Pki.Authority renewed = pki.root("Example Root");
    files.put("intermediates.pem", issuer.pem());
    files.put("crls.pem", root.crl().nextUpdate(soon()).pem() + renewed.crl().pem());
    keys.put("client.intermediates", volume.path("intermediates.pem").toString());
    keys.put("client.revocation.methods", "crl");
    keys.put("client.revocation.crls", volume.path("crls.pem").toString());
    try (Engine engine = start()) {
      assertThat(lines("code=crl-missing"))
          .singleElement()
          .asString()
          .contains("no CRL of the CA 'CN=Example Issuing CA'")
          .contains("503 (revocation-unavailable)");
      assertThat(lines("code=expires-soon"))
          .anyMatch(line -> line.contains("the CRL 'CN=Example Root' expires at " + soon()));

      log.list.clear();
      files.put(
          "crls.pem", root.crl().nextUpdate(soon()).pem() + issuer.crl().nextUpdate(soon()).pem());
      publish(engine);
      assertThat(lines("code=crl-missing")).isEmpty();
    }
  }

  @ExpectedLog("code=crl-missing")
  @Test
  void doesNotTakeTheCrlOfAnotherKeyForThatOfTheCa() {
    Pki.Authority renewed = pki.root("Example Root");
    files.put(
        "crls.pem", renewed.crl().nextUpdate(clock.instant().plus(Duration.ofDays(60))).pem());
    keys.put("client.revocation.methods", "crl");
    keys.put("client.revocation.crls", volume.path("crls.pem").toString());
    try (Engine engine = start()) {
      assertThat(engine.snapshot()).isNotNull();
      assertThat(lines("code=crl-missing")).hasSize(1);
    }
  }

  @Test
  void saysWhichUsersAndAnchorsAReloadAddedRemovedAndChanged() {
    try (Engine engine = start()) {
      Pki.Authority next = pki.root("Next Root");
      files.put("anchors.pem", next.pem());
      files.put("users", "edge-1:" + OTHER_HASH + "\nedge-2:" + HASH + "\n");
      publish(engine);
      assertThat(lines("event=reloaded"))
          .singleElement()
          .asString()
          .isEqualTo(
              "event=reloaded kinds=[users, trust-anchors]"
                  + " added=\"user 'edge-2', trust anchor 'CN=Next Root' until "
                  + next.certificate().getNotAfter().toInstant()
                  + "\" gone=\"trust anchor 'CN=Example Root' until "
                  + root.certificate().getNotAfter().toInstant()
                  + "\" changed=\"user 'edge-1'\"");

      files.put("users", "edge-2:" + HASH + "\n");
      publish(engine);
      assertThat(lines("event=reloaded").get(1))
          .isEqualTo("event=reloaded kinds=[users] added=\"\" gone=\"user 'edge-1'\" changed=\"\"");
    }
  }

  @Test
  void saysOnlyOfChangedRegistrationsThatTheyChanged() {
    keys.put("binding.clients", volume.path("clients.json").toString());
    keys.put("binding.client-authentication", "/token");
    files.put("clients.json", registrations("a.example", "b.example"));
    try (Engine engine = start()) {
      files.put("clients.json", registrations("a.example", "other.example"));
      publish(engine);
      assertThat(lines("event=reloaded"))
          .singleElement()
          .asString()
          .endsWith("added=\"\" gone=\"\" changed=\"registration 'two'\"");
    }
  }

  private static String registrations(String one, String two) {
    String registration =
        """
        {"client_id":"%s","token_endpoint_auth_method":"tls_client_auth","tls_client_auth_san_dns":"%s"}
        """;
    return "["
        + registration.formatted("one", one)
        + ","
        + registration.formatted("two", two)
        + "]";
  }

  @Test
  void showsAtMostTenNamesOfAReload() {
    try (Engine engine = start()) {
      StringBuilder users = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        users.append("user-").append(i).append(':').append(HASH).append('\n');
      }
      files.put("users", users.toString());
      publish(engine);
      assertThat(lines("event=reloaded")).singleElement().asString().contains(", 20 more\"");
    }
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void saysOnceThatAFileIsMissingAndOnceThatItIsBack() {
    try (Engine engine = start()) {
      String users = files.remove("users");
      publish(engine);
      publish(engine);
      publish(engine);
      assertThat(lines("event=reload-failed"))
          .singleElement()
          .asString()
          .contains("code=users-file-unreadable")
          .contains("it does not exist")
          .contains("where=\"proxymtls.proxy.basic.users-file, set in code\"")
          .contains("fix=");
      assertThat(lines("event=reload-recovered")).isEmpty();

      files.put("users", users);
      publish(engine);
      publish(engine);
      assertThat(lines("event=reload-recovered"))
          .singleElement()
          .asString()
          .contains("code=users-file-unreadable")
          .contains("where=\"proxymtls.proxy.basic.users-file, set in code\"")
          .contains("fix=");
      assertThat(lines("event=reloaded")).isEmpty();
    }
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void saysThatAMissingFileIsBackWithOtherContent() {
    try (Engine engine = start()) {
      files.remove("users");
      publish(engine);
      files.put("users", "edge-2:" + HASH + "\n");
      publish(engine);
      assertThat(lines("event=reload-recovered")).hasSize(1);
      assertThat(lines("event=reloaded")).hasSize(1);
    }
  }

  @ExpectedLog("code=subject-dn-reversed")
  @Test
  void keepsTheWarningsAboutFilesAndRulesThatDidNotChange() {
    keys.put("client.allow.subject-dn", "C=CH,CN=svc");
    keys.put("binding.clients", volume.path("clients.json").toString());
    keys.put("binding.client-authentication", "/token");
    files.put(
        "clients.json",
        """
        [{"client_id":"svc","token_endpoint_auth_method":"tls_client_auth",
          "tls_client_auth_subject_dn":"C=CH,CN=svc"}]
        """);
    try (Engine engine = start()) {
      List<Problem> before = engine.snapshot().warnings();
      assertThat(before)
          .extracting(Problem::where)
          .filteredOn(where -> where.contains("set in code"))
          .hasSizeGreaterThanOrEqualTo(2);
      assertThat(lines("code=subject-dn-reversed")).hasSize(2);

      for (String comment : List.of("# one\n", "# two\n")) {
        files.put("users", comment + "edge-1:" + HASH + "\n");
        publish(engine);
        assertThat(engine.snapshot().warnings())
            .filteredOn("code", "subject-dn-reversed")
            .hasSize(2);
      }
      files.put("anchors.pem", root.pem() + pki.root("Next Root").pem());
      publish(engine);
      assertThat(lines("code=subject-dn-reversed")).hasSize(2);
    }
  }

  @ExpectedLog({"code=expires-soon", "event=reload-failed"})
  @Test
  void healthNamesWhatExpiresAndWhatCannotBeReloaded() {
    files.put("anchors.pem", anchor("Old Root", soon()).pem());
    try (Engine engine = start()) {
      assertThat(engine.health().status()).isEqualTo(Health.Status.WARNING);
      assertThat(engine.health().problems())
          .extracting(Problem::code)
          .containsExactly("expires-soon");

      String users = files.remove("users");
      publish(engine);
      assertThat(engine.health().problems())
          .extracting(Problem::code)
          .containsExactly("expires-soon", "users-file-unreadable");

      files.put("users", users);
      publish(engine);
      assertThat(engine.health().problems())
          .extracting(Problem::code)
          .containsExactly("expires-soon");
    }
  }

  @ExpectedLog("code=expires-soon")
  @Test
  void healthIsDownOnceEveryAnchorHasExpiredAndNotBefore() {
    files.put("anchors.pem", root.pem() + anchor("Old Root", soon()).pem());
    try (Engine engine = start()) {
      clock.set(soon());
      assertThat(engine.health().status()).isEqualTo(Health.Status.WARNING);

      clock.set(root.certificate().getNotAfter().toInstant().plusSeconds(1));
      assertThat(engine.health().status()).isEqualTo(Health.Status.DOWN);
    }
  }

  @Test
  void healthNamesASourceWhoseLastLookUpFailed() {
    LookUps lookUps = new LookUps(new GuardedListener(List.of()));
    lookUps.done(LookUp.CRL, "https://ca.example/a.crl", false, 1);
    lookUps.done(LookUp.OCSP, "https://ocsp.example/a", false, 1);
    assertThat(lookUps.problems())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder("https://ca.example/a.crl", "ocsp");

    lookUps.done(LookUp.CRL, "https://ca.example/a.crl", true, 1);
    lookUps.done(LookUp.OCSP, "https://ocsp.example/b", true, 1);
    assertThat(lookUps.problems()).isEmpty();
  }

  private Instant soon() {
    return clock.instant().plus(Duration.ofDays(5));
  }

  private Pki.Authority later(Instant limit) {
    return anchor("Later Root", limit.plusSeconds(1));
  }

  private Pki.Authority anchor(String name, Instant end) {
    return pki.rootBuilder(name)
        .validity(clock.instant().minus(Duration.ofDays(1)), end)
        .issueAuthority();
  }

  private Engine start() {
    volume.publish(files);
    EngineBuilder builder = new EngineBuilder().clock(clock);
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private void publish(Engine engine) {
    volume.publish(files);
    engine.reloader().check();
  }

  private List<String> warnings() {
    return lines("event=configuration-warning").stream()
        .filter(line -> !line.contains("code=revocation-off"))
        // The switch of the integration tests, which reads like a key of the environment.
        .filter(line -> !line.contains("PROXYMTLS_REQUIRE_PROXIES"))
        .toList();
  }

  private List<String> lines(String part) {
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(part))
        .toList();
  }
}
