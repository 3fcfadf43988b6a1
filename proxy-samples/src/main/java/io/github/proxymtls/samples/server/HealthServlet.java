package io.github.proxymtls.samples.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /health}: {@code ok}. */
final class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      Json.error(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "method_not_allowed");
      return;
    }
    response.setContentType("text/plain");
    response.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
  }
}
