package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.text.EscapedText;

/**
 * A place in the input: a few characters, and a caret below one of them. Contains printable ASCII
 * only.
 *
 * @param offset the position of the character in the input, from 0
 * @param text the characters around it, escaped
 * @param column the position in {@code text}, from 0
 */
public record Excerpt(int offset, String text, int column) {

  private static final int BEFORE = 32;
  private static final int AFTER = 16;
  private static final String MORE = "...";

  /** Returns the place at an offset, which may be the end of the input. */
  public static Excerpt of(String input, int offset) {
    int at = Math.max(0, Math.min(offset, input.length()));
    int from = Math.max(0, at - BEFORE);
    int to = Math.min(input.length(), at + AFTER);
    String before = (from > 0 ? MORE : "") + EscapedText.ascii(input.substring(from, at));
    String after = EscapedText.ascii(input.substring(at, to)) + (to < input.length() ? MORE : "");
    return new Excerpt(at, before + after, before.length());
  }

  /** Returns the line with the caret. */
  public String caret() {
    return " ".repeat(column) + "^";
  }
}
