package io.github.proxymtls.config;

import org.jspecify.annotations.Nullable;

/** Reads the keys into a {@link Configuration}. */
public final class ConfigurationReader {

  private ConfigurationReader() {}

  /**
   * Reads every key. Adds each problem instead of throwing; returns null where so much is missing
   * that no configuration can be made for further checks.
   */
  public static @Nullable Configuration read(
      Settings settings, boolean tokenKeysInCode, Problems problems) {
    throw new AssertionError();
  }
}
