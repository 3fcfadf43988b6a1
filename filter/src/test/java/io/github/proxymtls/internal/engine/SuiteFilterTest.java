package io.github.proxymtls.internal.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.path.LoopbackFile;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.suites.Crls;
import io.github.proxymtls.suites.Limbo;
import io.github.proxymtls.suites.Malformed;
import io.github.proxymtls.suites.Ocsp;
import io.github.proxymtls.suites.Pkits;
import io.github.proxymtls.suites.Replay;
import io.github.proxymtls.suites.RevocationCase;
import io.github.proxymtls.suites.SuiteCase;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Replays the suites through the whole filter as it runs in production: the case's chain arrives in
 * headers, its anchors are the configured ones, and the clock tells its time.
 */
@Tag("slow")
class SuiteFilterTest {

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";
  private static final String CREDENTIAL =
      "Basic " + base64("edge-1:secret".getBytes(StandardCharsets.US_ASCII));

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(ProxyMtls.class);

  @TempDir Path folder;

  /** Every engine says that revocation is off. */
  @BeforeAll
  static void quieten() {
    LOG.setLevel(Level.ERROR);
  }

  @AfterAll
  static void restore() {
    LOG.setLevel(null);
  }

  @Test
  void limbo() {
    Replay.check(
        "x509-limbo, filter", Limbo.cases(), Limbo.FOLDER.resolve("filter.txt"), this::outcome);
  }

  @Test
  void pkits() {
    Replay.check(
        "NIST PKITS, filter", Pkits.cases(), Pkits.FOLDER.resolve("filter.txt"), this::outcome);
  }

  /** Fetched, since a file that cannot be read hinders the start, which is no answer. */
  @AllowedLog("event=crl-unavailable")
  @Test
  void revocationLists() throws IOException {
    try (LoopbackFile lists = LoopbackFile.start("application/pkix-crl")) {
      replay(Crls.FOLDER, Crls.signedAnew(), lists, Map.of("methods", "crl", "crls", at(lists)));
    }
  }

  /** A configured responder gives the same answer to every request. */
  @Test
  void ocspResponses() throws IOException {
    try (LoopbackFile responder = LoopbackFile.start("application/ocsp-response")) {
      replay(
          Ocsp.FOLDER,
          Ocsp.signedAnew(),
          responder,
          Map.of("methods", "ocsp", "ocsp-responder", at(responder)));
    }
  }

  private static String at(LoopbackFile file) {
    return file.uri().toString();
  }

  private void replay(
      Path suite, List<RevocationCase> cases, LoopbackFile responses, Map<String, String> keys) {
    Replay.check(
        suite.getFileName() + ", filter",
        cases,
        suite.resolve("filter.txt"),
        test -> {
          responses.set(test.response());
          return outcome(test.path(), keys);
        });
  }

  /** The leaves are no TLS clients, and only these tests wait for a fetch. */
  private String outcome(SuiteCase test, Map<String, String> keys) {
    Clock clock = Clock.fixed(test.time(), ZoneOffset.UTC);
    EngineBuilder builder =
        builder(clock, anchors(test.anchors()))
            .set("proxymtls.client.extended-key-usage", "any")
            .set("proxymtls.client.revocation.timeout", "60s");
    keys.forEach((key, value) -> builder.set("proxymtls.client.revocation." + key, value));
    return outcome(test, builder);
  }

  /** No CA issued them: only a pin can accept one, if it is well-formed and strong enough. */
  @Test
  void malformedCertificates() throws IOException {
    String foreign = Pki.create().root("Root").pem();
    Path anchors = Files.writeString(folder.resolve("foreign.pem"), foreign);
    Replay.check(
        "malformed-certs, filter",
        Malformed.cases(),
        Malformed.FOLDER.resolve("filter.txt"),
        test -> {
          try (Engine engine =
              builder(Clock.fixed(test.time(), ZoneOffset.UTC), anchors)
                  .set("proxymtls.client.self-signed", "pinned")
                  .build()) {
            String code = code(engine.decide(request(test)));
            return code.equals(Reason.CERTIFICATE_NOT_PINNED.code()) ? Replay.ACCEPT : code;
          }
        });
  }

  private String outcome(SuiteCase test) {
    Clock clock = Clock.fixed(test.time(), ZoneOffset.UTC);
    EngineBuilder builder = builder(clock, anchors(test.anchors()));
    if (!test.crls().isEmpty()) {
      builder
          .set("proxymtls.client.revocation.methods", "crl")
          .set("proxymtls.client.revocation.crls", lists(test).toString());
    }
    return outcome(test, builder);
  }

  private static String outcome(SuiteCase test, EngineBuilder builder) {
    try (Engine engine = builder.build()) {
      return code(engine.decide(request(test)));
    } catch (ConfigurationException e) {
      return Replay.NO_START + e.problems().get(0).code();
    }
  }

  private static String code(Decision decision) {
    return decision instanceof Decision.Rejected rejected
        ? rejected.reason().code()
        : Replay.ACCEPT;
  }

  private static EngineBuilder builder(Clock clock, Path anchors) {
    return new EngineBuilder()
        .clock(clock)
        .set("proxymtls.format", "rfc9440")
        .set("proxymtls.proxy.authentication", "basic")
        .set("proxymtls.proxy.basic.user", "edge-1")
        .set("proxymtls.proxy.basic.password-hash", HASH)
        .set("proxymtls.client.trust-anchors", anchors.toString());
  }

  private Path anchors(List<byte[]> ders) {
    return write("anchors.pem", pem("CERTIFICATE", ders));
  }

  /** The signers of lists may be among the others. */
  private Path lists(SuiteCase test) {
    return write("lists.pem", pem("X509 CRL", test.crls()) + pem("CERTIFICATE", test.others()));
  }

  private static String pem(String label, List<byte[]> ders) {
    return ders.stream()
        .map(
            der -> "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64(der)))
        .collect(Collectors.joining());
  }

  private Path write(String file, String content) {
    try {
      return Files.writeString(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Facts request(SuiteCase test) {
    Facts leaf =
        new Facts()
            .and("Proxy-Authorization", CREDENTIAL)
            .and("Client-Cert", ":" + base64(test.leaf()) + ":");
    String chain =
        test.others().stream()
            .map(der -> ":" + base64(der) + ":")
            .collect(Collectors.joining(", "));
    return chain.isEmpty() ? leaf : leaf.and("Client-Cert-Chain", chain);
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
