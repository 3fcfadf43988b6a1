package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever was decided before, and whichever file changed since: the decision is that of an engine
 * which remembers nothing.
 */
@Tag("slow")
class RememberedDecisionTest {

  private static final int REQUESTS = 6000;
  private static final int REQUESTS_PER_STATE = 100;

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";

  private static final String CLIENTS =
      """
      [{"client_id": "edge", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "one.example", "proxymtls_profiles": ["edge"]},
       {"client_id": "both", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "one.example", "proxymtls_profiles": ["edge", "gate"]},
       {"client_id": "two", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "two.example", "proxymtls_profiles": ["edge", "gate"],
        "proxymtls_secondary": {"token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_san_dns": "one.example", "expires_at": "2999-01-01T00:00:00Z"}},
       {"client_id": "pinned", "token_endpoint_auth_method": "self_signed_tls_client_auth",
        "jwks": {"keys": [%s]}, "proxymtls_profiles": ["gate"]},
       {"client_id": "other", "token_endpoint_auth_method": "private_key_jwt",
        "tls_client_certificate_bound_access_tokens": true}]
      """;

  private static final String[] USERS = {
    "edge-1:secret", "edge-2:secret", "gate-1:secret", "edge-1:wrong", "who:secret"
  };
  private static final String[] VERDICTS = {"SUCCESS", "SUCCESS", "SUCCESS", "NONE", "FAILED:x"};
  private static final String[] IDS = {"edge", "both", "two", "pinned", "other", "unknown", ""};
  private static final String[] TWINS = {
    "ssl_client_cert", "Ssl-Client.Cert", "ssl-client-verify_", "X-Other", "client-cert"
  };

  private final Random random = new Random(8705);
  private final Pki pki = Pki.create();
  private final Pki.Authority customers = pki.root("Customers");
  private final Pki.Authority services = pki.root("Services");
  private final Pki.Held[] held = {
    customers.client("one").dns("one.example").issue(),
    customers.client("two").dns("two.example").issue(),
    services.client("one").dns("one.example").issue(),
    pki.root("Nobody").client("one").dns("one.example").issue(),
  };

  @TempDir private Path folder;

  @AllowedLog({"code=revocation-off", "event=reload"})
  @Test
  void decidesAsWithoutMemory() throws IOException {
    Map<String, Integer> decisions = new HashMap<>();
    try (Engine remembering = engine("64MB");
        Engine forgetting = engine("0")) {
      for (int i = 0; i < REQUESTS; i++) {
        if (i % REQUESTS_PER_STATE == 0) {
          replaceAnyFile();
          remembering.reloader().check();
          forgetting.reloader().check();
        }
        Facts request = request();
        String expected = described(forgetting.decide(request));
        assertThat(described(remembering.decide(request)))
            .as(request.toString())
            .isEqualTo(expected);
        decisions.merge(expected.split(" ", 2)[0], 1, Integer::sum);
      }
    }
    assertThat(decisions).hasSizeGreaterThan(10).containsKey("accepted");
  }

  private Facts request() {
    Facts facts = rare() ? Facts.get() : Facts.post("client_id=" + any(IDS) + "&grant_type=x");
    if (!rare()) {
      facts =
          facts.with(
              "Proxy-Authorization",
              Facts.basicValue(rare() ? any(USERS) : USERS[random.nextInt(3)]));
    }
    if (!rare()) {
      facts = facts.with(any(held)).and("ssl-client-verify", any(VERDICTS));
    }
    if (rare()) {
      String value =
          facts.headers("ssl-client-cert").isEmpty()
              ? "x"
              : facts.headers("ssl-client-cert").get(0);
      facts = facts.with("ssl-client-cert", changed(value));
    }
    if (rare()) {
      String[] names = {"Proxy-Authorization", "ssl-client-cert", "ssl-client-verify"};
      String name = any(names);
      facts = facts.headers(name).isEmpty() ? facts : facts.twice(name, facts.headers(name).get(0));
    }
    if (rare()) {
      facts = facts.and(any(TWINS), "x");
    }
    if (rare()) {
      facts = facts.and("Early-Data", "1");
    }
    if (rare()) {
      facts = facts.and("Authorization", Facts.basicValue(any(IDS) + ":x"));
    }
    if (rare()) {
      facts = facts.and("Connection", random.nextBoolean() ? "close" : "close, Ssl-Client-Cert");
    }
    if (rare()) {
      facts = facts.without(random.nextBoolean() ? "ssl-client-verify" : "Content-Type");
    }
    return facts;
  }

  private String changed(String value) {
    int at = random.nextInt(value.length());
    return switch (random.nextInt(5)) {
      case 0 -> " " + value + " ";
      case 1 -> value.substring(0, at) + "A" + value.substring(Math.min(at + 1, value.length()));
      case 2 -> value + value;
      case 3 -> value.substring(0, at);
      default -> value.replace("%2F", "%2f");
    };
  }

  private boolean rare() {
    return random.nextInt(10) == 0;
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static String described(Decision decision) {
    if (decision instanceof Decision.Rejected rejected) {
      return rejected.reason().code() + " " + rejected.proxy();
    }
    if (!(decision instanceof Decision.Accepted accepted)) {
      return "anonymous " + decision.proxy();
    }
    ClientIdentity client = accepted.client();
    return String.join(
        " ",
        "accepted",
        client.thumbprint(),
        String.valueOf(client.clientId()),
        String.valueOf(client.profile()),
        String.valueOf(client.proxy()),
        String.valueOf(client.principal()),
        client.acceptance().name(),
        Arrays.toString(client.chain().stream().map(Object::hashCode).toArray()));
  }

  private Engine engine(String memory) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("profiles", "edge,gate");
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic");
    keys.put("client.certificate", "optional");
    keys.put("client.revocation.methods", "off");
    keys.put("profile.edge.proxy.basic.users-file", users("edge", "edge-1", "edge-2"));
    keys.put("profile.gate.proxy.basic.users-file", users("gate", "gate-1"));
    keys.put("profile.edge.client.trust-anchors", file("edge.pem", customers.pem()));
    keys.put("profile.gate.client.trust-anchors", file("gate.pem", both()));
    keys.put("profile.gate.client.self-signed", "pinned");
    keys.put("binding.clients", file("clients.json", clients()));
    keys.put("binding.client-authentication", "/token");
    keys.put("binding.other-methods", "pass");
    keys.put("cache.maximum-bytes", memory);
    EngineBuilder builder = new EngineBuilder();
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private void replaceAnyFile() throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> file("clients.json", clients());
      case 1 -> file("clients.json", clients().replace("one.example", "two.example"));
      case 2 -> file("edge.pem", random.nextBoolean() ? customers.pem() : both());
      case 3 -> file("gate.pem", random.nextBoolean() ? services.pem() : both());
      case 4 -> moveProxy();
      case 5 -> file("clients.json", clients().replace("\"both\"", "\"gone\""));
      case 6 -> file("clients.json", exchanged());
      default -> file("clients.json", clients().replace("[\"gate\"]", "[\"edge\"]"));
    }
  }

  /** Each of two clients has the registration of the other. */
  private String exchanged() {
    return clients()
        .replace("\"both\"", "\"-\"")
        .replace("\"two\"", "\"both\"")
        .replace("\"-\"", "\"two\"");
  }

  /** The other profile has its proxy, or its own again. */
  private void moveProxy() throws IOException {
    boolean moved = random.nextBoolean();
    users("edge", moved ? new String[] {"edge-1"} : new String[] {"edge-1", "edge-2"});
    users("gate", moved ? new String[] {"gate-1", "edge-2"} : new String[] {"gate-1"});
  }

  private String users(String file, String... names) throws IOException {
    return file(file, String.join(":" + HASH + "\n", names) + ":" + HASH + "\n");
  }

  private String clients() {
    return CLIENTS.formatted(jwk(held[3]));
  }

  private String both() {
    return customers.pem() + services.pem();
  }

  private static String jwk(Pki.Held held) {
    try {
      return JWK.parse(held.certificate()).toPublicJWK().toJSONString();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
