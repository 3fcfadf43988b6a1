package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.header.Base64Reader.Run;
import io.github.proxymtls.internal.x509.DerSyntax;
import java.util.Arrays;

/** Reads base64 of DER without PEM delimiters. Skips SP, HTAB, CR and LF, and nothing else. */
final class Base64DerReader {

  private Base64DerReader() {}

  /** Reads base64 strings separated by commas, one for each certificate: Traefik's form. */
  static void readList(Text text, Extraction out) {
    do {
      if (!out.room(text.at())) {
        return;
      }
      byte[] der = Base64Reader.read(text, Run.BARE, out.limits().certificateSize(), out);
      if (der == null) {
        return;
      }
      out.add(der);
    } while (text.take(','));
    expectEnd(text, out);
  }

  /** Reads one base64 string of all certificates' DER, concatenated: HAProxy's form. */
  static void readConcatenated(Text text, Extraction out) {
    byte[] all = Base64Reader.read(text, Run.BARE, Integer.MAX_VALUE, out);
    if (all == null || !expectEnd(text, out)) {
      return;
    }
    int at = 0;
    do {
      int length = DerSyntax.sequenceLength(all, at);
      if (length < 0) {
        out.malformed("expected a DER SEQUENCE in the decoded octets", at);
        return;
      }
      if (length > out.limits().certificateSize()) {
        out.tooLarge(at);
        return;
      }
      if (!out.room(at)) {
        return;
      }
      out.add(Arrays.copyOfRange(all, at, at + length));
      at += length;
    } while (at < all.length);
  }

  private static boolean expectEnd(Text text, Extraction out) {
    return text.atEnd() || text.fail("expected base64 or the end of the value", out);
  }
}
