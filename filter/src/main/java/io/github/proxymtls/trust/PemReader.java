package io.github.proxymtls.trust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Splits PEM into its blocks, all of which must be of one kind (RFC 7468). */
final class PemReader {

  /** RFC 7468 section 5. */
  static final String CERTIFICATE = "CERTIFICATE";

  /** RFC 7468 section 6. */
  static final String REVOCATION_LIST = "X509 CRL";

  private static final String DASHES = "-----";

  private final String begin;
  private final String end;

  private PemReader(String label) {
    this.begin = DASHES + "BEGIN " + label + DASHES;
    this.end = DASHES + "END " + label + DASHES;
  }

  /**
   * One block.
   *
   * @param line the line of its beginning, counted from 1
   * @param base64 its body without the ends of lines
   */
  record Block(int line, String base64) {

    /**
     * What the base64 stands for.
     *
     * @throws IllegalArgumentException if it is none
     */
    byte[] content() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /**
   * Reads all blocks.
   *
   * @param label that each must have
   * @throws IllegalArgumentException if one is broken or of another kind; the message says at which
   *     line
   */
  static List<Block> read(byte[] pem, String label) {
    return new PemReader(label)
        .blocks(
            new String(pem, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::stripTrailing)
                .toList());
  }

  private List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.equals(begin)) {
        int last = last(lines, i + 1);
        blocks.add(new Block(i + 1, String.join("", lines.subList(i + 1, last))));
        i = last;
      } else if (line.contains(DASHES)) {
        throw new IllegalArgumentException("line " + (i + 1) + " is not " + begin);
      }
    }
    return blocks;
  }

  private int last(List<String> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).equals(end)) {
        return i;
      }
      if (lines.get(i).contains(DASHES)) {
        throw new IllegalArgumentException("line " + (i + 1) + " is not " + end);
      }
    }
    throw new IllegalArgumentException("the block that begins at line " + from + " has no end");
  }
}
