package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However a request spells its parameters, the client that the filter authenticates is the only one
 * that the application reads out of it.
 */
@Tag("slow")
class OneParseTest {

  private static final int REQUESTS = 300;
  private static final int MOST_PIECES = 4;

  /**
   * Harmless characters, so that some requests pass, and those that some parser reads differently.
   */
  private static final String[] PIECES = {
    "a=b",
    "scope=x",
    "client_id=svc",
    "client_id=other",
    "client%5Fid=other",
    "%63lient_id=other",
    "%u0063lient_id=other",
    "client_id+=other",
    "client_id%20=other",
    "client_id%00=other",
    "client_id%C0%80=other",
    "client_id%FF=other",
    "client_id%=other",
    "CLIENT_ID=other",
    "client_id[]=other",
    "client_id",
    "=other",
    "",
    "a=b;client_id=other",
    "a=b%26client_id=other",
    "a=%0D%0Aclient_id=other",
    "_charset_=utf-16",
    "client_secret=x",
    "\u00fc=x"
  };

  private static final String[] TYPES = {
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=UTF-8",
    "application/x-www-form-urlencoded; charset=UTF-16",
    "application/x-www-form-urlencoded; charset=IBM037",
    "application/x-www-form-urlencoded, text/plain",
    "Application/X-WWW-Form-Urlencoded;charset=\"utf-8\""
  };

  private static final String CLIENTS =
      """
      [{"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "svc.example"},
       {"client_id": "other", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "other.example"}]
      """;

  @TempDir Path folder;

  @ExpectedLog({"reason=client-id-invalid", "reason=client-second-method", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource
  void applicationReadsTheSameClient(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    ProxyMtls.Builder rules =
        fixture
            .engine()
            .set("proxymtls.binding.clients", fixture.file("clients.json", CLIENTS))
            .set("proxymtls.binding.client-authentication", "/token");
    Random random = new Random(8705);
    int accepted = 0;
    try (ProxyMtls engine = rules.build();
        Container.Running server =
            container.start(WebApp.behind(engine).on("/token", OneParseTest::tell))) {
      for (int i = 0; i < REQUESTS; i++) {
        String target = "/token?" + pieces(random, "a=b");
        String body = pieces(random, "client_id=svc");
        Wire request =
            Wire.request("POST", target)
                .header("Content-Type", TYPES[random.nextInt(TYPES.length)])
                .body(body);
        Wire.Reply reply = Fixture.from(request, fixture.client).to(server);
        accepted += reply.status() == 200 ? 1 : 0;
        assertThat(reply.status()).as(target + " " + body).isIn(200, 400, 401);
        assertThat(reply.status() == 200 ? reply.body() : "svc [svc]")
            .as(target + " " + body)
            .isEqualTo("svc [svc]");
      }
    }
    assertThat(accepted).as("requests that came through").isGreaterThan(REQUESTS / 20);
  }

  /** A container may take the query of a forward for that of the request, but adds parameters. */
  @ExpectedLog({"code=token-unverified", "reason=form-malformed", "reason=token-ambiguous"})
  @ParameterizedTest
  @EnumSource
  void forwardHidesNoParameterOfTheRequest(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler forward =
        (request, response) ->
            request.getRequestDispatcher(request.getPathInfo() + "?a=b").forward(request, response);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.clients", fixture.file("clients.json", CLIENTS))
                .set("proxymtls.binding.client-authentication", "/token")
                .set("proxymtls.binding.protected-resources", "/api")
                .set("proxymtls.paths.exclude", "/open/*")
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on("/open/*", forward)
                    .on("/*", (request, response) -> response.getWriter().write("ran")))) {
      Wire harmless = Wire.form("/open/token?c=d", "client_id=svc");
      assertThat(Fixture.from(harmless, fixture.client).to(server).body()).isEqualTo("ran");
      Wire other = Wire.form("/open/token?client_id=other", "client_id=svc");
      assertThat(Fixture.from(other, fixture.client).to(server).body()).contains("invalid_request");
      Wire token = Wire.get("/open/api?access_token=other").bearer("own");
      assertThat(Fixture.from(token, fixture.client).to(server).status()).isEqualTo(400);
    }
  }

  /** Beginning with the harmless one more often than not. */
  private static String pieces(Random random, String harmless) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : harmless);
    int count = random.nextInt(MOST_PIECES);
    for (int i = 0; i < count; i++) {
      text.append('&').append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  /** Whom the filter found, and every value that the application could take for the client's id. */
  private static void tell(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
    Map<String, String[]> all = request.getParameterMap();
    String[] values = request.getParameterValues("client_id");
    boolean same =
        Arrays.equals(values, all.get("client_id"))
            && values[0].equals(request.getParameter("client_id"));
    response.getWriter().write(client.clientId() + " " + (same ? Arrays.toString(values) : "?"));
  }
}
