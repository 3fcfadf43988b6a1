package io.github.proxymtls.logpolicy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds what no log line may hold: a certificate or another long binary value, a password hash, a
 * signed token, and each secret of the fixtures. A secret of a fixture holds the word {@value
 * #MARK}, by which it is found, in Base64 as well.
 */
final class Secrets {

  static final String MARK = "s3cret";

  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("BEGIN[A-Z0-9 %+]*-----(?:\\s|%0[ADad]|\\\\[nr])*MI"),
          Pattern.compile("[A-Za-z0-9+/]{100}"),
          Pattern.compile("[A-Za-z0-9_-]{100}"),
          Pattern.compile("\\$2[aby]\\$\\d\\d\\$"),
          Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}"),
          Pattern.compile(
              Stream.concat(Stream.of(MARK), IntStream.range(0, 3).mapToObj(Secrets::encodedAt))
                  .map(Pattern::quote)
                  .reduce((one, other) -> one + "|" + other)
                  .orElseThrow()));

  private Secrets() {}

  static boolean in(String text) {
    return PATTERNS.stream().anyMatch(pattern -> pattern.matcher(text).find());
  }

  /** The characters that the mark alone decides, in the Base64 of a text that holds it there. */
  private static String encodedAt(int offset) {
    byte[] text = ("\0".repeat(offset) + MARK).getBytes(StandardCharsets.US_ASCII);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(text);
    int first = (offset * 8 + 5) / 6;
    return encoded.substring(first, text.length * 8 / 6);
  }
}
