package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ML-DSA-65 client under an ML-DSA-65 CA, through header, validation and binding. */
class PostQuantumTest {

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";

  private final Pki pki = Pki.create();
  private final Pki.Authority root = pki.rootBuilder("Root").mlDsa().issueAuthority();
  private final Pki.Authority issuing =
      root.intermediateBuilder("Issuing").mlDsa().issueAuthority();

  @TempDir Path folder;
  private Path clients;
  private Path anchors;

  @BeforeEach
  void files() throws IOException {
    String registration =
        """
        [{"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_subject_dn": "CN=svc"}]
        """;
    clients = Files.writeString(folder.resolve("clients.json"), registration);
    anchors = Files.writeString(folder.resolve("anchors.pem"), root.pem());
  }

  @Test
  void authenticatesItsClient() {
    Facts request = request(issuing.client("svc").mlDsa().issue());

    assertThat(request.headers("Client-Cert").get(0)).hasSizeBetween(5_000, 8_192);
    assertThat(decide(request))
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            accepted -> {
              assertThat(accepted.client().clientId()).isEqualTo("svc");
              assertThat(accepted.client().chain()).hasSize(3).last().isEqualTo(root.certificate());
            });
  }

  @Test
  void acceptsEllipticCurveLeafUnderTheSameCa() {
    assertThat(decide(request(issuing.client("svc").issue())))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void rejectsForgedSignature() {
    Pki.Authority namesake =
        pki.rootBuilder("Root").mlDsa().issueAuthority().intermediate("Issuing");
    assertUntrusted(decide(request(namesake.client("svc").mlDsa().issue())));

    Pki.Held good = issuing.client("svc").mlDsa().issue();
    byte[] der = good.der().clone();
    der[der.length - 1] ^= 1;
    assertUntrusted(decide(request(der)));
  }

  private static void assertUntrusted(Decision decision) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.CERTIFICATE_UNTRUSTED));
  }

  private Decision decide(Facts request) {
    try (Engine engine = engine()) {
      return engine.decide(request);
    }
  }

  private Engine engine() {
    return new EngineBuilder()
        .set("proxymtls.format", "rfc9440")
        .set("proxymtls.proxy.authentication", "basic")
        .set("proxymtls.proxy.basic.user", "edge-1")
        .set("proxymtls.proxy.basic.password-hash", HASH)
        .set("proxymtls.client.trust-anchors", anchors.toString())
        .set("proxymtls.binding.clients", clients.toString())
        .set("proxymtls.binding.client-authentication", "/token")
        .build();
  }

  private Facts request(Pki.Held leaf) {
    return request(leaf.der());
  }

  private Facts request(byte[] leaf) {
    String credential = base64("edge-1:secret".getBytes(StandardCharsets.US_ASCII));
    return new Facts()
        .and("Proxy-Authorization", "Basic " + credential)
        .form("client_id", "svc")
        .and("Client-Cert", ":" + base64(leaf) + ":")
        .and("Client-Cert-Chain", ":" + base64(issuing.held().der()) + ":");
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
