package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The id that the response and the log line of a rejection have in common. */
@Tag("slow")
class RequestIdTest {

  private static final String ID = "X-Request-Id";
  private static final String RANDOM = "[0-9a-f]{32}";
  private static final String GIVEN = "aB3_-aB3_-";

  @TempDir Path folder;

  @ExpectedLog({"reason=certificate-required", "reason=path-ambiguous"})
  @ParameterizedTest
  @EnumSource
  void answersEveryRejectionWithTheIdOfItsLogLine(Container container) throws Exception {
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine =
            new Fixture(folder).engine().set("proxymtls.paths.exclude", "/health").build();
        Container.Running server = start(container, engine)) {
      for (Wire request : List.of(Wire.get("/a"), Fixture.credential(Wire.get("/a;b")))) {
        Wire.Reply reply = request.to(server);
        String id = Objects.requireNonNull(reply.header(ID));

        assertThat(id).matches(RANDOM);
        assertThat(reply.body()).contains("\"instance\":\"urn:proxymtls:request:" + id + "\"");
        assertThat(last(log)).contains(" id=\"" + id + "\"");
      }
    }
  }

  /** RFC 6749 section 5.2 defines the members of this body. */
  @ExpectedLog("reason=client-id-invalid")
  @Test
  void answersAnOAuthErrorWithTheIdInTheHeaderAlone() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.clients", fixture.file("clients.json", "[]"))
                .set("proxymtls.binding.client-authentication", "/token")
                .build();
        Container.Running server = start(Container.TOMCAT, engine)) {
      Wire.Reply reply = Fixture.from(Wire.form("/token", "a=b"), fixture.client).to(server);

      assertThat(reply.header(ID)).matches(RANDOM);
      assertThat(reply.body()).isEqualTo("{\"error\":\"invalid_request\"}");
    }
  }

  @ExpectedLog("reason=certificate-required")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678",
        GIVEN,
        "0123456789abcdef0123456789abcdef-0123456789abcdef_0123456789abcd"
      })
  void takesTheIdOfAnAuthenticatedProxy(String given) throws Exception {
    assertThat(idOf(Fixture.credential(Wire.get("/a")).header(ID, given))).isEqualTo(given);
  }

  @ExpectedLog("reason=certificate-required")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234567",
        "0123456789abcdef0123456789abcdef-0123456789abcdef_0123456789abcde",
        "1234 5678",
        "12345678.",
        "12345678\u00e9",
        "{\"a\":\"b\"}",
        "",
      })
  void ignoresAMalformedIdOfTheProxy(String given) throws Exception {
    assertThat(idOf(Fixture.credential(Wire.get("/a")).header(ID, given))).matches(RANDOM);
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void ignoresAnIdThatOccursTwice() throws Exception {
    Wire twice = Fixture.credential(Wire.get("/a")).header(ID, GIVEN).header(ID, GIVEN);

    assertThat(idOf(twice)).matches(RANDOM);
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void ignoresTheIdOfAPeerThatIsNoProxy() throws Exception {
    assertThat(idOf(Wire.get("/a").header(ID, GIVEN))).matches(RANDOM);
  }

  @ExpectedLog({"reason=proxy-credential-wrong", "reason=header-twin"})
  @Test
  void rejectsNothingBecauseOfAnId() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server = start(Container.JETTY, engine)) {
      Wire.Reply accepted =
          Fixture.from(Wire.get("/a"), fixture.client).header(ID, "?").header(ID, "!").to(server);
      assertThat(accepted.status()).isEqualTo(200);
      assertThat(accepted.header(ID)).isNull();

      Wire wrong = Wire.get("/a").header("Proxy-Authorization", Fixture.basic("edge-1:wrong"));
      assertThat(wrong.header(ID, GIVEN).to(server).header(ID)).matches(RANDOM);
      Wire twin = Fixture.credential(Wire.get("/a")).header("Client_Cert", "x");
      assertThat(twin.header(ID, GIVEN).to(server).header(ID)).isEqualTo(GIVEN);
    }
  }

  @ExpectedLog({"code=token-unverified", "reason=token-missing"})
  @ParameterizedTest
  @EnumSource
  void isTheSameForEveryDecisionOnARequest(Container container) throws Exception {
    List<String> told = new ArrayList<>();
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.protected-resources", "/api/*")
                .listener(
                    new ProxyMtlsListener() {
                      @Override
                      public void decided(DecidedRequest request) {
                        told.add(request.requestId());
                      }
                    })
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on("/f", (in, out) -> in.getRequestDispatcher("/api/a").forward(in, out))
                    .on("/*", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.get("/f"), fixture.client).to(server);

      assertThat(reply.status()).isEqualTo(401);
      assertThat(told).hasSize(2).containsOnly(reply.header(ID));
    }
  }

  /** The line, the listener and the decision name the same certificate. */
  @ExpectedLog("reason=client-mismatch")
  @Test
  void logsMethodPathAndThePresentedCertificateOfAMismatch() throws Exception {
    List<DecidedRequest> told = new ArrayList<>();
    Fixture fixture = new Fixture(folder);
    String clients =
        """
        [{"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_subject_dn": "CN=another"}]
        """;
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.clients", fixture.file("clients.json", clients))
                .set("proxymtls.binding.client-authentication", "/token")
                .listener(
                    new ProxyMtlsListener() {
                      @Override
                      public void decided(DecidedRequest request) {
                        assertThat(request.path()).isEqualTo("/token");
                        assertThat(request.method()).isEqualTo("POST");
                        assertThat(request.clientId()).isEqualTo("svc");
                        assertThat(request.certificate())
                            .isEqualTo(((Decision.Rejected) request.decision()).certificate());
                        told.add(request);
                      }
                    })
                .build();
        Container.Running server = start(Container.TOMCAT, engine)) {
      Fixture.from(Wire.form("/token?secret=1", "client_id=svc"), fixture.client).to(server);

      assertThat(told).hasSize(1);
      assertThat(last(log))
          .startsWith("rejected reason=client-mismatch status=401 method=\"POST\" path=\"/token\" ")
          .contains(
              " peer=\"127.0.0.1\" proxy=\"edge-1\" profile=none id=\"",
              " subject=\"CN=svc,O=Acme\" serial=\""
                  + fixture.client.certificate().getSerialNumber().toString(16)
                  + "\" thumbprint=\""
                  + fixture.client.thumbprint()
                  + "\" detail=\"client svc ")
          .doesNotContain("secret");
    }
  }

  /** A session id in the path is a credential. */
  @ExpectedLog("reason=path-ambiguous")
  @ParameterizedTest
  @EnumSource
  void logsNoPathParameter(Container container) throws Exception {
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine =
            new Fixture(folder).engine().set("proxymtls.paths.exclude", "/health").build();
        Container.Running server = start(container, engine)) {
      Wire.get("/a;jsessionid=SECRET/b;x;y").to(server);

      assertThat(last(log)).contains(" path=\"/a;/b;\"").doesNotContain("SECRET");
    }
  }

  private String idOf(Wire request) throws Exception {
    try (ProxyMtls engine = new Fixture(folder).engine().build();
        Container.Running server = start(Container.TOMCAT, engine)) {
      return Objects.requireNonNull(request.to(server).header(ID));
    }
  }

  private static Container.Running start(Container container, ProxyMtls engine) throws Exception {
    return container.start(WebApp.behind(engine).on("/*", View::write));
  }

  private static String last(LogCapture log) {
    return log.lines().get(log.lines().size() - 1);
  }
}
