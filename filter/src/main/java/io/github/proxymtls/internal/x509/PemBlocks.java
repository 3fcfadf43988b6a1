package io.github.proxymtls.internal.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Splits PEM into blocks (RFC 7468). Every block must have one of the expected labels. */
public final class PemBlocks {

  /** RFC 7468 section 5. */
  public static final String CERTIFICATE = "CERTIFICATE";

  /** RFC 7468 section 6. */
  public static final String REVOCATION_LIST = "X509 CRL";

  private static final String DASHES = "-----";

  /** RFC 7468 sections 10 and 11, and what OpenSSL, OpenSSH and PGP write. */
  private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY");

  /** The UTF-8 byte order mark, octet by octet. Editors do not display it. */
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private final List<String> lines;
  private final List<String> labels;

  private PemBlocks(List<String> lines, List<String> labels) {
    this.lines = lines;
    this.labels = labels;
  }

  /**
   * One block.
   *
   * @param line the number of its first line, counted from 1
   * @param label its label
   * @param base64 its body without line breaks
   */
  public record Block(int line, String label, String base64) {

    /**
     * Returns the decoded body.
     *
     * @throws IllegalArgumentException if it is not base64
     */
    public byte[] content() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /**
   * Reads all blocks.
   *
   * @param labels the accepted labels
   * @throws IllegalArgumentException if a block is malformed or has another label; the message says
   *     at which line
   */
  public static List<Block> read(byte[] pem, String... labels) {
    List<String> lines =
        new String(pem, StandardCharsets.ISO_8859_1).lines().map(String::stripTrailing).toList();
    return new PemBlocks(lines, List.of(labels)).blocks();
  }

  private List<Block> blocks() {
    refusePrivateKeys();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(DASHES)) {
        int begin = i;
        String label = label(begin);
        i = last(begin + 1, end(label));
        blocks.add(new Block(begin + 1, label, String.join("", lines.subList(begin + 1, i))));
      }
    }
    return blocks;
  }

  /**
   * Runs before the other checks, because a block with EC parameters may precede the private key.
   */
  private void refusePrivateKeys() {
    for (int i = 0; i < lines.size(); i++) {
      if (PRIVATE_KEY.matcher(lines.get(i)).lookingAt()) {
        throw new IllegalArgumentException("line " + (i + 1) + " begins a private key");
      }
    }
  }

  private String label(int begin) {
    for (String label : labels) {
      if (lines.get(begin).equals(begin(label))) {
        return label;
      }
    }
    if (lines.get(begin).startsWith(BYTE_ORDER_MARK)) {
      throw new IllegalArgumentException(
          "line " + (begin + 1) + " begins with a byte order mark: save the file without one");
    }
    String expected = labels.stream().map(PemBlocks::begin).collect(Collectors.joining(" or "));
    throw new IllegalArgumentException("line " + (begin + 1) + " is not " + expected);
  }

  private int last(int from, String end) {
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

  private static String begin(String label) {
    return DASHES + "BEGIN " + label + DASHES;
  }

  private static String end(String label) {
    return DASHES + "END " + label + DASHES;
  }
}
