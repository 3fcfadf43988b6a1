package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.x509.NameRule;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.NamedCertificate;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that look alike, through the whole way of a request: {@code names/look-alikes.txt}. */
class LookAlikeTest {

  private static final Pki.Authority ROOT = Pki.create().root("Example Root");
  private static final String PRINCIPAL = "principal ";
  private static final String HASH =
      OpenBSDBCrypt.generate(
          "2y", "secret".toCharArray(), "0123456789abcdef".getBytes(StandardCharsets.US_ASCII), 4);

  @TempDir Path folder;

  record Row(String kind, String configured, String certificate, String outcome, String why) {

    static Row of(String line) {
      String[] cells = line.split("\\s*\\|\\s*", 5);
      return new Row(cells[0], NamedCertificate.unescaped(cells[1]), cells[2], cells[3], cells[4]);
    }

    boolean ofPrincipal() {
      return kind.startsWith(PRINCIPAL);
    }

    /** A list cannot hold a comma, and addresses have no allow-list. */
    boolean isForTheAllowList() {
      boolean one = kind.equals("subject-dn") || configured.indexOf(',') < 0;
      return one && !kind.equals("san-ip") && !ofPrincipal();
    }
  }

  static List<Row> rows() {
    try (InputStream in = LookAlikeTest.class.getResourceAsStream("/names/look-alikes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && line.charAt(0) != '#')
          .map(Row::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Row> allowed() {
    return rows().stream().filter(Row::isForTheAllowList);
  }

  static Stream<Row> registered() {
    return rows().stream().filter(row -> !row.ofPrincipal());
  }

  static Stream<Row> principals() {
    return rows().stream().filter(Row::ofPrincipal);
  }

  @AllowedLog("code=subject-dn-reversed")
  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("allowed")
  void allowListDistinguishesLookAlikes(Row row) {
    Map<String, String> keys = Map.of("client.allow." + row.kind(), row.configured());
    if (row.outcome().equals("unreadable")) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> engine(keys).close())
          .satisfies(
              e -> assertThat(e.problems()).extracting(Problem::code).contains("invalid-name"));
    } else {
      assertOutcome(row, decide(keys, row), "certificate-not-allowed");
    }
  }

  @AllowedLog("code=subject-dn-reversed")
  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("registered")
  void registrationDistinguishesLookAlikes(Row row) throws IOException {
    if (row.outcome().equals("unreadable")) {
      NameRule.Kind kind =
          NameRule.Kind.valueOf(row.kind().replace('-', '_').toUpperCase(Locale.ROOT));
      assertThatIllegalArgumentException().isThrownBy(() -> NameRule.of(kind, row.configured()));
      return;
    }
    Map<String, Object> client =
        Map.of(
            "client_id",
            "svc",
            "token_endpoint_auth_method",
            "tls_client_auth",
            "tls_client_auth_" + row.kind().replace('-', '_'),
            row.configured());
    Path clients = folder.resolve("clients.json");
    Files.writeString(clients, "[" + JSONObjectUtils.toJSONString(client) + "]");
    Map<String, String> keys =
        Map.of("binding.clients", clients.toString(), "binding.client-authentication", "/token");
    assertOutcome(row, decide(keys, row), "client-mismatch");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("principals")
  void principalDistinguishesLookAlikes(Row row) {
    String rule = row.kind().substring(PRINCIPAL.length());
    Decision decision = decide(Map.of("client.principal", rule), row);
    String name =
        decision instanceof Decision.Accepted accepted
            ? accepted.client().principal()
            : ((Decision.Rejected) decision).reason().code();
    switch (row.outcome()) {
      case "matches" -> assertThat(name).isEqualTo(row.configured());
      case "differs" ->
          assertThat(decision)
              .isInstanceOf(Decision.Accepted.class)
              .satisfies(accepted -> assertThat(name).isNotEqualTo(row.configured()));
      default -> assertThat(name).isEqualTo(row.outcome());
    }
  }

  @Test
  void everyKindHasRowsOfEveryOutcomeThatItCanHave() {
    for (String kind : List.of("subject-dn", "san-dns", "san-ip", "san-uri", "san-email")) {
      assertThat(rows())
          .filteredOn(row -> row.kind().equals(kind))
          .extracting(Row::outcome)
          .contains("matches", "differs", "unreadable");
    }
    assertThat(rows())
        .hasSizeGreaterThan(200)
        .allSatisfy(row -> assertThat(row.why()).isNotBlank());
  }

  private static void assertOutcome(Row row, Decision decision, String codeOfDifference) {
    String outcome =
        decision instanceof Decision.Rejected rejected ? rejected.reason().code() : "matches";
    assertThat(outcome)
        .isEqualTo(row.outcome().equals("differs") ? codeOfDifference : row.outcome());
  }

  private Decision decide(Map<String, String> keys, Row row) {
    String credential =
        Base64.getEncoder().encodeToString("edge-1:secret".getBytes(StandardCharsets.US_ASCII));
    Facts request =
        new Facts()
            .with(NamedCertificate.issue(ROOT, row.certificate()))
            .and("Proxy-Authorization", "Basic " + credential)
            .form("client_id", "svc");
    try (Engine engine = engine(keys)) {
      return engine.decide(request);
    }
  }

  private Engine engine(Map<String, String> more) {
    Map<String, String> keys = new TreeMap<>(more);
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.user", "edge-1");
    keys.put("proxy.basic.password-hash", HASH);
    keys.put("reload-interval", "0");
    if (!more.containsKey("client.principal")) {
      keys.put("client.principal", "none");
    }
    try {
      Path anchors = Files.writeString(folder.resolve("anchors.pem"), ROOT.pem());
      keys.put("client.trust-anchors", anchors.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    EngineBuilder builder = new EngineBuilder();
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }
}
