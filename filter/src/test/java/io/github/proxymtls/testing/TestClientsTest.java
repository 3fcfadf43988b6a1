package io.github.proxymtls.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** What {@code filter/docs/testing.md} shows. */
class TestClientsTest {

  private static final Path PAGE = Path.of("docs", "testing.md");

  @RestController
  static final class Greeting {

    @GetMapping("/hello")
    String hello(Principal client, @RequestAttribute(ClientIdentity.ATTRIBUTE) ClientIdentity id) {
      return client.getName() + " " + id.acceptance();
    }
  }

  @Test
  @ExpectedLog("is mapped to []")
  void aTestOfAControllerRunsAsAClient() throws Exception {
    // page: mockmvc
    try (TestClients clients = TestClients.create()) {
      MockMvc mvc =
          MockMvcBuilders.standaloneSetup(new Greeting())
              .addFilter(
                  clients.filter(),
                  "proxymtls",
                  Map.of(),
                  EnumSet.allOf(DispatcherType.class),
                  "/*")
              .build();
      TestClients.Client alice = clients.named("alice");

      mvc.perform(alice.sends(get("/hello"), (request, name, value) -> request.header(name, value)))
          .andExpect(status().isOk())
          .andExpect(content().string("CN=alice PKIX"));
    }
    // end
  }

  @Test
  @ExpectedLog("is mapped to []")
  void aRequestPostProcessorRunsARequestAsAClient() throws Exception {
    try (TestClients clients = TestClients.create()) {
      MockMvc mvc =
          MockMvcBuilders.standaloneSetup(new Greeting())
              .addFilter(
                  clients.filter(),
                  "proxymtls",
                  Map.of(),
                  EnumSet.allOf(DispatcherType.class),
                  "/*")
              .build();
      TestClients.Client alice = clients.named("alice");
      mvc.perform(
              get("/hello")
                  .with(request -> alice.sends(request, MockHttpServletRequest::addHeader)))
          .andExpect(content().string("CN=alice PKIX"));
    }
  }

  @AllowedLog("code=container-header-limit")
  @Test
  void aTestOfAServletRunsAsAClient() throws Exception {
    // page: servlet
    try (TestClients clients = TestClients.create()) {
      Server server = new Server(0);
      ServletContextHandler application = new ServletContextHandler();
      application.addServlet(new ServletHolder(new Whoami()), "/whoami");
      application.addServletContainerInitializer(
          (types, context) -> ProxyMtlsFilter.register(context, clients.engine()));
      server.setHandler(application);
      server.start();
      int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();

      URI uri = URI.create("http://127.0.0.1:" + port + "/whoami");
      HttpRequest request =
          clients
              .named("alice")
              .sends(HttpRequest.newBuilder(uri), HttpRequest.Builder::header)
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("CN=alice");
      server.stop();
    }
    // end
  }

  @Test
  void anIdentityComesOutOfADecision() {
    // page: identity
    try (TestClients clients =
        TestClients.create(Map.of("proxymtls.client.principal", "san-dns"))) {
      ClientIdentity client =
          clients.named("svc", certificate -> certificate.dns("svc.example")).identity();

      assertThat(client.principal()).isEqualTo("svc.example");
    }
    // end
  }

  @Test
  void aClientThatTheKeysRefuseHasNoIdentity() {
    try (TestClients clients =
        TestClients.create(Map.of("proxymtls.client.allow.san-dns", "svc.example"))) {
      assertThatThrownBy(() -> clients.named("alice").identity())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("CERTIFICATE_NOT_ALLOWED");
    }
  }

  @Test
  void eachCreationHasItsOwnAuthorityAndCredential() {
    try (TestClients one = TestClients.create();
        TestClients two = TestClients.create()) {
      assertThat(one.engine().decide(new ClientRequest(two.named("alice").headers())).toString())
          .contains("PROXY_CREDENTIAL_WRONG");
    }
  }

  @Test
  void thePageShowsTheLinesThatRunHere() throws IOException {
    List<String> source =
        Files.readAllLines(
            Path.of("src/test/java/io/github/proxymtls/testing/TestClientsTest.java"));
    String page = Files.readString(PAGE);
    for (String part : List.of("mockmvc", "servlet", "identity")) {
      int from = source.indexOf("    // page: " + part) + 1;
      int to = from + source.subList(from, source.size()).indexOf("    // end");
      assertThat(from).isPositive();
      assertThat(page).contains(String.join("\n", source.subList(from, to)).stripIndent());
    }
  }

  private static final class Whoami extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().write(request.getUserPrincipal().getName());
    }
  }

  @Test
  @ExpectedLog({"is mapped to []", "send it as a client of TestClients"})
  void rejectionOfAMockRequestNamesTheTestClients() throws Exception {
    try (TestClients clients = TestClients.create()) {
      MockMvcBuilders.standaloneSetup(new Greeting())
          .addFilter(
              clients.filter(), "proxymtls", Map.of(), EnumSet.allOf(DispatcherType.class), "/*")
          .build()
          .perform(get("/hello"))
          .andExpect(status().isForbidden());
    }
  }
}
