package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security and listeners that {@code web.xml} declares. */
@Tag("slow")
class WebXmlSecurityTest {

  private static final String FORM =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>admin</web-resource-name>
          <url-pattern>/admin/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>admin</role-name></auth-constraint>
      </security-constraint>
      <login-config>
        <auth-method>FORM</auth-method>
        <form-login-config>
          <form-login-page>/login</form-login-page>
          <form-error-page>/error</form-error-page>
        </form-login-config>
      </login-config>
      <security-role><role-name>admin</role-name></security-role>
      """;

  private static final String CONFIDENTIAL =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>all</web-resource-name>
          <url-pattern>/*</url-pattern>
        </web-resource-collection>
        <user-data-constraint>
          <transport-guarantee>CONFIDENTIAL</transport-guarantee>
        </user-data-constraint>
      </security-constraint>
      """;

  private static final String NO_TRACE =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>trace</web-resource-name>
          <url-pattern>/</url-pattern>
          <http-method>TRACE</http-method>
        </web-resource-collection>
        <auth-constraint/>
      </security-constraint>
      <deny-uncovered-http-methods/>
      """;

  private static final String LISTENER =
      "<listener><listener-class>%s</listener-class></listener>"
          .formatted(BeforeFilterTest.Early.class.getName());

  private static final String ALLOW =
      "<context-param><param-name>proxymtls.servlet.container-security</param-name>"
          + "<param-value>allow</param-value></context-param>";

  private static final String SERVLET =
      """
      <servlet>
        <servlet-name>default</servlet-name>
        <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
      </servlet>
      <servlet-mapping>
        <servlet-name>default</servlet-name>
        <url-pattern>/</url-pattern>
      </servlet-mapping>
      """;

  private static final String FORM_RULES =
      "[login-config FORM, security-constraint on [/admin/*] for the roles [admin]]";

  @TempDir private Path folder;

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "startup failed due to previous errors",
    "Failed startup of context",
    "Unable to get known Configuration" // Of Jetty, once in a JVM.
  })
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failsTheStartForConstraintsOfWebXml(boolean jetty) throws Exception {
    assertThat(failure(jetty, FORM)).contains("[container-security]", FORM_RULES);
    assertThat(failure(jetty, CONFIDENTIAL)).contains("security-constraint on [/*] with TLS");
  }

  @ExpectedLog("code=request-listeners")
  @AllowedLog("Unable to get known Configuration")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void startsWithAConstraintThatDeniesEveryoneAndNamesTheListener(boolean jetty) throws Exception {
    try (LogCapture log = LogCapture.open();
        Container.Running server = start(jetty, NO_TRACE + LISTENER)) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines())
          .filteredOn(line -> line.contains("code=request-listeners"))
          .singleElement()
          .asString()
          .contains("[" + BeforeFilterTest.Early.class.getName() + "]");
    }
  }

  /** Why the start fails by default: passwords can be tried without any certificate. */
  @ExpectedLog({"code=container-security", "reason=certificate-required"})
  @Test
  void whereItIsAllowedTheContainerTellsARightPasswordFromAWrongOneWithoutACertificate()
      throws Exception {
    try (Container.Running server = start(false, FORM + ALLOW + SERVLET)) {
      assertThat(Wire.get("/a").to(server).status()).isEqualTo(403);
      assertThat(login("right", server)).isEqualTo(408);
      assertThat(login("wrong", server)).isEqualTo(403);
    }
  }

  private static int login(String password, Container.Running server) throws Exception {
    return Wire.form("/j_security_check", "j_username=admin&j_password=" + password)
        .to(server)
        .status();
  }

  private String failure(boolean jetty, String more) throws Exception {
    StringBuilder text = new StringBuilder();
    Handler failures =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            text.append(line.getThrown() == null ? "" : line.getThrown().getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger tomcat = Logger.getLogger("org.apache.catalina.core");
    tomcat.addHandler(failures);
    try {
      assertThatThrownBy(() -> start(jetty, more).close())
          .satisfies(thrown -> text.append(thrown.getMessage()));
    } finally {
      tomcat.removeHandler(failures);
    }
    return text.toString();
  }

  private Container.Running start(boolean jetty, String more) throws Exception {
    WebXml.write(folder, new Fixture(folder), more);
    return jetty ? jetty() : tomcat();
  }

  private Container.Running tomcat() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "131072");
    tomcat.addUser("admin", "right");
    tomcat.addRole("admin", "admin");
    StandardContext context = new StandardContext();
    context.setPath("");
    context.setDocBase(folder.toString());
    context.setParentClassLoader(getClass().getClassLoader());
    context.setContainerSciFilter(".*");
    StandardJarScanner scanner = (StandardJarScanner) context.getJarScanner();
    scanner.setScanClassPath(false);
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(Constants.NoDefaultWebXml);
    context.addLifecycleListener(config);
    tomcat.getHost().addChild(context);
    tomcat.start();
    Container.Running running = running(() -> tomcat.getConnector().getLocalPort(), tomcat::stop);
    if (context.getState() != LifecycleState.STARTED) {
      running.close();
      throw new IllegalStateException("the context did not start");
    }
    return running;
  }

  private Container.Running jetty() throws Exception {
    WebAppContext context = new WebAppContext();
    context.setBaseResourceAsString(folder.toString());
    context.setThrowUnavailableOnStartupException(true);
    context.setAttribute(
        "org.eclipse.jetty.containerInitializerExclusionPattern", "(org\\.apache|ch\\.qos)\\..*");
    Server server = new Server();
    HashLoginService users = new HashLoginService("test");
    users.setUserStore(new UserStore());
    context.getSecurityHandler().setLoginService(users);
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(128 * 1024);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    try {
      server.start();
    } catch (Exception failure) {
      server.stop();
      throw failure;
    }
    return running(connector::getLocalPort, server::stop);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Container.Running running(java.util.function.IntSupplier port, Action close) {
    return new Container.Running() {
      @Override
      public int port() {
        return port.getAsInt();
      }

      @Override
      public void close() throws Exception {
        close.run();
      }
    };
  }
}
