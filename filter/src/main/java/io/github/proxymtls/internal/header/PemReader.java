package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.header.Base64Reader.Run;

/**
 * Reads certificates in PEM (RFC 7468 section 5). Skips SP, HTAB, CR and LF inside a block, and
 * these and at most one comma between blocks. Skips nothing else.
 */
final class PemReader {

  private static final String CERTIFICATE = "CERTIFICATE-----";

  private PemReader() {}

  /** Reads all blocks up to the end of the text. */
  static void read(Text text, Extraction out) {
    text.skipBlanks();
    do {
      if (!readBlock(text, out)) {
        return;
      }
      text.skipBlanks();
    } while (skipComma(text) || !text.atEnd());
  }

  private static boolean readBlock(Text text, Extraction out) {
    if (!takeDelimiter(text, "-----BEGIN")) {
      return text.fail("expected BEGIN CERTIFICATE", out);
    }
    if (!out.room(text.at())) {
      return false;
    }
    byte[] der = Base64Reader.read(text, Run.PEM, out.limits().certificateSize(), out);
    if (der == null) {
      return false;
    }
    if (!takeDelimiter(text, "-----END")) {
      return text.fail("expected base64 or END CERTIFICATE", out);
    }
    out.add(der);
    return true;
  }

  /** Reads the words one by one, because the space between them may be escaped. */
  private static boolean takeDelimiter(Text text, String word) {
    int start = text.at();
    if (text.take(word) && text.take(' ') && text.take(CERTIFICATE)) {
      return true;
    }
    text.moveTo(start);
    return false;
  }

  private static boolean skipComma(Text text) {
    if (!text.take(',')) {
      return false;
    }
    text.skipBlanks();
    return true;
  }
}
