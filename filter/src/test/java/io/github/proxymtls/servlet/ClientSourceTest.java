package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that come by the container's own TLS, by a proxy, or by either: one container that asks
 * both for their certificates.
 */
@Tag("slow")
class ClientSourceTest {

  private static final Pki PKI = Pki.create();

  /** The container trusts every local peer; the filter distinguishes proxies from clients. */
  private static final Pki.Authority ALL = PKI.root("Example Root");

  private static final Pki.Authority CLIENTS = ALL.intermediate("Client CA");
  private static final Pki.Authority PROXIES = ALL.intermediate("Proxy CA");
  private static final Pki.Held SERVER =
      ALL.server("localhost").dns("localhost").ip("127.0.0.1").issue();
  private static final Pki.Held CLIENT = CLIENTS.client("svc").dns("svc.example").issue();
  private static final Pki.Held OTHER = CLIENTS.client("other").dns("other.example").issue();

  /** It has the name of a client too, and the client's rules would accept it. */
  private static final Pki.Held PROXY = PROXIES.client("edge-1").dns("svc.example").issue();

  private static final Pki.Held NO_PROXY = PROXIES.client("edge-2").issue();

  private static final String REGISTRATIONS =
      """
      [{"client_id": "direct", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "svc.example", "proxymtls_source": "direct"},
       {"client_id": "proxy", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "svc.example", "proxymtls_source": "proxy"},
       {"client_id": "either", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "svc.example"}]
      """;

  @TempDir private Path folder;

  @ExpectedLog("reason=client-source")
  @ParameterizedTest
  @EnumSource
  void acceptsClientOnlyBySourceOfItsRegistration(Container container) throws Exception {
    try (ProxyMtls engine = headerOrTls().build();
        Container.Running server = start(container, engine)) {
      assertAccepted(direct(server, "direct", CLIENT), "direct by TLS");
      assertAccepted(direct(server, "either", CLIENT), "either by TLS");
      assertRefused(direct(server, "proxy", CLIENT));

      assertAccepted(proxied(server, "proxy", PROXY, CLIENT), "proxy by HEADER");
      assertAccepted(proxied(server, "either", PROXY, CLIENT), "either by HEADER");
      assertRefused(proxied(server, "direct", PROXY, CLIENT));
    }
  }

  @ExpectedLog({
    "reason=certificate-required",
    "reason=client-mismatch",
    "reason=client-source",
    "reason=client-unknown"
  })
  @ParameterizedTest
  @EnumSource
  void rejectsUnregisteredCertificateFromEverySource(Container container) throws Exception {
    try (ProxyMtls engine = headerOrTls().build();
        Container.Running server = start(container, engine)) {
      for (String id : new String[] {"direct", "proxy", "either", "nobody"}) {
        assertRefused(direct(server, id, OTHER));
        assertRefused(direct(server, id, null));
        assertRefused(proxied(server, id, PROXY, OTHER));
      }
    }
  }

  /** Only the certificate of its own connection is a direct client's. */
  @ExpectedLog({
    "reason=proxy-certificate-missing",
    "reason=proxy-certificate-name",
    "reason=proxy-certificate-untrusted"
  })
  @ParameterizedTest
  @EnumSource
  void rejectsEveryHeaderOfDirectPeer(Container container) throws Exception {
    try (ProxyMtls engine = headerOrTls().build();
        Container.Running server = start(container, engine)) {
      for (Pki.Held peer : new Pki.Held[] {CLIENT, OTHER, NO_PROXY, null}) {
        for (String id : new String[] {"direct", "proxy", "either"}) {
          assertThat(proxied(server, id, peer, CLIENT).status()).isEqualTo(403);
        }
      }
    }
  }

  @ExpectedLog({"code=trust-anchor-shared", "reason=certificate-required"})
  @ParameterizedTest
  @EnumSource
  void neverTakesProxyForClient(Container container) throws Exception {
    ProxyMtls.Builder rules =
        headerOrTls()
            .set("proxymtls.client.trust-anchors", file("both.pem", CLIENTS.pem() + PROXIES.pem()));
    try (ProxyMtls engine = rules.build();
        Container.Running server = start(container, engine)) {
      for (String id : new String[] {"direct", "proxy", "either"}) {
        assertRefused(direct(server, id, PROXY));
      }
      assertAccepted(direct(server, "direct", CLIENT), "direct by TLS");
    }
  }

  @ExpectedLog({"reason=client-source", "reason=proxy-unexpected"})
  @ParameterizedTest
  @EnumSource
  void rejectsForwardedClientIfNoProxyIsConfigured(Container container) throws Exception {
    ProxyMtls.Builder rules = binding("tls").set("proxymtls.format", "rfc9440");
    try (ProxyMtls engine = rules.build();
        Container.Running server = start(container, engine)) {
      assertAccepted(direct(server, "direct", CLIENT), "direct by TLS");
      assertAccepted(direct(server, "either", CLIENT), "either by TLS");
      assertRefused(direct(server, "proxy", CLIENT));
      assertThat(proxied(server, "either", CLIENT, CLIENT).status()).isEqualTo(403);
    }
  }

  /** The container takes any certificate: none counts that the filter does not know. */
  @ExpectedLog({
    "reason=certificate-not-pinned",
    "reason=certificate-required",
    "reason=client-mismatch"
  })
  @ParameterizedTest
  @EnumSource
  void acceptsSelfSignedClientByItsPinOnly(Container container) throws Exception {
    Pki.Held kiosk = PKI.selfSigned("kiosk").dns("svc.example").issue();
    Pki.Held sameName = PKI.selfSigned("kiosk").dns("svc.example").issue();
    Pki.Held sameIssuer =
        PKI.root("Example Root").intermediate("Client CA").client("svc").dns("svc.example").issue();
    for (ProxyMtls.Builder rules : List.of(binding("tls"), headerOrTls())) {
      rules
          .set("proxymtls.client.self-signed", "pinned")
          .set("proxymtls.binding.clients", file("pinned.json", pinned(kiosk)));
      try (ProxyMtls engine = rules.build();
          Container.Running server = start(container, engine, null)) {
        assertAccepted(direct(server, "kiosk", kiosk), "kiosk by TLS");
        for (Pki.Held other : new Pki.Held[] {sameName, sameIssuer, CLIENT, null}) {
          assertRefused(direct(server, "kiosk", other));
        }
        assertAccepted(direct(server, "direct", CLIENT), "direct by TLS");
        for (Pki.Held other : new Pki.Held[] {kiosk, sameName, sameIssuer}) {
          assertRefused(direct(server, "direct", other));
          Wire.Reply elsewhere = Wire.get("/a").tls(other).to(server);
          assertThat(elsewhere.status()).isEqualTo(403);
        }
      }
    }
  }

  /** The registrations, one of them of a self-signed certificate. */
  private static String pinned(Pki.Held kiosk) {
    return REGISTRATIONS.strip().replaceFirst("]$", ",")
        + """
          {"client_id": "kiosk", "token_endpoint_auth_method": "self_signed_tls_client_auth",
           "jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "x5t#S256": "%s"}]}}]
          """
            .replace("%s", kiosk.thumbprint());
  }

  private ProxyMtls.Builder headerOrTls() {
    return binding("header-or-tls")
        .set("proxymtls.format", "rfc9440")
        .set("proxymtls.proxy.authentication", "mtls")
        .set("proxymtls.proxy.mtls.trust-anchors", file("proxies.pem", PROXIES.pem()))
        .set("proxymtls.proxy.mtls.subject-dn", "CN=edge-1");
  }

  private ProxyMtls.Builder binding(String source) {
    return ProxyMtls.builder()
        .set("proxymtls.client.source", source)
        .set("proxymtls.client.trust-anchors", file("clients.pem", CLIENTS.pem()))
        .set("proxymtls.binding.clients", file("clients.json", REGISTRATIONS))
        .set("proxymtls.binding.client-authentication", "/token");
  }

  private String file(String name, String content) {
    return new Fixture(folder).file(name, content);
  }

  private static Container.Running start(Container container, ProxyMtls engine) throws Exception {
    return start(container, engine, ALL);
  }

  private static Container.Running start(
      Container container, ProxyMtls engine, Pki.@Nullable Authority trusted) throws Exception {
    return container.start(
        WebApp.behind(engine)
            .tls(new WebApp.Tls(SERVER, trusted, false))
            .on(
                "/*",
                (request, response) -> {
                  ClientIdentity client =
                      (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
                  response
                      .getWriter()
                      .write(
                          client == null ? "nobody" : client.clientId() + " by " + client.source());
                }));
  }

  private static Wire.Reply direct(
      Container.Running server, String clientId, Pki.@Nullable Held own) throws Exception {
    return Wire.form("/token", "grant_type=client_credentials&client_id=" + clientId)
        .tls(own)
        .to(server);
  }

  private static Wire.Reply proxied(
      Container.Running server, String clientId, Pki.@Nullable Held peer, Pki.Held client)
      throws Exception {
    return Wire.form("/token", "grant_type=client_credentials&client_id=" + clientId)
        .tls(peer)
        .header("Client-Cert", Fixture.value(client))
        .to(server);
  }

  private static void assertAccepted(Wire.Reply reply, String who) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(who);
  }

  private static void assertRefused(Wire.Reply reply) {
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).isEqualTo("{\"error\":\"invalid_client\"}");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }
}
