package io.github.proxymtls.internal.header;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run of base64 (RFC 4648 section 4): standard alphabet, padded, unused bits zero. What
 * every proxy writes is handed to the JDK's decoder, which is vectorised; whatever that does not
 * take, or takes though it is not canonical, is left to {@link Base64Scanner}.
 */
final class Base64Reader {

  /** Where a run stands, and so what ends it. */
  enum Run {
    /** Between the colons of a structured field; no blanks. */
    BYTE_SEQUENCE(':', false, false),
    /** Between the delimiters of PEM; SP, HTAB, CR and LF are dropped. */
    PEM('-', true, true),
    /** Alone or in a list; SP, HTAB, CR and LF are dropped. */
    BARE(',', true, false);

    private final char end;
    private final boolean blanks;
    private final boolean wrapped;

    /**
     * @param blanks may be there
     * @param wrapped they usually are, so that they are looked for first
     */
    Run(char end, boolean blanks, boolean wrapped) {
      this.end = end;
      this.blanks = blanks;
      this.wrapped = wrapped;
    }
  }

  private Base64Reader() {}

  /**
   * Reads the run at the cursor.
   *
   * @param limit octets that may come out of it
   * @return null after a fault
   */
  static byte @Nullable [] read(Text text, Run run, int limit, Extraction out) {
    int to = text.indexOf(run.end);
    if (to == text.at()) {
      return new byte[0];
    }
    ByteBuffer dense = text.dense(to, run.wrapped);
    byte[] decoded = dense == null ? null : decode(dense, limit);
    if (decoded == null) {
      return Base64Scanner.read(text, limit, run.blanks, out);
    }
    text.moveTo(to);
    return decoded;
  }

  private static byte @Nullable [] decode(ByteBuffer base64, int limit) {
    int padding = padding(base64);
    if (padding < 0 || base64.remaining() / 4 * 3 - padding > limit) {
      return null;
    }
    try {
      ByteBuffer decoded = Base64.getDecoder().decode(base64);
      boolean whole = decoded.arrayOffset() == 0 && decoded.remaining() == decoded.array().length;
      return whole ? decoded.array() : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** The padding, which the JDK does not insist on; -1 where it or the unused bits are wrong. */
  private static int padding(ByteBuffer base64) {
    int last = base64.limit() - 1;
    if (!base64.hasRemaining() || base64.remaining() % 4 != 0) {
      return -1;
    }
    if (base64.get(last) != '=') {
      return 0;
    }
    int padding = base64.get(last - 1) == '=' ? 2 : 1;
    int unused = padding == 1 ? 0b11 : 0b1111;
    return (Base64Scanner.sextet(base64.get(last - padding)) & unused) == 0 ? padding : -1;
  }
}
