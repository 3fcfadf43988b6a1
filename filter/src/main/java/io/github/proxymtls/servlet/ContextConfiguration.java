package io.github.proxymtls.servlet;

import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/**
 * The configuration that applies in a servlet context. Several filters may share it, because the
 * second one does nothing. Two different configurations would hide each other's headers.
 */
final class ContextConfiguration {

  private static final String ATTRIBUTE = "io.github.proxymtls.servlet.ContextConfiguration";

  private final ServletContext context;
  private final Configuration configuration;
  private final String stateAttribute;
  private final SessionBinding sessions = new SessionBinding();

  private ContextConfiguration(ServletContext context, Configuration configuration) {
    this.context = context;
    this.configuration = configuration;
    stateAttribute = "io.github.proxymtls.servlet.RequestState" + context.getContextPath();
  }

  /**
   * Registers the configuration of a context, or returns the registered one if it is equal.
   *
   * @throws ServletException if the context has another configuration
   */
  static ContextConfiguration of(ServletContext context, Configuration configuration)
      throws ServletException {
    Object present = context.getAttribute(ATTRIBUTE);
    if (present == null) {
      ContextConfiguration registered = new ContextConfiguration(context, configuration);
      context.setAttribute(ATTRIBUTE, registered);
      return registered;
    }
    if (present instanceof ContextConfiguration registered
        && registered.configuration.equals(configuration)) {
      return registered;
    }
    throw new ServletException(
        "two differently configured proxymtls filters in the context '"
            + context.getContextPath()
            + "': register one");
  }

  /** Removes the configuration from the context. */
  void release() {
    if (context.getAttribute(ATTRIBUTE) == this) {
      context.removeAttribute(ATTRIBUTE);
    }
  }

  /** Returns the request attribute of the state; a dispatch to another context has its own. */
  String stateAttribute() {
    return stateAttribute;
  }

  SessionBinding sessions() {
    return sessions;
  }
}
