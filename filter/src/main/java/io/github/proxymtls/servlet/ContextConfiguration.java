package io.github.proxymtls.servlet;

import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/**
 * The one configuration that decides in a servlet context. Several filters may share it, as a
 * second pass does nothing; two configurations would hide each other's headers.
 */
final class ContextConfiguration {

  private static final String ATTRIBUTE = "io.github.proxymtls.servlet.ContextConfiguration";

  private final ServletContext context;
  private final Configuration configuration;
  private final SessionBinding sessions = new SessionBinding();

  private ContextConfiguration(ServletContext context, Configuration configuration) {
    this.context = context;
    this.configuration = configuration;
  }

  /**
   * Claims a context, or joins the claim of an equal configuration.
   *
   * @throws ServletException where another configuration is in force
   */
  static ContextConfiguration of(ServletContext context, Configuration configuration)
      throws ServletException {
    Object present = context.getAttribute(ATTRIBUTE);
    if (present == null) {
      ContextConfiguration claim = new ContextConfiguration(context, configuration);
      context.setAttribute(ATTRIBUTE, claim);
      return claim;
    }
    if (present instanceof ContextConfiguration claim
        && claim.configuration.equals(configuration)) {
      return claim;
    }
    throw new ServletException(
        "two differently configured proxymtls filters in the context '"
            + context.getContextPath()
            + "': register one");
  }

  /** Gives the context back. */
  void release() {
    if (context.getAttribute(ATTRIBUTE) == this) {
      context.removeAttribute(ATTRIBUTE);
    }
  }

  /** The request attribute of an exchange; a dispatch into another context has its own. */
  String exchangeAttribute() {
    return "io.github.proxymtls.servlet.RequestState" + context.getContextPath();
  }

  SessionBinding sessions() {
    return sessions;
  }
}
