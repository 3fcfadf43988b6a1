package io.github.proxymtls.trust;

import org.jspecify.annotations.Nullable;

/**
 * The Mailbox of RFC 5321 section 4.1.2 in ASCII, which an rfc822Name is (RFC 5280 section
 * 4.2.1.6): one local part, which may be quoted, and one host, which may be an address literal.
 *
 * @param localPart as written, with its quotes
 * @param host a domain, or an address literal in brackets
 */
record Mailbox(String localPart, String host) {

  private static final String ATOM = "!#$%&'*+-/=?^_`{|}~";

  /** Reads one; null where the text is none. */
  static @Nullable Mailbox parse(String text) {
    int at = text.startsWith("\"") ? endOfQuoted(text) : text.indexOf('@');
    if (at < 1 || at >= text.length() || text.charAt(at) != '@') {
      return null;
    }
    Mailbox mailbox = new Mailbox(text.substring(0, at), text.substring(at + 1));
    boolean local = text.startsWith("\"") || isDotString(mailbox.localPart);
    return local && isHost(mailbox.host) ? mailbox : null;
  }

  /** The offset behind the closing quote; -1 where there is none. */
  private static int endOfQuoted(String text) {
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      i += c == '\\' ? 1 : 0;
      if (i == text.length() || !isPrintable(text.charAt(i))) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isDotString(String text) {
    boolean afterDot = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean dot = c == '.';
      if (dot ? afterDot : !isAtom(c)) {
        return false;
      }
      afterDot = dot;
    }
    return !afterDot;
  }

  private static boolean isAtom(char c) {
    return Ascii.isLetter(c) || Ascii.isDigit(c) || ATOM.indexOf(c) >= 0;
  }

  private static boolean isHost(String text) {
    boolean literal = text.startsWith("[") && text.endsWith("]");
    return literal
        ? isAddressLiteral(text.substring(1, text.length() - 1))
        : DnsNames.flaw(text) == null;
  }

  private static boolean isAddressLiteral(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPrintable(c) || c == ' ' || "[]\\@".indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isPrintable(char c) {
    return c >= ' ' && c <= '~';
  }
}
