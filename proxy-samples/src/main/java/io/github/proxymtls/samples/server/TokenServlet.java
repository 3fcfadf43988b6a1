package io.github.proxymtls.samples.server;

import io.github.proxymtls.ClientIdentity;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /oauth2/token}: the client credentials grant (RFC 6749 section 4.4), for mTLS clients
 * only.
 */
final class TokenServlet extends HttpServlet {

  static final String PATH = "/oauth2/token";

  private static final long serialVersionUID = 1L;

  private final transient TokenIssuer issuer;

  TokenServlet(TokenIssuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      Json.error(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "method_not_allowed");
      return;
    }
    ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
    String token = client == null ? null : issuer.issue(client);
    if (token == null) {
      Json.error(response, HttpServletResponse.SC_UNAUTHORIZED, "invalid_client");
      return;
    }
    String refusal = refusal(request.getParameterValues("grant_type"));
    if (refusal != null) {
      Json.error(response, HttpServletResponse.SC_BAD_REQUEST, refusal);
      return;
    }
    Json.write(response, HttpServletResponse.SC_OK, answer(token));
  }

  private static @Nullable String refusal(String @Nullable [] grantTypes) {
    if (grantTypes == null || grantTypes.length != 1) {
      return "invalid_request";
    }
    return grantTypes[0].equals("client_credentials") ? null : "unsupported_grant_type";
  }

  private static Map<String, Object> answer(String token) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("access_token", token);
    members.put("token_type", "Bearer");
    members.put("expires_in", TokenIssuer.LIFETIME.toSeconds());
    return members;
  }
}
