package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A dispatch to a path that requires more than the paths before it (CVE-2022-31692). */
@Tag("slow")
class ForwardKindTest {

  private static final String CLIENTS =
      """
      [{"client_id":"svc","token_endpoint_auth_method":"tls_client_auth",
        "tls_client_auth_subject_dn":"CN=svc,O=Acme"}]
      """;
  private static final Handler SECRET = (request, response) -> response.getWriter().write("secret");

  @TempDir Path folder;

  @ExpectedLog({"code=token-unverified", "reason=client-unknown", "reason=token-missing"})
  @ParameterizedTest
  @EnumSource
  void checksRequirementsOfPathOnDispatchToIt(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.clients", fixture.file("clients.json", CLIENTS))
                .set("proxymtls.binding.client-authentication", "/token,/introspect")
                .set("proxymtls.binding.protected-resources", "/api/*")
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .errorPage(418, "/api/page")
                    .on("/forward", forwardTo("/api/x"))
                    .on("/introspect", forwardTo("/api/x"))
                    .on("/login", forwardTo("/token"))
                    .on(
                        "/include",
                        (request, response) ->
                            request.getRequestDispatcher("/api/x").include(request, response))
                    .on("/async", (request, response) -> request.startAsync().dispatch("/api/x"))
                    .on("/error", (request, response) -> response.sendError(418))
                    .on("/token", SECRET)
                    .on("/api/*", SECRET))) {
      for (Wire request :
          new Wire[] {
            Wire.get("/forward"), Wire.get("/async"), Wire.form("/introspect", "client_id=svc")
          }) {
        Wire.Reply reply = Fixture.from(request, fixture.client).to(server);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
      }
      Wire.Reply included = Fixture.from(Wire.get("/include"), fixture.client).to(server);
      assertThat(included.body()).doesNotContain("secret");
      Wire.Reply foreign =
          Fixture.from(Wire.form("/login", "client_id=another"), fixture.client).to(server);
      assertThat(foreign.body()).isEqualTo("{\"error\":\"invalid_client\"}");
      Wire.Reply login =
          Fixture.from(Wire.form("/login", "client_id=svc"), fixture.client).to(server);
      assertThat(login.body()).isEqualTo("secret");
      Wire.Reply error = Fixture.from(Wire.get("/error"), fixture.client).to(server);
      assertThat(error.status()).isEqualTo(418);
      assertThat(error.body()).contains("secret");
    }
  }

  private static Handler forwardTo(String path) {
    return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
  }
}
