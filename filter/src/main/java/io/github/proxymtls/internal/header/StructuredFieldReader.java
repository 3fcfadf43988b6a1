package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.header.Base64Reader.Run;
import org.jspecify.annotations.Nullable;

/**
 * Reads the two structured fields of RFC 9440: an Item that is a Byte Sequence, and a List of Byte
 * Sequences (RFC 8941 sections 3.1 and 3.3.5). Parameters must be well-formed and are ignored.
 */
final class StructuredFieldReader {

  private static final int INTEGER_DIGITS = 15;
  private static final int DECIMAL_INTEGER_DIGITS = 12;
  private static final int FRACTION_DIGITS = 3;
  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~:/";

  private final Text text;
  private final Extraction out;

  private StructuredFieldReader(Text text, Extraction out) {
    this.text = text;
    this.out = out;
  }

  /** Reads an Item up to the end of the text. */
  static void readItem(Text text, Extraction out) {
    StructuredFieldReader reader = new StructuredFieldReader(text, out);
    reader.skipSpaces();
    if (!reader.member()) {
      return;
    }
    reader.skipSpaces();
    if (text.peek() != ',' || out.room(text.at())) {
      reader.expectEnd();
    }
  }

  /** Reads a List, which may be empty, up to the end of the text. */
  static void readList(Text text, Extraction out) {
    StructuredFieldReader reader = new StructuredFieldReader(text, out);
    reader.skipSpaces();
    if (text.atEnd()) {
      return;
    }
    boolean comma;
    do {
      if (!reader.member()) {
        return;
      }
      reader.skipSpaces();
      comma = text.take(',');
      reader.skipSpaces();
    } while (comma);
    reader.expectEnd();
  }

  private boolean member() {
    if (!out.room(text.at())) {
      return false;
    }
    byte[] der = byteSequence(out.limits().certificateSize());
    if (der == null || !parameters()) {
      return false;
    }
    out.add(der);
    return true;
  }

  private byte @Nullable [] byteSequence(int limit) {
    if (!text.take(':')) {
      text.fail("expected a byte sequence", out);
      return null;
    }
    byte[] octets = Base64Reader.read(text, Run.BYTE_SEQUENCE, limit, out);
    if (octets != null && !text.take(':')) {
      text.fail("expected base64 or a colon", out);
      return null;
    }
    return octets;
  }

  private boolean parameters() {
    while (text.take(';')) {
      skipSpaces();
      if (!key() || (text.take('=') && !bareItem())) {
        return text.fail("malformed parameter", out);
      }
    }
    return true;
  }

  private boolean key() {
    if (!isLower(text.peek()) && text.peek() != '*') {
      return false;
    }
    while (isLower(text.peek()) || isDigit(text.peek()) || isAny("_-.*", text.peek())) {
      text.skip();
    }
    return true;
  }

  private boolean bareItem() {
    int first = text.peek();
    return switch (first) {
      case ':' -> byteSequence(Integer.MAX_VALUE) != null;
      case '"' -> string();
      case '?' -> text.take("?0") || text.take("?1");
      default -> (first == '-' || isDigit(first)) ? number() : token();
    };
  }

  private boolean number() {
    text.take('-');
    int digits = digits();
    if (!text.take('.')) {
      return digits > 0 && digits <= INTEGER_DIGITS;
    }
    int fraction = digits();
    return digits > 0
        && digits <= DECIMAL_INTEGER_DIGITS
        && fraction > 0
        && fraction <= FRACTION_DIGITS;
  }

  private int digits() {
    int from = text.at();
    while (isDigit(text.peek())) {
      text.skip();
    }
    return text.at() - from;
  }

  private boolean string() {
    text.skip();
    while (!text.take('"')) {
      boolean escape = text.take('\\');
      int octet = text.peek();
      if (octet < ' ' || octet > '~' || (escape && octet != '"' && octet != '\\')) {
        return false;
      }
      text.skip();
    }
    return true;
  }

  private boolean token() {
    if (!isAlpha(text.peek()) && text.peek() != '*') {
      return false;
    }
    while (isAlpha(text.peek()) || isDigit(text.peek()) || isAny(TOKEN_SYMBOLS, text.peek())) {
      text.skip();
    }
    return true;
  }

  private void skipSpaces() {
    while (text.take(' ')) {}
  }

  private void expectEnd() {
    if (!text.atEnd()) {
      text.fail("expected a parameter or the end of the value", out);
    }
  }

  private static boolean isLower(int octet) {
    return octet >= 'a' && octet <= 'z';
  }

  private static boolean isAlpha(int octet) {
    return isLower(octet) || (octet >= 'A' && octet <= 'Z');
  }

  private static boolean isDigit(int octet) {
    return octet >= '0' && octet <= '9';
  }

  private static boolean isAny(String symbols, int octet) {
    return octet >= 0 && symbols.indexOf(octet) >= 0;
  }
}
