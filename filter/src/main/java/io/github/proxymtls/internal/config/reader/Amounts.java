package io.github.proxymtls.internal.config.reader;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads durations, sizes and numbers: up to nine digits and a unit. */
final class Amounts {

  private static final int MOST_DIGITS = 9;

  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "B", 1L, "KB", 1024L, "MB", 1024L * 1024, "GB", 1024L * 1024 * 1024);
  private static final Map<String, Long> ONES = Map.of("", 1L);

  private final Values values;

  Amounts(Values values) {
    this.values = values;
  }

  /** Reads a duration of at least {@code minimum} seconds. {@code 0} needs no unit. */
  Duration duration(Key key, long minimum) {
    String text = textOf(key);
    Long seconds = text.equals("0") ? Long.valueOf(0) : amount(text, SECONDS);
    if (seconds == null || seconds < minimum) {
      values.invalid(
          key,
          seconds == null ? "is not a duration" : "is too short",
          "write a whole number followed by s, m, h or d, such as 30s"
              + (minimum > 0 ? "; 0 is not allowed" : "; 0 turns it off"));
      seconds = defaultOf(key, SECONDS);
    }
    return Duration.ofSeconds(seconds);
  }

  /** Reads a duration of at least {@code minimum} seconds and at most {@code hours} hours. */
  Duration duration(Key key, long minimum, long hours) {
    Duration read = duration(key, minimum);
    if (read.compareTo(Duration.ofHours(hours)) <= 0) {
      return read;
    }
    values.invalid(key, "is too long", "set at most " + hours + "h");
    return Duration.ofSeconds(defaultOf(key, SECONDS));
  }

  /** Reads a size in bytes within the bounds. */
  long size(Key key, long minimum, long maximum) {
    return bounded(
        key,
        BYTES,
        minimum,
        maximum,
        "size",
        "write a whole number followed by KB or MB, such as 16KB");
  }

  /** Reads a number within the bounds. */
  int count(Key key, int minimum, int maximum) {
    return (int) bounded(key, ONES, minimum, maximum, "whole number", "write digits only");
  }

  private long bounded(
      Key key, Map<String, Long> units, long minimum, long maximum, String noun, String fix) {
    Long amount = amount(textOf(key), units);
    if (amount == null) {
      values.invalid(key, "is not a " + noun, fix);
      return defaultOf(key, units);
    }
    if (amount < minimum || amount > maximum) {
      values.invalid(key, "is out of range", "set at least " + minimum + " and at most " + maximum);
      return defaultOf(key, units);
    }
    return amount;
  }

  private String textOf(Key key) {
    return Objects.requireNonNull(values.text(key), key.name());
  }

  private static long defaultOf(Key key, Map<String, Long> units) {
    String text = Objects.requireNonNull(key.byDefault(), key.name());
    return Objects.requireNonNull(amount(text, units), key.name());
  }

  private static @Nullable Long amount(String text, Map<String, Long> units) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    Long unit = units.get(text.substring(digits));
    if (digits == 0 || digits > MOST_DIGITS || unit == null) {
      return null;
    }
    return Long.parseLong(text, 0, digits, 10) * unit;
  }
}
