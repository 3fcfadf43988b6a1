package io.github.proxymtls.samples.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a command found. Immutable. Texts may contain anything: {@link Report} escapes
 * them when it prints them.
 *
 * @param topic what it is about, one word such as {@code decode}
 * @param text one sentence
 * @param excerpt the place in the input, or null
 * @param details named values, each a text or a list of texts
 * @param fix how to correct it, or null
 */
public record Finding(
    Level level,
    String topic,
    String text,
    @Nullable Excerpt excerpt,
    Map<String, Object> details,
    @Nullable String fix) {

  /** How serious a finding is. */
  public enum Level {
    OK,
    NOTE,
    WARNING,
    PROBLEM
  }

  public Finding {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** Something is as it should be. */
  public static Finding ok(String topic, String text) {
    return of(Level.OK, topic, text);
  }

  /** A fact without a verdict. */
  public static Finding note(String topic, String text) {
    return of(Level.NOTE, topic, text);
  }

  /** Something that works now but is insecure, or soon fails. */
  public static Finding warning(String topic, String text) {
    return of(Level.WARNING, topic, text);
  }

  /** Something that does not work, or that the filter rejects. */
  public static Finding problem(String topic, String text) {
    return of(Level.PROBLEM, topic, text);
  }

  private static Finding of(Level level, String topic, String text) {
    return new Finding(level, topic, text, null, Map.of(), null);
  }

  /** Returns a copy with another text. */
  public Finding withText(String other) {
    return new Finding(level, topic, other, excerpt, details, fix);
  }

  /** Returns a copy with the place in the input. */
  public Finding at(@Nullable Excerpt place) {
    return new Finding(level, topic, text, place, details, fix);
  }

  /** Returns a copy with a way to correct it. */
  public Finding fix(@Nullable String way) {
    return new Finding(level, topic, text, excerpt, details, way);
  }

  /** Returns a copy with a named text; null adds nothing. */
  public Finding with(String name, @Nullable String value) {
    return value == null ? this : plus(name, value);
  }

  /** Returns a copy with a named list; an empty one adds nothing. */
  public Finding with(String name, List<String> values) {
    return values.isEmpty() ? this : plus(name, List.copyOf(values));
  }

  private Finding plus(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new Finding(level, topic, text, excerpt, more, fix);
  }
}
