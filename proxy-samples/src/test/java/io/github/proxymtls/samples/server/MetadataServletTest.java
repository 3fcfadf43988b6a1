package io.github.proxymtls.samples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.testing.Pki;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class MetadataServletTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Container.class)
  void listsTheMutualTlsMethodsAndBoundTokens(Container container) throws Exception {
    try (ReferenceServer server = ReferenceServer.start(configuration(), 0, container, null)) {
      HttpResponse<String> answer = send(server, "GET");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(JSONObjectUtils.parse(answer.body()))
          .containsEntry("issuer", "https://authorization-server.example")
          .containsEntry("token_endpoint", "https://authorization-server.example/oauth2/token")
          .containsEntry(
              "token_endpoint_auth_methods_supported",
              List.of("tls_client_auth", "self_signed_tls_client_auth"))
          .containsEntry("tls_client_certificate_bound_access_tokens", true);
      assertThat(send(server, "POST").statusCode()).isEqualTo(405);
    }
  }

  private static HttpResponse<String> send(ReferenceServer server, String method) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.uri().resolve(MetadataServlet.PATH))
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
  }

  private Path configuration() throws Exception {
    Path anchors = folder.resolve("anchors.pem");
    Files.writeString(anchors, Pki.create().root("Root").pem());
    Path file = folder.resolve("proxymtls.properties");
    Files.writeString(
        file,
        """
        proxymtls.client.source=tls
        proxymtls.client.trust-anchors=%s
        proxymtls.paths.exclude=%s
        """
            .formatted(anchors, MetadataServlet.PATH));
    return file;
  }
}
