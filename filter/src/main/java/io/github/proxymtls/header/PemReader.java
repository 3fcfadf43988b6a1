package io.github.proxymtls.header;

/**
 * Reads certificates in PEM (RFC 7468 section 5), each between its delimiters, with any SP, HTAB,
 * CR and LF inside a block; between blocks these and at most one comma. Nothing else is skipped.
 */
final class PemReader {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

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
    if (!text.take(BEGIN)) {
      return text.fail("no BEGIN CERTIFICATE", out);
    }
    if (!out.room(text.at())) {
      return false;
    }
    byte[] der = Base64Reader.read(text, out.limits().certificateSize(), true, out);
    if (der == null) {
      return false;
    }
    if (!text.take(END)) {
      return text.fail("neither base64 nor END CERTIFICATE", out);
    }
    out.add(der);
    return true;
  }

  private static boolean skipComma(Text text) {
    if (!text.take(',')) {
      return false;
    }
    text.skipBlanks();
    return true;
  }
}
