package io.github.proxymtls.internal.x509;

/** Text of others in a line of the log: one line, and short. */
public final class Printable {

  private static final int LONGEST = 300;

  private Printable() {}

  /** What a failure says. */
  public static String of(Throwable failure) {
    return of(String.valueOf(failure.getMessage()));
  }

  /** The text with a question mark for what is not printable ASCII, and for quotes. */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      printable.append(c < ' ' || c > '~' || c == '"' ? '?' : c);
    }
    return printable.toString();
  }
}
