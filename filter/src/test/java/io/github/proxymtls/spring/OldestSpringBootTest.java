package io.github.proxymtls.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.Pki;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A running application with the oldest supported Spring Boot. */
class OldestSpringBootTest {

  private static final String SECRET = "s3cret-of-the-proxy";
  private static final String HASH =
      OpenBSDBCrypt.generate(
          "2y", SECRET.toCharArray(), "0123456789abcdef".getBytes(StandardCharsets.US_ASCII), 4);

  private final Pki.Authority root = Pki.create().root("Example Root");
  private final Pki.Held client = root.client("svc").issue();

  @TempDir private Path folder;

  @AllowedLog("The MBean registry cannot be disabled")
  @Test
  void applicationSeesTheForwardedClient() throws Exception {
    Path anchors = Files.writeString(folder.resolve("client-ca.pem"), root.pem());
    try (var context =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(Application.class)
                .run(
                    "--spring.main.banner-mode=off",
                    "--proxymtls.enabled=true",
                    "--proxymtls.format=rfc9440",
                    "--proxymtls.proxy.authentication=basic",
                    "--proxymtls.proxy.basic.header=X-Proxy-Authorization",
                    "--proxymtls.proxy.basic.user=edge-1",
                    "--proxymtls.proxy.basic.password-hash=" + HASH,
                    "--proxymtls.client.trust-anchors=" + anchors)) {
      int port = context.getWebServer().getPort();

      HttpResponse<String> accepted = get(port, "edge-1:" + SECRET);
      assertThat(accepted.statusCode()).isEqualTo(200);
      assertThat(accepted.body()).isEqualTo("CN=svc null");

      HttpResponse<String> refused = get(port, "edge-1:guess");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("proxy-not-trusted");
    }
  }

  private HttpResponse<String> get(int port, String credential) throws Exception {
    Base64.Encoder base64 = Base64.getEncoder();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/me"))
            .header("Client-Cert", ":" + base64.encodeToString(client.der()) + ":")
            .header(
                "X-Proxy-Authorization",
                "Basic " + base64.encodeToString(credential.getBytes(StandardCharsets.UTF_8)))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(ProxyMtlsAutoConfiguration.class)
  static class Application {

    @Bean
    TomcatServletWebServerFactory server() {
      TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
      factory.setAddress(InetAddress.getLoopbackAddress());
      return factory;
    }

    @Bean
    ServletRegistrationBean<Me> me() {
      return new ServletRegistrationBean<>(new Me(), "/me");
    }
  }

  /** Answers with the principal and with the header that the application must not see. */
  static final class Me extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print(request.getUserPrincipal().getName() + " " + request.getHeader("Client-Cert"));
    }
  }
}
