package io.github.proxymtls.samples.server;

import io.github.proxymtls.oauth.MutualTlsMetadata;
import io.github.proxymtls.oauth.MutualTlsMetadata.Method;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metadata of the authorization server (RFC 8414, RFC 8705 sections 2 and 3.3). */
final class MetadataServlet extends HttpServlet {

  static final String PATH = "/.well-known/oauth-authorization-server";

  private static final long serialVersionUID = 1L;

  @Override
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      Json.error(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "method_not_allowed");
      return;
    }
    Json.write(response, HttpServletResponse.SC_OK, document());
  }

  private static Map<String, Object> document() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", TokenIssuer.NAME);
    members.put("token_endpoint", TokenIssuer.NAME + TokenServlet.PATH);
    members.put("response_types_supported", List.of());
    members.put("grant_types_supported", List.of("client_credentials"));
    return MutualTlsMetadata.none()
        .method("token_endpoint", Method.TLS_CLIENT_AUTH)
        .method("token_endpoint", Method.SELF_SIGNED_TLS_CLIENT_AUTH)
        .boundAccessTokens()
        .addedTo(members);
  }
}
