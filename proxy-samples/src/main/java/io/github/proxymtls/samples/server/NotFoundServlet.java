package io.github.proxymtls.samples.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers all other paths. */
final class NotFoundServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Json.error(response, HttpServletResponse.SC_NOT_FOUND, "not_found");
  }
}
