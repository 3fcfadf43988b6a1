package io.github.proxymtls.internal.header;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run of base64 octet by octet, to report the offset of an error. The run ends before the
 * first octet that cannot belong to it.
 */
final class Base64Scanner {

  private static final byte[] SEXTETS = sextets();

  private final Text text;
  private final boolean blanks;
  private final byte[] buffer;
  private int length;
  private int bits;
  private int sextets;
  private int padding;
  private boolean full;

  private Base64Scanner(Text text, int limit, boolean blanks) {
    this.text = text;
    this.blanks = blanks;
    this.buffer = new byte[Math.min((text.end() - text.at()) / 4 * 3, limit)];
  }

  /** Reads the run at the cursor. Returns at most {@code limit} octets, or null after an error. */
  static byte @Nullable [] read(Text text, int limit, boolean blanks, Extraction out) {
    return new Base64Scanner(text, limit, blanks).read(out);
  }

  private byte @Nullable [] read(Extraction out) {
    while (take(text.peek())) {}
    if (sextets > 0 && !full && !takeTail()) {
      text.fail("broken base64", out);
      return null;
    }
    if (full) {
      out.tooLarge(text.at());
      return null;
    }
    return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
  }

  private boolean take(int octet) {
    if (blanks && Text.isBlank(octet)) {
      text.skip();
      return true;
    }
    boolean taken = octet == '=' ? takePadding() : octet >= 0 && takeSextet(sextet(octet));
    if (taken) {
      text.skip();
    }
    return taken;
  }

  private boolean takePadding() {
    if (sextets < 2 || sextets + padding == 4) {
      return false;
    }
    padding++;
    return true;
  }

  private boolean takeSextet(int sextet) {
    if (sextet < 0 || padding > 0) {
      return false;
    }
    bits = (bits << 6) | sextet;
    sextets++;
    if (sextets < 4) {
      return true;
    }
    if (length + 3 > buffer.length) {
      full = true;
      return false;
    }
    buffer[length++] = (byte) (bits >> 16);
    buffer[length++] = (byte) (bits >> 8);
    buffer[length++] = (byte) bits;
    bits = 0;
    sextets = 0;
    return true;
  }

  private boolean takeTail() {
    int unused = padding == 1 ? 2 : 4;
    if (sextets + padding != 4 || (bits & ((1 << unused) - 1)) != 0) {
      return false;
    }
    if (length + sextets - 1 > buffer.length) {
      full = true;
      return true;
    }
    int tail = bits >> unused;
    if (sextets == 3) {
      buffer[length++] = (byte) (tail >> 8);
    }
    buffer[length++] = (byte) tail;
    return true;
  }

  /** Returns the value of a character of the alphabet, or -1 for any other octet. */
  static int sextet(int octet) {
    return SEXTETS[octet & 0xff];
  }

  private static byte[] sextets() {
    byte[] table = new byte[256];
    Arrays.fill(table, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      table[alphabet.charAt(i)] = (byte) i;
    }
    return table;
  }
}
