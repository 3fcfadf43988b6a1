package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.text.EscapedText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a request that must not be printed: of its headers, of the query and of the form.
 * Texts of the filter contain at most a word of such a value, perhaps cut off.
 */
final class Secrets {

  /** A shorter word is in every text. */
  private static final int SHORTEST = 4;

  private static final Pattern WORD = Pattern.compile("[^\\s,;=:\"'&()]{" + SHORTEST + ",}");
  private static final String MORE = "...";
  private static final String HIDDEN = "(hidden)";

  private final NavigableSet<String> words = new TreeSet<>();

  private Secrets() {}

  /**
   * Collects the values.
   *
   * @param shown true for a header whose value may be printed
   */
  static Secrets of(RequestFacts request, Predicate<String> shown) {
    Secrets secrets = new Secrets();
    for (String name : request.headerNames()) {
      if (!shown.test(name)) {
        request.headers(name).forEach(secrets::add);
      }
    }
    secrets.add(String.valueOf(request.query()));
    if (request.form() instanceof Form.Parameters form) {
      form.parameters().values().forEach(values -> values.forEach(secrets::add));
    }
    return secrets;
  }

  private void add(String value) {
    WORD.matcher(value).results().forEach(word -> keep(word.group()));
    int scheme = value.indexOf(' ');
    String decoded = decoded(value.substring(scheme + 1).strip());
    if (decoded != null) {
      int colon = decoded.indexOf(':');
      WORD.matcher(decoded.substring(colon + 1)).results().forEach(word -> keep(word.group()));
    }
  }

  private static @Nullable String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void keep(String word) {
    words.add(word);
    words.add(EscapedText.ascii(word));
  }

  /** Returns a text in which every word of such a value is replaced. */
  String hide(String text) {
    return WORD.matcher(text)
        .replaceAll(word -> isSecret(word.group()) ? HIDDEN : quoted(word.group()));
  }

  private static String quoted(String word) {
    return Matcher.quoteReplacement(word);
  }

  private boolean isSecret(String word) {
    if (!word.endsWith(MORE)) {
      return words.contains(word);
    }
    String begin = word.substring(0, word.length() - MORE.length());
    String next = words.ceiling(begin);
    return begin.length() >= SHORTEST && next != null && next.startsWith(begin);
  }
}
