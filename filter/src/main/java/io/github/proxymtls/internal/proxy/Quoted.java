package io.github.proxymtls.internal.proxy;

/** Text of others in a message: quoted, at most 64 characters, printable ASCII only. */
final class Quoted {

  private static final int MAXIMUM = 64;

  private Quoted() {}

  static String text(String text) {
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < Math.min(text.length(), MAXIMUM); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        quoted.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(text.length() > MAXIMUM ? "…'" : "'").toString();
  }
}
