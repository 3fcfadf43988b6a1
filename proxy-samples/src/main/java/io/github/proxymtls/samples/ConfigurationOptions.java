package io.github.proxymtls.samples;

import io.github.proxymtls.samples.settings.SettingsFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that name the filter's configuration. */
final class ConfigurationOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The filter's properties file, or a Spring Boot application's application.yml or"
              + " application.properties.")
  private @Nullable Path config;

  @Mixin private SpringProfiles springProfiles;

  /** Returns the file, or null if the option is not given. */
  @Nullable SettingsFile file() {
    return config == null ? null : new SettingsFile(config, springProfiles.names());
  }

  /** Returns the file, which the command needs. */
  SettingsFile requiredFile(CommandLine command) {
    SettingsFile file = file();
    if (file == null) {
      throw new ParameterException(command, "Missing required option: '--config=FILE'");
    }
    return file;
  }
}
