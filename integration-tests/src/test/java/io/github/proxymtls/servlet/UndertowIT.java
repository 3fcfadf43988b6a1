package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import io.undertow.Handlers;
import io.undertow.servlet.spec.ServletContextImpl;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the filter's tests of all containers in Undertow. Overridden tests are those for which
 * Undertow differs, or that are about another container.
 */
@Tag("slow")
@AllowedLog({"XNIO001007", "XNIO001009"}) // Threads of XNIO end a little later than the server.
class UndertowIT {

  @Nested
  class BadInput extends BadInputTest {

    BadInput(@TempDir Path folder) throws Exception {
      super(folder);
    }

    /**
     * Undertow closes a connection with a broken chunk at once, whatever the application answers.
     */
    @Override
    void assertContainerRefuses(String name, Wire request, Container.Running server)
        throws Exception {
      if (name.endsWith("no chunk size")) {
        assertThat(request.hangsUp(server)).as(name).isTrue();
      } else {
        super.assertContainerRefuses(name, request, server);
      }
    }
  }

  @Nested
  class CacheControl extends CacheControlTest {

    @Override
    String cacheControlOfErrors(Container container, String ours) {
      return ours;
    }

    /** Within an include Undertow sets no header, not even for a filter. */
    @Override
    @ParameterizedTest
    @EnumSource
    void forbidsStorageOfPageThatIncludesCoveredPage(Container container) throws Exception {
      assertCacheControl(container, "default", "/open/including", null);
    }
  }

  @Nested
  class ClientSource extends ClientSourceTest {}

  @Nested
  class CompanionHeaders extends CompanionHeadersTest {}

  /** When Undertow trusts headers, it has no other source for this value. */
  @Nested
  class ConnectionFacts extends ConnectionFactsTest {

    @Override
    void reportsNoTlsRegardlessOfHeaders(Container container) {}

    @Override
    void reportsTlsRegardlessOfHeaders(Container container) {}

    @Override
    void marksAddressThatTomcatRewrote() {}

    /** Invariant 3. */
    @ParameterizedTest
    @EnumSource
    void aCertificateOfUndertowsHeaderProvesNoProxy(Container container) throws Exception {
      Fixture fixture = new Fixture(folder);
      WebApp bare = WebApp.behind().trustingHeaders().on("/*", View::write);
      try (ProxyMtls engine = fixture.mutualEngine().build();
          Container.Running control = container.start(bare);
          Container.Running server =
              container.start(WebApp.behind(engine).trustingHeaders().on("/*", View::write))) {
        assertThat(forged(fixture.proxy).to(control).line("certificates")).isEqualTo("CN=edge-1");

        Wire.Reply forged = with(fixture.client, forged(fixture.proxy)).to(server);
        assertThat(forged.status()).isEqualTo(400);
        assertThat(forged.body()).contains("header-foreign");
        Wire cipher = Wire.get("/a").header("ssl_cipher", "TLS_AES_256_GCM_SHA384");
        Wire.Reply unproved = with(fixture.client, cipher).to(server);
        assertThat(unproved.status()).isEqualTo(403);
        assertThat(unproved.body()).contains("proxy-not-trusted");
      }
    }

    private static Wire forged(Pki.Held certificate) {
      return Wire.get("/a")
          .header("ssl_cipher", "TLS_AES_256_GCM_SHA384")
          .header("ssl_client_cert", certificate.certificatePem().strip().replace('\n', ' '));
    }

    private static Wire with(Pki.Held client, Wire request) {
      return request.header("Client-Cert", Fixture.value(client));
    }
  }

  @Nested
  class BeforeFilter extends BeforeFilterTest {}

  @Nested
  class FormBodies extends FormBodyTest {}

  @Nested
  class FormReplay extends FormReplayTest {

    /** Undertow takes no request but its own and wrappers of it, as Jetty. */
    @Override
    void rejectsFormWithAClientThatTheContainerHasAlready(Container container) {}

    @Override
    void hidesClientThatAValveAdds(Container container) {}

    @Override
    void forwardDoesNotShowClientThatAValveAdds(Container container) {}

    /** Undertow's handlers add parameters that are in no query. */
    @ExpectedLog({"code=token-unverified", "reason=form-malformed"})
    @ParameterizedTest
    @EnumSource
    void applicationReadsParameterOfPathUnlessTheFormHasIt(Container container) throws Exception {
      try (Running running =
          start(
              container,
              app ->
                  app.initializer(UndertowIT::addPathTemplate)
                      .on("/token/*", FormReplayTest::parameters))) {
        Wire.Reply reply = running.send(Wire.form("/token/bank", "client_id=svc"));
        assertThat(reply.line("map")).isEqualTo("{client_id=[svc], tenant=[bank]}");
        Wire other = Wire.form("/token/bank", "client_id=svc&tenant=other");
        assertThat(running.send(other).status()).isEqualTo(400);
      }
    }

    @Override
    void assertRefusesBrokenQuery(Wire.Reply reply) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).as("Undertow's own").isEmpty();
    }
  }

  @Nested
  @AllowedLog(
      "Exception handling request to /fails | jakarta.servlet.ServletException: application")
  class Invariants extends InvariantsTest {}

  @Nested
  class OneParse extends OneParseTest {}

  @Nested
  class Profiles extends ProfilesTest {}

  @Nested
  class Rejections extends RejectionTest {

    @Override
    boolean refusedByTheContainer(Container container, String path) {
      return false;
    }

    @Override
    void rejectsPathThatTheContainerDoesNotReturn() {}
  }

  @Nested
  class ReportOnly extends ReportOnlyTest {

    @Override
    void keepsParameterThatAValveAdds(Container container) {}
  }

  @Nested
  class SeenByApplication extends SeenByApplicationTest {}

  @Nested
  class Sessions extends SessionTest {}

  @Nested
  class Start extends StartTest {

    /** No matter of the container. */
    @Override
    void writesToTheLogOfTheContextWhereSlf4jHasNoProvider() {}

    /** By default Undertow does not initialise a filter before its first request. */
    @Test
    @AllowedLog({"UT005022", "UT005023", "UT015019"})
    void whereTheFilterStartsWithTheFirstRequestAnInvalidConfigurationRefusesAll()
        throws Exception {
      AtomicInteger runs = new AtomicInteger();
      WebApp app =
          WebApp.behind(new ProxyMtlsFilter())
              .filterParameters(Map.of("proxymtls.format", "no-such-format"))
              .errorPage(500, "/page")
              .on("/*", (request, response) -> runs.incrementAndGet());
      try (Container.Running server = Container.UNDERTOW.startLazily(app)) {
        for (int request = 0; request < 2; request++) {
          assertThat(Wire.get("/a").to(server).status()).isEqualTo(500);
        }
      }
      assertThat(runs).hasValue(0);
    }
  }

  @Nested
  class UnauthenticatedCertificate extends UnauthenticatedCertificateTest {}

  /** A session that ends with the server may find the server's threads gone. */
  @Nested
  @AllowedLog({
    "UT026008",
    "UT026010",
    "XNIO000011: Task io.undertow.websockets.jsr.UndertowSession"
  })
  class WebSockets extends WebSocketTest {}

  private static void addPathTemplate(ServletContext context) {
    ((ServletContextImpl) context)
        .getDeployment()
        .getDeploymentInfo()
        .addOuterHandlerChainWrapper(next -> Handlers.pathTemplate().add("/token/{tenant}", next));
  }
}
