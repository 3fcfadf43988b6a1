package io.github.proxymtls.header;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run of base64 (RFC 4648 section 4) in a single pass: standard alphabet, padded, unused
 * bits zero. The run ends before the first octet that cannot belong to it.
 */
final class Base64Reader {

  private static final byte[] SEXTETS = sextets();

  private final Text text;
  private final boolean blanks;
  private final byte[] buffer;
  private int length;
  private int bits;
  private int sextets;
  private int padding;
  private boolean full;

  private Base64Reader(Text text, int limit, boolean blanks) {
    this.text = text;
    this.blanks = blanks;
    this.buffer = new byte[Math.min((text.end() - text.at()) / 4 * 3, limit)];
  }

  /**
   * Reads the run at the cursor.
   *
   * @param limit octets that may come out of it
   * @param blanks true where SP, HTAB, CR and LF within the run are dropped
   * @return null after a fault
   */
  static byte @Nullable [] read(Text text, int limit, boolean blanks, Extraction out) {
    return new Base64Reader(text, limit, blanks).read(out);
  }

  private byte @Nullable [] read(Extraction out) {
    do {
      takeQuads();
    } while (take(text.peek()));
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

  /** The usual case: four octets of the alphabet, literal and side by side. */
  private void takeQuads() {
    if (sextets > 0) {
      return;
    }
    byte[] octets = text.octets();
    int at = text.at();
    int last = text.end() - 4;
    int room = buffer.length - 3;
    while (at <= last && length <= room) {
      int quad =
          (SEXTETS[octets[at] & 0xff] << 18)
              | (SEXTETS[octets[at + 1] & 0xff] << 12)
              | (SEXTETS[octets[at + 2] & 0xff] << 6)
              | SEXTETS[octets[at + 3] & 0xff];
      if (quad < 0) {
        break;
      }
      put(quad);
      at += 4;
    }
    text.moveTo(at);
  }

  private boolean take(int octet) {
    if (blanks && Text.isBlank(octet)) {
      text.skip();
      return true;
    }
    boolean taken = octet == '=' ? takePadding() : octet >= 0 && takeSextet(SEXTETS[octet]);
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
    put(bits);
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

  private void put(int quad) {
    buffer[length] = (byte) (quad >> 16);
    buffer[length + 1] = (byte) (quad >> 8);
    buffer[length + 2] = (byte) quad;
    length += 3;
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
