package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat maps its WebSocket filter after those that are declared. */
@ExpectedLog({
  "reason=certificate-required",
  "reason=proxy-credential-missing",
  "reason=proxy-credential-wrong"
})
@Tag("slow")
class TomcatWebSocketTest {

  @TempDir Path folder;
  @TempDir Path base;

  @Test
  void rejectsUnauthenticatedPeersWhereTheFilterIsAddedToTheContainer() throws Exception {
    Fixture fixture = new Fixture(folder);
    Tomcat tomcat = tomcat();
    Context context = tomcat.addContext("", base.toString());
    context.addServletContainerInitializer(new WsSci(), null);
    FilterDef filter = new FilterDef();
    filter.setFilterName("proxymtls");
    filter.setFilterClass(ProxyMtlsFilter.class.getName());
    filter.setAsyncSupported("true");
    fixture.parameters().forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("proxymtls");
    mapping.addURLPattern("/*");
    context.addFilterMap(mapping);
    assertProtected(tomcat, context, fixture);
  }

  @Test
  void rejectsUnauthenticatedPeersWhereWebXmlDeclaresTheFilter() throws Exception {
    Fixture fixture = new Fixture(folder);
    WebXml.write(base, fixture, "");
    Tomcat tomcat = tomcat();
    Context context = tomcat.addContext("", base.toString());
    context.addLifecycleListener(new ContextConfig());
    // The class path has Jetty's WebSocket, too; Logback's initializer would end all logging.
    context.setContainerSciFilter("jetty|logback");
    assertProtected(tomcat, context, fixture);
  }

  private Tomcat tomcat() {
    System.clearProperty("catalina.home");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "131072");
    return tomcat;
  }

  private static void assertProtected(Tomcat tomcat, Context context, Fixture fixture)
      throws Exception {
    SocketEndpoint endpoint = new SocketEndpoint();
    context.addServletContainerInitializer((classes, servlets) -> endpoint.addTo(servlets), null);
    Tomcat.addServlet(context, "idle", DefaultServlet.class.getName());
    context.addServletMapping("/*", "idle");
    tomcat.start();
    try (Container.Running server = running(tomcat)) {
      WebSocketTest.assertUnauthenticatedPeersRejected(server, fixture);
      assertThat(endpoint.opened()).isZero();
      WebSocketTest.assertClientSeen(server, fixture);
    }
  }

  private static Container.Running running(Tomcat tomcat) {
    return new Container.Running() {
      @Override
      public int port() {
        return tomcat.getConnector().getLocalPort();
      }

      @Override
      public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
      }
    };
  }
}
