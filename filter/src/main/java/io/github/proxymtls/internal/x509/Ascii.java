package io.github.proxymtls.internal.x509;

/** Operations on ASCII text. They leave every other character unchanged. */
final class Ascii {

  private Ascii() {}

  static char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      lower.append(lowerCase(text.charAt(i)));
    }
    return lower.toString();
  }

  static boolean equalsIgnoreCase(String one, String other) {
    return equalsIgnoreCaseFrom(one, 0, other);
  }

  /** Compares the first text from an offset on with the whole second text. */
  static boolean equalsIgnoreCaseFrom(String text, int offset, String rest) {
    if (text.length() - offset != rest.length()) {
      return false;
    }
    for (int i = 0; i < rest.length(); i++) {
      if (lowerCase(text.charAt(offset + i)) != lowerCase(rest.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isLetter(char c) {
    return lowerCase(c) >= 'a' && lowerCase(c) <= 'z';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Returns true if every character is ASCII and none is NUL. */
  static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0 || text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }
}
