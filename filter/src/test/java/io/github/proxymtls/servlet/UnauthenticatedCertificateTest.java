package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 8705 section 4: the certificate that a client of another method has its tokens bound to. */
@Tag("slow")
class UnauthenticatedCertificateTest {

  private static final String CLIENTS =
      """
      [{"client_id": "app", "token_endpoint_auth_method": "none",
        "tls_client_certificate_bound_access_tokens": true}]
      """;

  @TempDir Path folder;

  @ExpectedLog("reason=certificate-not-pinned")
  @ParameterizedTest
  @EnumSource
  void showsUnauthenticatedCertificateOnlyWhereClientsAuthenticate(Container container)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held own = fixture.pki.selfSigned("CN=admin").issue();
    try (ProxyMtls engine = engine(fixture);
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .errorPage(418, "/page")
                    .on("/token", UnauthenticatedCertificateTest::show)
                    .on("/token/forward", forwardTo("/page"))
                    .on("/token/including", including("/page"))
                    .on("/token/error", (request, response) -> response.sendError(418))
                    .on(
                        "/token/async",
                        (request, response) -> request.startAsync().dispatch("/page"))
                    .on("/open/including", including("/token"))
                    .on("/page", UnauthenticatedCertificateTest::show))) {
      assertThat(send("/token", own).to(server).body())
          .isEqualTo("[UNAUTHENTICATED 1 null null null named]");
      assertThat(send("/token/forward", own).to(server).body()).isEqualTo("[none]");
      assertThat(send("/token/async", own).to(server).body()).isEqualTo("[none]");
      assertThat(send("/token/error", own).to(server).body()).isEqualTo("[none]");
      assertThat(send("/token/including", own).to(server).body())
          .isEqualTo("[none][UNAUTHENTICATED 1 null null null named]");
      assertThat(send("/open/including", own).to(server).body())
          .isEqualTo("[UNAUTHENTICATED 1 null null null named][none]");
      Wire.Reply page = send("/page", own).to(server);
      assertThat(page.status()).isEqualTo(403);
      assertThat(page.body()).contains("certificate-not-pinned");
    }
  }

  private static ProxyMtls engine(Fixture fixture) {
    return fixture
        .engine()
        .set("proxymtls.client.self-signed", "pinned")
        .set("proxymtls.binding.clients", fixture.file("clients.json", CLIENTS))
        .set("proxymtls.binding.client-authentication", "/token")
        .set("proxymtls.binding.other-methods", "pass")
        .set("proxymtls.paths.exclude", "/open/*")
        .build();
  }

  private static Wire send(String path, Pki.Held certificate) {
    return Fixture.from(Wire.form(path, "client_id=app"), certificate);
  }

  private static Handler forwardTo(String path) {
    return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
  }

  private static Handler including(String path) {
    return (request, response) -> {
      request.getRequestDispatcher(path).include(request, response);
      show(request, response);
    };
  }

  /** Writes the client's data, and whether the list of attributes has their names. */
  private static void show(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean named =
        Collections.list(request.getAttributeNames()).contains(ClientIdentity.ATTRIBUTE);
    Object[] chain = (Object[]) request.getAttribute(TlsAttributes.CERTIFICATES);
    String seen = "none";
    if (request.getAttribute(ClientIdentity.ATTRIBUTE) instanceof ClientIdentity client) {
      seen =
          "%s %d %s %s %s"
              .formatted(
                  client.acceptance(),
                  chain.length,
                  client.clientId(),
                  client.principal(),
                  request.getUserPrincipal());
    }
    response.getWriter().write("[" + seen + (named ? " named]" : "]"));
  }
}
