package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.header.Base64Reader.Run;
import io.github.proxymtls.internal.x509.DerSyntax;
import java.util.Arrays;

/** Reads DER in base64 without delimiters; blanks are dropped, nothing else is. */
final class Base64DerReader {

  private Base64DerReader() {}

  /** One base64 for each certificate, separated by commas: Traefik's form. */
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

  /** One base64 of all certificates' DER, one after the other: HAProxy's form. */
  static void readConcatenated(Text text, Extraction out) {
    byte[] all = Base64Reader.read(text, Run.BARE, Integer.MAX_VALUE, out);
    if (all == null || !expectEnd(text, out)) {
      return;
    }
    int at = 0;
    do {
      int length = DerSyntax.sequenceLength(all, at);
      if (length < 0) {
        out.malformed("no DER sequence in the decoded octets", at);
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
    return text.atEnd() || text.fail("neither base64 nor the end", out);
  }
}
