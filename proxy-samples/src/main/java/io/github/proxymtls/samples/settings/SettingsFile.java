package io.github.proxymtls.samples.settings;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A file with the filter's configuration: properties, or the {@code application.yml} or {@code
 * application.properties} of a Spring Boot application. The system properties and environment
 * variables of this machine are not read.
 *
 * @param springProfiles active profiles of the Spring Boot application, besides those of the file
 */
public record SettingsFile(Path file, List<String> springProfiles) {

  public SettingsFile {
    springProfiles = List.copyOf(springProfiles);
  }

  /**
   * Reads the values of the keys.
   *
   * @param problems receives each problem and where each key was set
   * @throws ConfigurationException if the file cannot be read
   */
  public Settings settings(Problems problems) {
    if (SpringFile.is(file)) {
      return Settings.readLayers(List.of(), SpringFile.read(file, springProfiles), problems);
    }
    Map<String, String> config = Map.of("proxymtls.config", file.toString());
    return Settings.read(
        List.of(new Settings.Source("the command line", config)), Map.of(), Map.of(), problems);
  }

  /**
   * Reads the configuration. Does not open the files that it names. What the application gives in
   * code is taken as given.
   *
   * @param problems as in {@link #settings}
   * @throws ConfigurationException if the configuration is invalid
   */
  public Configuration configuration(Problems problems) {
    Settings settings = settings(problems);
    Configuration configuration =
        ConfigurationReader.read(settings, InCode.leftBy(settings), problems);
    problems.throwIfAny();
    return Objects.requireNonNull(configuration);
  }
}
