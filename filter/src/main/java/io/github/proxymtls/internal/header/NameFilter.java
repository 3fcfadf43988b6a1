package io.github.proxymtls.internal.header;

import java.util.Collection;

/**
 * Tells by its length and its first letter that a header name is not among some names, nor a twin
 * of one. Most names of a request need no other comparison. Never wrong about a name that is among
 * them: ASCII case does not change the low five bits of a letter.
 */
final class NameFilter {

  private static final int ANY_LETTER = -1;

  /** The first letters of the names of each length; the last row is for all longer names. */
  private final int[] letters;

  /**
   * @param prefixes the prefixes of further names
   */
  NameFilter(Collection<String> names, Collection<String> prefixes) {
    int longest = Math.max(longest(names), longest(prefixes));
    letters = new int[longest + 2];
    names.forEach(name -> letters[name.length()] |= letter(name));
    for (String prefix : prefixes) {
      for (int length = prefix.length(); length < letters.length; length++) {
        letters[length] |= letter(prefix);
      }
    }
  }

  private static int longest(Collection<String> names) {
    return names.stream().mapToInt(String::length).max().orElse(0);
  }

  private static int letter(String name) {
    char first = name.isEmpty() ? '-' : name.charAt(0);
    return ReservedHeaders.isLetterOrDigit(first) ? 1 << first : ANY_LETTER;
  }

  /** Returns false if the name is certainly not among the names. */
  boolean mayHave(String name) {
    int ofLength = letters[Math.min(name.length(), letters.length - 1)];
    return ofLength != 0 && (name.isEmpty() || ((ofLength >>> name.charAt(0)) & 1) != 0);
  }
}
