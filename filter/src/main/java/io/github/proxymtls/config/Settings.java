package io.github.proxymtls.config;

import java.util.List;
import java.util.Map;

/**
 * The raw value of every key with the place that set it. The highest source wins: code, the
 * init-parameters, system properties, environment variables, the file that {@code proxymtls.config}
 * names.
 */
public final class Settings {

  /** A named set of values: all keys that begin with {@code proxymtls.} are read. */
  public record Source(String origin, Map<String, String> values) {}

  private Settings() {}

  /**
   * Reads all sources, highest first.
   *
   * @param sources code and init-parameters, highest first
   * @param systemProperties those of the JVM
   * @param environment its environment variables
   * @param problems takes what is wrong, such as a file that cannot be read or an unknown key
   */
  public static Settings read(
      List<Source> sources,
      Map<String, String> systemProperties,
      Map<String, String> environment,
      Problems problems) {
    throw new AssertionError();
  }
}
