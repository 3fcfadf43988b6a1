package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A client whose authority is the proxies', too, may get a certificate with a proxy's name. */
class SharedAnchorTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority CLIENTS = PKI.root("Clients");
  private static final Pki.Authority ISSUING = CLIENTS.intermediate("Issuing");
  private static final Pki.Authority PROXIES = PKI.root("Proxies");
  private static final Pki.Authority MESH = PKI.root("Mesh");

  @TempDir Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ProxyMtls.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void hear() {
    logger.detachAppender(log);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private Engine engine(String proxies, Map<String, String> more) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "mtls");
    keys.put("proxy.mtls.trust-anchors", file("proxies.pem", proxies));
    keys.put("proxy.mtls.san-dns", "proxy.example");
    keys.put("client.trust-anchors", file("clients.pem", CLIENTS.pem()));
    keys.put("reload-interval", "0");
    keys.putAll(more);
    EngineBuilder builder = new EngineBuilder();
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private List<String> warnings() {
    return log.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("code=trust-anchor-shared"))
        .toList();
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void warnsAtStartOfAnAnchorThatProxiesAndClientsShare() throws IOException {
    try (Engine engine = engine(PROXIES.pem() + CLIENTS.pem(), Map.of())) {
      assertThat(engine.snapshot()).isNotNull();
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains(
            "'CN=Clients'",
            "where=\"proxymtls.proxy.mtls.trust-anchors, set in code\"",
            "proxymtls.proxy.mtls.sha256");
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void warnsOfAnotherCertificateOfTheSameKey() throws IOException {
    Pki.Authority crossSigned =
        PROXIES.intermediateBuilder("Other name").keys(CLIENTS.held().keys()).issueAuthority();
    engine(crossSigned.pem(), Map.of()).close();

    assertThat(warnings()).hasSize(1);
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void warnsOfAnAnchorOfTheProxiesThatIsAnIntermediateOfTheClients() throws IOException {
    String intermediates = file("intermediates.pem", ISSUING.pem());
    engine(ISSUING.pem(), Map.of("client.intermediates", intermediates)).close();

    assertThat(warnings()).singleElement().asString().contains("'CN=Issuing'");
  }

  @Test
  void doesNotWarnWhereProxiesHaveAnAuthorityOfTheirOwn() throws IOException {
    engine(PROXIES.pem(), Map.of()).close();

    assertThat(warnings()).isEmpty();
  }

  private void startTwoProfiles(Map<String, String> more) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("profiles", "edge,mesh");
    for (String profile : List.of("edge", "mesh")) {
      keys.put("profile." + profile + ".format", profile.equals("edge") ? "nginx" : "rfc9440");
      keys.put("profile." + profile + ".proxy.authentication", "mtls");
      keys.put("profile." + profile + ".proxy.mtls.san-dns", profile + ".example");
    }
    keys.put("profile.edge.proxy.mtls.trust-anchors", file("edge.pem", PROXIES.pem()));
    keys.put("profile.edge.client.trust-anchors", file("customers.pem", CLIENTS.pem()));
    keys.put("profile.mesh.proxy.mtls.trust-anchors", file("mesh.pem", MESH.pem()));
    keys.put("profile.mesh.client.trust-anchors", file("services.pem", ISSUING.pem()));
    keys.putAll(more);
    EngineBuilder builder = new EngineBuilder();
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    builder.build().close();
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void warnsOfAnAnchorThatProxiesOfOneProfileShareWithClientsOfAnother() throws IOException {
    startTwoProfiles(Map.of());
    assertThat(warnings()).isEmpty();

    startTwoProfiles(
        Map.of("profile.mesh.proxy.mtls.trust-anchors", file("shared.pem", CLIENTS.pem())));
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("where=\"proxymtls.profile.mesh.proxy.mtls.trust-anchors");
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void warnsOfAnAnchorThatProxiesShareWithClientsOnTheContainersOwnTls() throws IOException {
    startTwoProfiles(
        Map.of(
            "client.source",
            "header-or-tls",
            "client.trust-anchors",
            file("direct.pem", PROXIES.pem())));
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("where=\"proxymtls.profile.edge.proxy.mtls.trust-anchors");
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void warnsOnceAfterAReloadThatMakesThemShare() throws IOException {
    try (Engine engine = engine(PROXIES.pem(), Map.of())) {
      String both = PROXIES.pem() + CLIENTS.pem();
      file("proxies.pem", both);
      engine.reloader().check();
      assertThat(warnings()).hasSize(1);

      file("proxies.pem", both + "\n");
      engine.reloader().check();
      assertThat(warnings()).hasSize(1);
    }
  }
}
