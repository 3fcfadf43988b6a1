package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the application sees of one request instead of the container's values.
 *
 * @param attributes the attributes that describe the client and its connection
 * @param user the user
 * @param body the form body
 */
record RequestView(ClientAttributes attributes, ClientUser user, FormBody body) {

  /**
   * @param query the query as received
   */
  static RequestView of(Configuration configuration, @Nullable String query) {
    return new RequestView(
        new ClientAttributes(),
        new ClientUser(configuration),
        new FormBody(configuration.formBody(), query));
  }

  /** Shows the client of a decision that lets the request continue. */
  void show(Decision decision, HttpServletRequest request, Configuration.Source source) {
    attributes.show(decision, Dispatch.innermost(request), source);
    user.show(decision);
  }

  /** Shows no client after a defect. */
  void clear(Decision.Rejected rejection) {
    attributes.clear();
    user.show(rejection);
  }
}
