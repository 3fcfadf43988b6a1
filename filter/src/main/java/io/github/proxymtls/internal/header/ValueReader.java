package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.header.Base64Reader.Run;

/** Reads header values in the one grammar of an encoding. */
final class ValueReader {

  private final Encoding encoding;

  ValueReader(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Reads the certificate header: the leaf, and behind it the chain where it may hold several. */
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

  /** Reads a header of the chain alone; beside XFCC it holds the same PEM as its {@code Chain}. */
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
    if (pem != null && (text.atEnd() || text.fail("neither base64 nor the end", out))) {
      PemReader.read(Text.lines(pem), out);
    }
  }
}
