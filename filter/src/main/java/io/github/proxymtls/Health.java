package io.github.proxymtls;

import java.util.List;

/**
 * Whether an engine can accept clients, and what is about to prevent it.
 *
 * @param problems what has expired, expires soon, is unavailable or cannot be reloaded; empty if
 *     the status is {@link Status#UP}
 */
public record Health(Status status, List<Problem> problems) {

  /** The status of an engine. */
  public enum Status {
    /** Nothing is wrong. */
    UP,
    /** The engine decides, but something has failed for some clients, or fails soon. */
    WARNING,
    /**
     * The engine can accept no client behind any proxy: each one's trust anchors, its proxies'
     * anchors or its CRLs have expired.
     */
    DOWN
  }

  /** Makes a defensive copy of the problems. */
  public Health {
    problems = List.copyOf(problems);
  }
}
