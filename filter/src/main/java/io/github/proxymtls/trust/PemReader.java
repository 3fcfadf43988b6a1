package io.github.proxymtls.trust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Splits PEM into its blocks, all of which must be certificates (RFC 7468 section 5). */
final class PemReader {

  private static final String DASHES = "-----";
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private PemReader() {}

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
   * @throws IllegalArgumentException if one is broken or of another kind; the message says at which
   *     line
   */
  static List<Block> read(byte[] pem) {
    List<String> lines =
        new String(pem, StandardCharsets.ISO_8859_1).lines().map(String::stripTrailing).toList();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.equals(BEGIN)) {
        int end = end(lines, i + 1);
        blocks.add(new Block(i + 1, String.join("", lines.subList(i + 1, end))));
        i = end;
      } else if (line.contains(DASHES)) {
        throw new IllegalArgumentException("line " + (i + 1) + " is not " + BEGIN);
      }
    }
    return blocks;
  }

  private static int end(List<String> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).equals(END)) {
        return i;
      }
      if (lines.get(i).contains(DASHES)) {
        throw new IllegalArgumentException("line " + (i + 1) + " is not " + END);
      }
    }
    throw new IllegalArgumentException("the block that begins at line " + from + " has no end");
  }
}
