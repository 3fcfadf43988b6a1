package io.github.proxymtls.internal.header;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run of base64 (RFC 4648 section 4): standard alphabet, padded, unused bits zero. The
 * JDK's decoder, which is vectorized, decodes what proxies usually write. {@link Base64Scanner}
 * reads the rest: input that the JDK's decoder rejects, or accepts although it is not canonical.
 */
final class Base64Reader {

  /** The context of a run, which determines the character that ends it. */
  enum Run {
    /** Between the colons of a structured field; whitespace is not allowed. */
    BYTE_SEQUENCE(':', false, false),
    /** Between the delimiters of PEM; SP, HTAB, CR and LF are skipped. */
    PEM('-', true, true),
    /** Alone or in a list; SP, HTAB, CR and LF are skipped. */
    BARE(',', true, false);

    private final char end;
    private final boolean blanks;
    private final boolean wrapped;

    /**
     * @param blanks true if the run may contain whitespace
     * @param wrapped true if it usually does, so that the reader looks for whitespace first
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
   * @param limit the maximum number of decoded octets
   * @return the decoded octets, or null after an error
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

  /**
   * Returns the number of padding characters, which the JDK's decoder does not require; -1 if the
   * padding or the unused bits are invalid.
   */
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
