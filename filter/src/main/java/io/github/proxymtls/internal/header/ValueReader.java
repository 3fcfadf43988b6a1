package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.header.Base64Reader.Run;

/** Reads header values in one encoding. */
final class ValueReader {

  private final Encoding encoding;

  ValueReader(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Reads the certificate header: the leaf, followed by the chain if the format includes it. */
  void readCertificate(String value, Extraction out) {
    switch (encoding) {
      case RFC9440 -> readStructuredField(Text.literal(value), out);
      case PERCENT_PEM -> PemReader.read(Text.escaped(value), out);
      case PEM -> PemReader.read(Text.literal(value), out);
      case BASE64_DER -> Base64DerReader.readList(Text.literal(value), out);
      case PERCENT_BASE64_DER -> Base64DerReader.readList(Text.escaped(value), out);
      case BASE64_PEM -> readBase64Pem(Text.literal(value), out);
      case XFCC -> XfccReader.read(value, out);
      case XFCC_JSON -> XfccJsonReader.read(value, out);
    }
  }

  /**
   * Reads a chain header. In the XFCC formats it holds the same PEM as the element's {@code Chain}.
   */
  void readChain(String value, Extraction out) {
    switch (encoding) {
      case RFC9440 -> readStructuredField(Text.literal(value), out);
      case PERCENT_PEM, XFCC, XFCC_JSON -> PemReader.read(Text.escaped(value), out);
      case PEM -> PemReader.read(Text.literal(value), out);
      case BASE64_DER -> Base64DerReader.readConcatenated(Text.literal(value), out);
      case PERCENT_BASE64_DER -> Base64DerReader.readConcatenated(Text.escaped(value), out);
      case BASE64_PEM -> readBase64Pem(Text.literal(value), out);
    }
  }

  private static void readStructuredField(Text text, Extraction out) {
    if (out.isSeveral()) {
      StructuredFieldReader.readList(text, out);
    } else {
      StructuredFieldReader.readItem(text, out);
    }
  }

  private static void readBase64Pem(Text text, Extraction out) {
    byte[] pem = Base64Reader.read(text, Run.BARE, Integer.MAX_VALUE, out);
    if (pem != null
        && (text.atEnd() || text.fail("expected base64 or the end of the value", out))) {
      PemReader.read(Text.lines(pem), out);
    }
  }
}
