package io.github.proxymtls.samples.server;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;

/**
 * The web application that the containers run: the filter in front of every path, for all five
 * dispatcher types.
 *
 * @param servlets the servlets, by URL pattern
 */
record Application(Filter filter, Map<String, HttpServlet> servlets) {

  static Application of(Filter filter, TokenIssuer issuer) {
    WhoamiServlet whoami = new WhoamiServlet();
    return new Application(
        filter,
        Map.of(
            WhoamiServlet.PAGE + "/*",
            whoami,
            "/api/resource",
            whoami,
            TokenServlet.PATH,
            new TokenServlet(issuer),
            MetadataServlet.PATH,
            new MetadataServlet(),
            "/health",
            new HealthServlet(),
            "/",
            new NotFoundServlet()));
  }
}
