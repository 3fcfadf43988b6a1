package io.github.proxymtls.internal.config.reader;

import java.util.List;

/**
 * One property source of an application's environment, such as a file of a Spring Boot application.
 * Keys follow Spring's relaxed binding: {@code trustAnchors} and {@code trust_anchors} mean {@code
 * trust-anchors}, and list elements are {@code [0]}, {@code [1]} and so on. A list in a higher
 * layer replaces the whole list of a lower one.
 *
 * @param entries the values, in any order
 */
public record Layer(List<Entry> entries) {

  /**
   * One value.
   *
   * @param name the name as the source spells it
   * @param origin the place that set the value, for messages
   * @param variable true for an environment variable, whose name is upper case with {@code _}
   */
  public record Entry(String name, String value, String origin, boolean variable) {

    /**
     * Returns false for names outside the library's prefix and for unknown environment variables.
     */
    private boolean isMeant() {
      return variable ? RelaxedName.ofVariable(name) != null : Keys.hasLibraryPrefix(name);
    }
  }

  public Layer {
    entries = List.copyOf(entries);
  }

  /**
   * Returns true if this layer configures the library. An unknown environment variable does not
   * count, because some platforms inject such variables.
   */
  public boolean configures() {
    return entries.stream().anyMatch(Entry::isMeant);
  }
}
