package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Problem;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several proxies at once: exactly one profile decides, and what it trusts counts for it alone. */
class EngineProfilesTest {

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";
  private static final String EDGE = basic("edge-1:secret");
  private static final String GATE = basic("gate-1:secret");

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority CUSTOMERS = PKI.root("Customers");
  private static final Pki.Authority SERVICES = PKI.root("Services");
  private static final Pki.Authority PROXIES = PKI.root("Proxies");
  private static final Pki.Held CUSTOMER = CUSTOMERS.client("customer").issue();
  private static final Pki.Held SERVICE = SERVICES.client("service").issue();
  private static final Pki.Held MESH = PROXIES.client("mesh").dns("mesh.example").issue();

  @TempDir Path folder;

  @Test
  void decidesByTheProfileOfTheProxy() throws IOException {
    try (Engine engine = engine(Map.of())) {
      ClientIdentity customer = accepted(engine, edge().with(CUSTOMER));
      assertThat(customer.profile()).isEqualTo("edge");
      assertThat(customer.proxy().profile()).isEqualTo("edge");
      assertThat(customer.proxy().name()).isEqualTo("edge-1");

      ClientIdentity service = accepted(engine, mesh(SERVICE));
      assertThat(service.profile()).isEqualTo("mesh");
      assertThat(service.proxy().methods()).containsExactly("mtls");
      assertThat(service.proxy().name()).isEqualTo("mesh.example");
    }
  }

  @Test
  void trustsAnchorsOfTheOwnProfileOnly() throws IOException {
    try (Engine engine = engine(Map.of())) {
      assertThat(reason(engine, edge().with(SERVICE))).isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
      assertThat(reason(engine, mesh(CUSTOMER))).isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
    }
  }

  /** Both read the same lines; what one remembers is nothing to the other. */
  @Test
  void cachesByProfile() throws IOException {
    Map<String, String> same =
        Map.of(
            "profile.mesh.format",
            "nginx",
            "profile.mesh.client.trust-anchors",
            file("services.pem", SERVICES.pem()));
    try (Engine engine = engine(same)) {
      assertThat(accepted(engine, edge().with(CUSTOMER)).profile()).isEqualTo("edge");
      assertThat(reason(engine, new Facts().tls(MESH).with(CUSTOMER)))
          .isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
      assertThat(accepted(engine, new Facts().tls(MESH).with(SERVICE)).profile()).isEqualTo("mesh");
      assertThat(reason(engine, edge().with(SERVICE))).isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
    }
  }

  /** What was found for one proxy of a profile names no other proxy. */
  @Test
  void knownCertificateHasTheProxyThatSentIt() throws IOException {
    Pki.Held second = PROXIES.client("second").dns("second.example").issue();
    Map<String, String> two =
        Map.of("profile.mesh.proxy.mtls.san-dns", "mesh.example,second.example");
    try (Engine engine = engine(two)) {
      for (int i = 0; i < 40; i++) {
        assertThat(accepted(engine, mesh(SERVICE)).proxy().name()).isEqualTo("mesh.example");
        Facts other = new Facts().tls(second).and("Client-Cert", value(SERVICE));
        assertThat(accepted(engine, other).proxy().name()).isEqualTo("second.example");
      }
    }
  }

  @Test
  void treatsPeerOfNoProfileAsUnauthenticated() throws IOException {
    try (Engine engine = engine(Map.of())) {
      Facts unauthenticated = new Facts().with(CUSTOMER);
      Decision.Rejected rejected = rejected(engine, unauthenticated);
      assertThat(rejected.reason()).isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
      assertThat(rejected.detail())
          .isEqualTo(
              "edge: header Proxy-Authorization is missing;"
                  + " mesh: the container does not report TLS for this request");
      assertThat(reason(engine, unauthenticated.tls(CUSTOMERS.client("x").issue())))
          .isEqualTo(Reason.PROXY_CERTIFICATE_UNTRUSTED);
    }
  }

  @Test
  void rejectsCredentialsOfTwoProfiles() throws IOException {
    try (Engine engine = engine(Map.of())) {
      Decision.Rejected rejected = rejected(engine, edge().with(CUSTOMER).tls(MESH));
      assertThat(rejected.reason()).isEqualTo(Reason.PROXY_AMBIGUOUS);
      assertThat(rejected.reason().status()).isEqualTo(400);
      assertThat(rejected.reason().callerCode()).isEqualTo("proxy-not-trusted");
      assertThat(rejected.proxy()).isNull();
    }
  }

  @Test
  void rejectsProxyCertificateOfTwoProfiles() throws IOException {
    Pki.Held both = PROXIES.client("mesh").dns("mesh.example").uri("spiffe://mesh/gate").issue();
    try (Engine engine = engine(twoByCertificate())) {
      assertThat(accepted(engine, new Facts().tls(MESH).with(SERVICE)).profile()).isEqualTo("mesh");
      assertThat(reason(engine, new Facts().tls(both).with(SERVICE)))
          .isEqualTo(Reason.PROXY_AMBIGUOUS);
    }
  }

  @Test
  void rejectsWrongCredentialDespiteAnotherProof() throws IOException {
    try (Engine engine = engine(Map.of("proxy.untrusted-peer", "strip"))) {
      assertThat(reason(engine, credential("edge-1:wrong")))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reason(engine, credential("nobody:secret")))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reason(engine, mesh(SERVICE).and("Proxy-Authorization", basic("edge-1:wrong"))))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reason(engine, mesh(SERVICE).twice("Proxy-Authorization", EDGE)))
          .isEqualTo(Reason.HEADER_DUPLICATE);
    }
  }

  @Test
  void twoProfilesMayShareACredentialHeader() throws IOException {
    try (Engine engine = engine(twoByCredential("Proxy-Authorization"))) {
      assertThat(accepted(engine, edge().with(CUSTOMER)).profile()).isEqualTo("edge");
      assertThat(
              accepted(engine, new Facts().and("Proxy-Authorization", GATE).with(SERVICE))
                  .profile())
          .isEqualTo("mesh");
      assertThat(reason(engine, credential("gate-1:wrong")))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reason(engine, credential("other:secret")))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    }
  }

  @Test
  void credentialsMayBeInDifferentHeaders() throws IOException {
    try (Engine engine = engine(twoByCredential("X-Proxy-Authorization"))) {
      Facts gate = new Facts().and("X-Proxy-Authorization", GATE);
      assertThat(accepted(engine, edge().with(CUSTOMER)).profile()).isEqualTo("edge");
      assertThat(accepted(engine, gate.with(SERVICE)).profile()).isEqualTo("mesh");

      assertThat(reason(engine, gate.with(SERVICE).and("Proxy-Authorization", EDGE)))
          .isEqualTo(Reason.PROXY_AMBIGUOUS);
      assertThat(reason(engine, gate.with(SERVICE).and("Proxy-Authorization", basic("x:y"))))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reason(engine, new Facts().and("X-Proxy-Authorization", EDGE)))
          .as("a user of the other profile")
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
      assertThat(reason(engine, new Facts().and("Proxy-Authorization", GATE)))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    }
  }

  /**
   * The client makes Apache drop its Basic line and its own header, and sends the header of the
   * profile that requires less.
   */
  @Test
  void removingAProofNeverSelectsAnotherProfile() throws IOException {
    Map<String, String> byAddress =
        Map.of(
            "profile.mesh.proxy.authentication", "address",
            "profile.mesh.proxy.address.allow", "127.0.0.1",
            "profile.mesh.proxy.insecure-address-only", "true");
    ConfigurationException refused = refused(byAddress);
    assertThat(refused.problems()).extracting(Problem::code).contains("insecure");

    Map<String, String> withAddress =
        Map.of(
            "profile.mesh.proxy.authentication", "mtls,address",
            "profile.mesh.proxy.address.allow", "127.0.0.1");
    try (Engine engine = engine(withAddress)) {
      Facts dropped = new Facts().and("Client-Cert", value(SERVICE));
      assertThat(reason(engine, dropped)).isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
      assertThat(reason(engine, dropped.and("Proxy-Authorization", EDGE)))
          .isEqualTo(Reason.HEADER_FOREIGN);
    }
  }

  @Test
  void rejectsHeadersThatOnlyOtherProfilesRead() throws IOException {
    try (Engine engine = engine(Map.of("client.certificate", "optional"))) {
      for (String name : List.of("Client-Cert", "client-cert-chain", "Client-Cert-Chain")) {
        assertThat(reason(engine, edge().with(CUSTOMER).and(name, value(SERVICE))))
            .as(name)
            .isEqualTo(Reason.HEADER_FOREIGN);
        assertThat(reason(engine, edge().and(name, ""))).as(name).isEqualTo(Reason.HEADER_FOREIGN);
      }
      assertThat(reason(engine, mesh(SERVICE).and("SSL-client-verify", "SUCCESS")))
          .isEqualTo(Reason.HEADER_FOREIGN);
      assertThat(rejected(engine, edge().and("Client-Cert", "x")).proxy().profile())
          .isEqualTo("edge");
    }
  }

  @Test
  void rejectsTwinsOfHeadersOfEveryProfile() throws IOException {
    try (Engine engine = engine(Map.of("client.certificate", "optional"))) {
      for (String twin : List.of("Client_Cert", "client.cert_chain", "ssl_client_verify")) {
        assertThat(reason(engine, edge().and(twin, "x"))).as(twin).isEqualTo(Reason.HEADER_TWIN);
        assertThat(reason(engine, new Facts().tls(MESH).and(twin, "x")))
            .as(twin)
            .isEqualTo(Reason.HEADER_TWIN);
        assertThat(reason(engine, new Facts().and(twin, "x")))
            .as(twin)
            .isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
      }
      assertThat(reason(engine, edge().with(CUSTOMER).and("Connection", "close, client-cert")))
          .isEqualTo(Reason.HEADER_HOP_BY_HOP);
    }
  }

  @Test
  void rejectsEveryNumberedChainHeaderOfAnotherProfile() throws IOException {
    Map<String, String> indexed =
        Map.of(
            "profile.mesh.format", "custom",
            "profile.mesh.header.certificate", "X-Leaf",
            "profile.mesh.header.encoding", "pem",
            "profile.mesh.header.chain", "X-Chain-");
    try (Engine engine = engine(indexed)) {
      for (String name : List.of("X-Chain-0", "x-chain-7", "X-Chain-other")) {
        assertThat(reason(engine, edge().with(CUSTOMER).and(name, "x")))
            .as(name)
            .isEqualTo(Reason.HEADER_FOREIGN);
      }
    }
  }

  @Test
  void oneHeaderMayHoldTwoEncodings() throws IOException {
    Map<String, String> same =
        Map.of(
            "profile.mesh.format", "custom",
            "profile.mesh.header.certificate", "SSL-Client-Cert",
            "profile.mesh.header.encoding", "base64-der");
    try (Engine engine = engine(same)) {
      String base64 = Base64.getEncoder().encodeToString(SERVICE.der());
      assertThat(accepted(engine, edge().with(CUSTOMER)).profile()).isEqualTo("edge");
      assertThat(accepted(engine, new Facts().tls(MESH).and("ssl-client-cert", base64)).profile())
          .isEqualTo("mesh");
      assertThat(
              reason(
                  engine,
                  edge()
                      .and("ssl-client-cert", Base64.getEncoder().encodeToString(CUSTOMER.der()))
                      .and("ssl-client-verify", "SUCCESS")))
          .isEqualTo(Reason.CERTIFICATE_MALFORMED);
    }
  }

  @Test
  void stripsHeadersOfUnauthenticatedPeerOnlyIfEveryProfileAllowsIt() throws IOException {
    Facts unauthenticated = new Facts().with(CUSTOMER);
    Map<String, String> one =
        Map.of(
            "client.certificate", "optional",
            "profile.edge.proxy.untrusted-peer", "strip");
    Map<String, String> all =
        Map.of("client.certificate", "optional", "proxy.untrusted-peer", "strip");
    try (Engine strict = engine(one);
        Engine lax = engine(all)) {
      assertThat(reason(strict, unauthenticated)).isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
      assertThat(decide(lax, unauthenticated)).isEqualTo(new NoClient(null));
    }
  }

  @Test
  void passesUnauthenticatedPeerWithoutCertificateOnlyIfEveryProfileAllowsIt() throws IOException {
    try (Engine strict = engine(Map.of("profile.edge.client.certificate", "optional"));
        Engine lax = engine(Map.of("client.certificate", "optional"))) {
      assertThat(reason(strict, new Facts())).isEqualTo(Reason.CERTIFICATE_REQUIRED);
      assertThat(decide(lax, new Facts())).isEqualTo(new NoClient(null));
      assertThat(decide(strict, edge())).isInstanceOf(Decision.Anonymous.class);
      assertThat(decide(strict, edge()).proxy().profile()).isEqualTo("edge");
      assertThat(reason(strict, new Facts().tls(MESH))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
    }
  }

  /** Tomcat's SSLValve fills the peer's certificate from a header that one profile reads. */
  @Test
  void rejectsContainerCertificateFromHeaderOfAnotherProfile() throws IOException {
    Map<String, String> valve =
        Map.of(
            "profile.edge.header.certificate", "ssl_client_cert",
            "profile.edge.header.verify", "none");
    try (Engine engine = engine(valve)) {
      Facts forged = new Facts().tls(MESH).and("Client-Cert", value(SERVICE));
      assertThat(reason(engine, forged.and("ssl_client_cert", MESH.certificatePem())))
          .isEqualTo(Reason.HEADER_FOREIGN);
      assertThat(reason(engine, forged.and("ssl_client_escaped_cert", "x")))
          .isEqualTo(Reason.HEADER_FOREIGN);
    }
  }

  /** The same valve, and a peer that may connect directly: the header is not its handshake. */
  @Test
  void rejectsContainerCertificateFromStrippedHeaderOfUnauthenticatedPeer() throws IOException {
    Map<String, String> direct = new TreeMap<>(twoByCertificate());
    direct.put("client.source", "header-or-tls");
    direct.put("client.certificate", "optional");
    direct.put("proxy.untrusted-peer", "strip");
    direct.put("client.trust-anchors", file("direct.pem", CUSTOMERS.pem()));
    direct.put("profile.edge.header.certificate", "ssl_client_cert");
    direct.put("profile.mesh.header.certificate", "ssl_client_cert");
    try (Engine engine = engine(direct)) {
      assertThat(accepted(engine, new Facts().tls(CUSTOMER)).profile()).isNull();
      assertThat(reason(engine, new Facts().tls(CUSTOMER).and("ssl_client_cert", "x")))
          .isEqualTo(Reason.HEADER_FOREIGN);
    }
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void neverTakesProxyOfAnyProfileForClient() throws IOException {
    Map<String, String> direct = new TreeMap<>(twoByCertificate());
    direct.put("client.source", "header-or-tls");
    direct.put("client.certificate", "optional");
    direct.put("client.trust-anchors", file("direct.pem", PROXIES.pem() + CUSTOMERS.pem()));
    direct.put("profile.mesh.proxy.authentication", "mtls,address");
    direct.put("profile.mesh.proxy.address.allow", "192.0.2.1");
    try (Engine engine = engine(direct)) {
      assertThat(decide(engine, new Facts().tls(MESH))).isEqualTo(new NoClient(null));
      ClientIdentity client = accepted(engine, new Facts().tls(CUSTOMER));
      assertThat(client.source()).isEqualTo(ClientIdentity.Source.TLS);
      assertThat(client.profile()).isNull();
      assertThat(reason(engine, new Facts().tls(SERVICE))).isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
    }
  }

  @Test
  void acceptsClientOnlyFromProfilesOfItsRegistration() throws IOException {
    String clients =
        """
        [{"client_id":"a","token_endpoint_auth_method":"tls_client_auth",
          "tls_client_auth_subject_dn":"CN=customer","proxymtls_profiles":["edge"]},
         {"client_id":"b","token_endpoint_auth_method":"tls_client_auth",
          "tls_client_auth_subject_dn":"CN=customer","proxymtls_profiles":["mesh"]},
         {"client_id":"c","token_endpoint_auth_method":"tls_client_auth",
          "tls_client_auth_subject_dn":"CN=customer","proxymtls_profiles":["edge","mesh"]},
         {"client_id":"d","token_endpoint_auth_method":"tls_client_auth",
          "tls_client_auth_subject_dn":"CN=customer","proxymtls_source":"direct"}]
        """;
    Map<String, String> keys =
        Map.of(
            "binding.clients",
            file("clients.json", clients),
            "binding.client-authentication",
            "/token");
    try (Engine engine = engine(keys)) {
      Facts customer = edge().with(CUSTOMER);
      assertThat(accepted(engine, customer.form("client_id", "a")).clientId()).isEqualTo("a");
      assertThat(accepted(engine, customer.form("client_id", "c")).clientId()).isEqualTo("c");
      assertThat(reason(engine, customer.form("client_id", "b"))).isEqualTo(Reason.CLIENT_SOURCE);
      assertThat(reason(engine, customer.form("client_id", "d"))).isEqualTo(Reason.CLIENT_SOURCE);
    }
  }

  /** An authority's certificate cannot leave its profile's rules by another that takes pins. */
  @Test
  void rejectsPinOfCertificateWhoseIssuerAnotherProfileKnows() throws IOException {
    Pki.Held expired = CUSTOMERS.client("old").issue();
    Pki.Held own = PKI.selfSigned("self").issue();
    String clients =
        """
        [{"client_id":"old","token_endpoint_auth_method":"self_signed_tls_client_auth",
          "proxymtls_profiles":["mesh"],"jwks":{"keys":[{"kty":"RSA","x5t#S256":"%s"}]}},
         {"client_id":"self","token_endpoint_auth_method":"self_signed_tls_client_auth",
          "proxymtls_profiles":["mesh"],"jwks":{"keys":[{"kty":"RSA","x5t#S256":"%s"}]}}]
        """
            .formatted(expired.thumbprint(), own.thumbprint());
    Map<String, String> keys =
        Map.of(
            "profile.mesh.client.self-signed", "pinned",
            "binding.clients", file("clients.json", clients),
            "binding.client-authentication", "/token");
    try (Engine engine = engine(keys)) {
      assertThat(accepted(engine, mesh(own).form("client_id", "self")).profile()).isEqualTo("mesh");
      assertThat(reason(engine, mesh(expired).form("client_id", "old")))
          .isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
      assertThat(reason(engine, edge().with(own).form("client_id", "self")))
          .isEqualTo(Reason.CERTIFICATE_UNTRUSTED);
    }
  }

  @Test
  void failsTheStartIfTwoProfilesHaveTheSameUser() throws IOException {
    Map<String, String> keys = new TreeMap<>(twoByCredential("X-Proxy-Authorization"));
    keys.put("profile.mesh.proxy.basic.users-file", file("mesh-users", "edge-1:" + HASH + "\n"));
    ConfigurationException refused = refused(keys);

    assertThat(refused.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("proxy-user-shared");
              assertThat(problem.where())
                  .isEqualTo("proxymtls.profile.mesh.proxy.basic.users-file, set in code");
              assertThat(problem.what())
                  .isEqualTo(
                      "the user 'edge-1' of the profile mesh also belongs to the profile edge");
            });
  }

  @AllowedLog("event=reload-failed")
  @Tag("slow")
  @Test
  void keepsLastGoodUsersIfTwoProfilesHaveTheSameUser() throws IOException {
    Map<String, String> keys = new TreeMap<>(twoByCredential("Proxy-Authorization"));
    keys.put("reload-interval", "1s");
    try (Engine engine = engine(keys)) {
      Snapshot first = engine.snapshot();
      file("mesh-users", "gate-1:" + HASH + "\nedge-1:" + HASH + "\n");
      Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> engine.snapshot() == first);
      assertThat(accepted(engine, edge().with(CUSTOMER)).profile()).isEqualTo("edge");

      file("mesh-users", "gate-2:" + HASH + "\n");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> engine.snapshot() != first);
      assertThat(reason(engine, credential("gate-1:secret")))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    }
  }

  /** With a credential in force on both, the certificate need not tell them apart. */
  @Test
  void failsTheStartOnOverlappingCertificateRules() throws IOException {
    assertOverlap(Map.of("profile.edge.proxy.mtls.san-dns", "MESH.example"));
    assertOverlap(
        Map.of(
            "profile.edge.proxy.mtls.san-dns", "edge.example,mesh.example",
            "profile.edge.proxy.mtls.san-uri", "spiffe://edge"));
    assertOverlap(
        Map.of(
            "profile.edge.proxy.mtls.sha256", MESH.sha256Hex(),
            "profile.mesh.proxy.mtls.sha256", MESH.thumbprint(),
            "profile.edge.proxy.mtls.trust-anchors", file("other.pem", CUSTOMERS.pem())));

    Map<String, String> both = new TreeMap<>(twoByCertificate());
    both.remove("profile.edge.proxy.mtls.san-uri");
    both.put("profile.edge.proxy.mtls.san-dns", "mesh.example");
    both.put("profile.edge.proxy.authentication", "basic,mtls");
    both.put("profile.mesh.proxy.authentication", "basic,mtls");
    both.put("profile.mesh.proxy.basic.users-file", file("mesh-users", "gate-1:" + HASH + "\n"));
    try (Engine engine = engine(both)) {
      assertThat(accepted(engine, edge().tls(MESH).with(CUSTOMER)).profile()).isEqualTo("edge");
      assertThat(reason(engine, new Facts().tls(MESH).with(CUSTOMER)))
          .isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
    }
  }

  private void assertOverlap(Map<String, String> rules) throws IOException {
    Map<String, String> keys = new TreeMap<>(twoByCertificate());
    keys.remove("profile.edge.proxy.mtls.san-uri");
    keys.putAll(rules);
    assertThat(refused(keys).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("proxy-certificate-shared");
              assertThat(problem.where())
                  .isEqualTo("proxymtls.profile.mesh.proxy.mtls.trust-anchors, set in code");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "profile.edge.client.trust-anchors",
        "profile.mesh.proxy.mtls.trust-anchors",
        "profile.edge.proxy.basic.users-file"
      })
  void reportsUnreadableFileWithTheKeyOfItsProfile(String key) throws IOException {
    assertThat(refused(Map.of(key, folder.resolve("none").toString())).problems())
        .extracting(Problem::where)
        .containsExactly("proxymtls." + key + ", set in code");
  }

  @Test
  void reportsBadNameWithTheKeyOfItsProfile() throws IOException {
    assertThat(
            refused(
                    Map.of(
                        "profile.mesh.proxy.mtls.san-uri", "no uri",
                        "profile.edge.client.allow.san-dns", "*.example"))
                .problems())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder(
            "proxymtls.profile.mesh.proxy.mtls.san-uri, set in code",
            "proxymtls.profile.edge.client.allow.san-dns, set in code");
  }

  private ConfigurationException refused(Map<String, String> more) throws IOException {
    return catchThrowableOfType(ConfigurationException.class, () -> engine(more).close());
  }

  /**
   * Both proxies have certificates of one CA, and kinds of names that a certificate can combine.
   */
  private Map<String, String> twoByCertificate() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("profile.edge.proxy.authentication", "mtls");
    keys.put("profile.edge.proxy.mtls.trust-anchors", file("edge-proxies.pem", PROXIES.pem()));
    keys.put("profile.edge.proxy.mtls.san-uri", "spiffe://mesh/gate");
    keys.put("profile.mesh.format", "nginx");
    return keys;
  }

  private Map<String, String> twoByCredential(String header) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("profile.mesh.format", "nginx");
    keys.put("profile.mesh.proxy.authentication", "basic");
    keys.put("profile.mesh.proxy.basic.header", header);
    keys.put("profile.mesh.proxy.basic.users-file", file("mesh-users", "gate-1:" + HASH + "\n"));
    return keys;
  }

  /** An edge by credential in front of customers, a mesh by certificate in front of services. */
  private Engine engine(Map<String, String> more) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("profiles", "edge,mesh");
    keys.put("profile.edge.format", "nginx");
    keys.put("profile.edge.proxy.authentication", "basic");
    keys.put("profile.edge.proxy.basic.users-file", file("users", "edge-1:" + HASH + "\n"));
    keys.put("profile.edge.client.trust-anchors", file("customers.pem", CUSTOMERS.pem()));
    keys.put("profile.mesh.format", "rfc9440");
    keys.put("profile.mesh.proxy.authentication", "mtls");
    keys.put("profile.mesh.proxy.mtls.trust-anchors", file("proxies.pem", PROXIES.pem()));
    keys.put("profile.mesh.proxy.mtls.san-dns", "mesh.example");
    keys.put("profile.mesh.client.trust-anchors", file("services.pem", SERVICES.pem()));
    keys.putAll(more);
    removeUnused(keys, "edge");
    removeUnused(keys, "mesh");
    EngineBuilder builder = new EngineBuilder();
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private static void removeUnused(Map<String, String> keys, String profile) {
    String proxy = "profile." + profile + ".proxy.";
    String methods = keys.get(proxy + "authentication");
    for (String method : List.of("basic", "mtls")) {
      if (!methods.contains(method)) {
        keys.keySet().removeIf(key -> key.startsWith(proxy + method + "."));
      }
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static Decision decide(Engine engine, RequestFacts request) {
    return engine.decide(request);
  }

  private static ClientIdentity accepted(Engine engine, RequestFacts request) {
    Decision decision = decide(engine, request);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).client();
  }

  private static Decision.Rejected rejected(Engine engine, RequestFacts request) {
    Decision decision = decide(engine, request);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return (Decision.Rejected) decision;
  }

  private static Reason reason(Engine engine, RequestFacts request) {
    return rejected(engine, request).reason();
  }

  private static Facts edge() {
    return new Facts().and("Proxy-Authorization", EDGE);
  }

  private static Facts credential(String userAndPassword) {
    return new Facts().and("Proxy-Authorization", basic(userAndPassword));
  }

  private static Facts mesh(Pki.Held client) {
    return new Facts().tls(MESH).and("Client-Cert", value(client));
  }

  private static String value(Pki.Held held) {
    return ":" + Base64.getEncoder().encodeToString(held.der()) + ":";
  }

  private static String basic(String credential) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
  }
}
