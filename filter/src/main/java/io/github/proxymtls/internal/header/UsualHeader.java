package io.github.proxymtls.internal.header;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The headers that a stage looks for in every request although they are not reserved. */
enum UsualHeader {
  CONNECTION("Connection", 1),
  EARLY_DATA("Early-Data", 2),
  CONTENT_TYPE("Content-Type", 4),
  CONTENT_ENCODING("Content-Encoding", 8),
  AUTHORIZATION("Authorization", 16),
  SSL_CLIENT_CERT("ssl_client_cert", 32),
  SSL_CLIENT_ESCAPED_CERT("ssl_client_escaped_cert", 64);

  /** The headers by the length of their names; the last row is for all longer names. */
  private static final UsualHeader[][] BY_LENGTH = byLength();

  private final String text;
  private final int bit;

  UsualHeader(String text, int bit) {
    this.text = text;
    this.bit = bit;
  }

  private static UsualHeader[][] byLength() {
    int longest = Arrays.stream(values()).mapToInt(header -> header.text.length()).max().orElse(0);
    return IntStream.rangeClosed(0, longest + 1)
        .mapToObj(UsualHeader::ofLength)
        .toArray(UsualHeader[][]::new);
  }

  private static UsualHeader[] ofLength(int length) {
    return Arrays.stream(values())
        .filter(header -> header.text.length() == length)
        .toArray(UsualHeader[]::new);
  }

  /** Returns the bit of a name, ignoring case; zero for the name of any other header. */
  static int bitOf(String name) {
    for (UsualHeader header : BY_LENGTH[Math.min(name.length(), BY_LENGTH.length - 1)]) {
      if (header.text.equalsIgnoreCase(name)) {
        return header.bit;
      }
    }
    return 0;
  }

  int bit() {
    return bit;
  }
}
