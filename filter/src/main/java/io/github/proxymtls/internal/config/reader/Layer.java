package io.github.proxymtls.internal.config.reader;

import java.util.List;

/**
 * One source of an application's environment, such as one file of a Spring Boot application. It may
 * write keys as Spring's relaxed binding allows: {@code trustAnchors} and {@code trust_anchors} for
 * {@code trust-anchors}, and a list's members as {@code [0]}, {@code [1]} and so on. A list in a
 * higher layer takes the place of the whole list in a lower one.
 *
 * @param entries in any order
 */
public record Layer(List<Entry> entries) {

  /**
   * One value.
   *
   * @param name as the source writes it
   * @param origin the place that set it, as a message names it
   * @param variable true for an environment variable, whose name is in upper case with {@code _}
   */
  public record Entry(String name, String value, String origin, boolean variable) {

    /** False for what is not for the library, and for environment variables that no key has. */
    private boolean isMeant() {
      return variable ? RelaxedName.ofVariable(name) != null : Keys.ours(name);
    }
  }

  public Layer {
    entries = List.copyOf(entries);
  }

  /**
   * True where somebody meant to configure the library here. An environment variable that no key
   * has does not count, because some platforms inject such.
   */
  public boolean configures() {
    return entries.stream().anyMatch(Entry::isMeant);
  }
}
