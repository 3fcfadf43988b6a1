package io.github.proxymtls.samples.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Checks whether the operator configured how bearer tokens are verified. */
final class TokenSettings {

  private static final List<String> KEYS =
      List.of("proxymtls.binding.token-jwks-uri", "proxymtls.binding.introspection.url");

  private TokenSettings() {}

  /** Returns true if the file, a system property or an environment variable configures it. */
  static boolean verificationConfigured(Path configuration) {
    Properties file = read(configuration);
    return KEYS.stream()
        .anyMatch(
            key ->
                file.containsKey(key)
                    || System.getProperty(key) != null
                    || System.getenv(environmentName(key)) != null);
  }

  /** The filter reports errors in the file; here such a file configures nothing. */
  private static Properties read(Path configuration) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(configuration, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      return new Properties();
    }
    return properties;
  }

  private static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
