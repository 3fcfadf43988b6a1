package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.Decision;
import io.github.proxymtls.RequestFacts;

/** One dispatch of a request, as its container reports it. */
@FunctionalInterface
public interface Dispatched {

  /**
   * Returns the facts. Their {@link RequestFacts#path} is that of this dispatch; it throws an
   * {@link IllegalArgumentException} if the container considers the path ambiguous.
   */
  RequestFacts facts();

  /** Returns true for an error page, which has no requirements of its own. */
  default boolean isErrorPage() {
    return false;
  }

  /** Returns true if the request has a session of another client than that of the decision. */
  default boolean hasSessionOfAnother(Decision decision) {
    return false;
  }

  /** Returns the decision, with what the container can add to explain it. */
  default Decision explained(Decision decision) {
    return decision;
  }

  /** Receives a new decision that lets the request continue. */
  default void show(Decision decision) {}
}
