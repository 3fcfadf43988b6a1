package io.github.proxymtls.internal.header;

import java.util.Arrays;
import java.util.List;

/** The headers that a stage looks for in every request although they are not reserved. */
enum UsualHeader {
  CONNECTION("Connection", 1),
  EARLY_DATA("Early-Data", 2),
  CONTENT_TYPE("Content-Type", 4),
  CONTENT_ENCODING("Content-Encoding", 8),
  AUTHORIZATION("Authorization", 16),
  SSL_CLIENT_CERT("ssl_client_cert", 32),
  SSL_CLIENT_ESCAPED_CERT("ssl_client_escaped_cert", 64);

  private static final UsualHeader[] ALL = values();
  private static final NameFilter FILTER = new NameFilter(names(), List.of());

  private final String text;
  private final int bit;

  UsualHeader(String text, int bit) {
    this.text = text;
    this.bit = bit;
  }

  private static List<String> names() {
    return Arrays.stream(ALL).map(header -> header.text).toList();
  }

  /** Returns the bit of a name, ignoring case; zero for the name of any other header. */
  static int bitOf(String name) {
    if (!FILTER.mayHave(name)) {
      return 0;
    }
    for (UsualHeader header : ALL) {
      if (header.text.length() == name.length() && header.text.equalsIgnoreCase(name)) {
        return header.bit;
      }
    }
    return 0;
  }

  int bit() {
    return bit;
  }
}
