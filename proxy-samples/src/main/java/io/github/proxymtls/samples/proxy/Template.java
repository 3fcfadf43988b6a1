package io.github.proxymtls.samples.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A file of a sample, whose placeholders are upper-case words between {@code @}. */
final class Template {

  private final String name;
  private final String text;

  private Template(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * Reads one from the jar.
   *
   * @param name such as {@code nginx/nginx.conf}
   */
  static Template of(String name) {
    try (InputStream in = Template.class.getResourceAsStream("/samples/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no sample " + name);
      }
      return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }

  /**
   * Puts in the values.
   *
   * @param values by placeholder, without its {@code @}
   * @throws IllegalArgumentException if a placeholder has no value
   */
  String fill(Map<String, String> values) {
    StringBuilder filled = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', from)) {
      int end = endOfWord(at + 1);
      filled.append(text, from, at);
      if (isPlaceholder(at, end)) {
        filled.append(value(values, text.substring(at + 1, end)));
        from = end + 1;
      } else {
        filled.append('@');
        from = at + 1;
      }
    }
    return filled.append(text, from, text.length()).toString();
  }

  private int endOfWord(int start) {
    int end = start;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private boolean isPlaceholder(int at, int end) {
    return end > at + 1 && end < text.length() && text.charAt(end) == '@';
  }

  private static boolean isWord(char c) {
    return (c >= 'A' && c <= 'Z') || c == '_';
  }

  private String value(Map<String, String> values, String placeholder) {
    String value = values.get(placeholder);
    if (value == null) {
      throw new IllegalArgumentException(name + ": no value for " + placeholder);
    }
    return value;
  }
}
