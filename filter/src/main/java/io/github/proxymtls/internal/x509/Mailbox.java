package io.github.proxymtls.internal.x509;

import org.jspecify.annotations.Nullable;

/**
 * A Mailbox of RFC 5321 section 4.1.2 in ASCII, the form of an rfc822Name (RFC 5280 section
 * 4.2.1.6). It has a local part, which may be quoted, and a host, which may be an address literal.
 *
 * @param localPart the local part as written, including quotes
 * @param host a domain, or an address literal in brackets
 */
record Mailbox(String localPart, String host) {

  private static final String ATOM = "!#$%&'*+-/=?^_`{|}~";

  /** Parses a mailbox. Returns null if the text is not one. */
  static @Nullable Mailbox parse(String text) {
    int at = text.startsWith("\"") ? endOfQuoted(text) : text.indexOf('@');
    if (at < 1 || at >= text.length() || text.charAt(at) != '@') {
      return null;
    }
    Mailbox mailbox = new Mailbox(text.substring(0, at), text.substring(at + 1));
    boolean local = text.startsWith("\"") || isDotString(mailbox.localPart);
    return local && isHost(mailbox.host) ? mailbox : null;
  }

  /** Returns the offset after the closing quote, or -1 if there is none. */
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

  /** Returns true if the host is an address literal. Name constraints cannot contain one. */
  boolean isOnAddress() {
    return host.startsWith("[");
  }

  /** Returns the host in lower case. */
  String foldedHost() {
    return Ascii.lowerCase(host);
  }

  /** Returns true if both are the same mailbox, with the local part compared exactly. */
  boolean isSameAs(Mailbox other) {
    return localPart.equals(other.localPart) && foldedHost().equals(other.foldedHost());
  }

  /** Returns true if some mail system may treat both as the same mailbox. */
  boolean maybeSameAs(Mailbox other) {
    return plainLocalPart().equals(other.plainLocalPart())
        && foldedHost().equals(other.foldedHost());
  }

  /** Returns the local part without quotes and escapes, in lower case. */
  private String plainLocalPart() {
    StringBuilder plain = new StringBuilder();
    boolean quoted = localPart.startsWith("\"");
    for (int i = quoted ? 1 : 0; i < localPart.length() - (quoted ? 1 : 0); i++) {
      i += quoted && localPart.charAt(i) == '\\' ? 1 : 0;
      plain.append(localPart.charAt(i));
    }
    return Ascii.lowerCase(plain.toString());
  }

  private static boolean isPrintable(char c) {
    return c >= ' ' && c <= '~';
  }
}
