package io.github.proxymtls.samples;

import io.github.proxymtls.samples.doctor.ConfigurationExamination;
import io.github.proxymtls.samples.doctor.ContainerLimit;
import io.github.proxymtls.samples.doctor.Report;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doctor config}: explains a configuration. */
@Command(
    name = "config",
    description = {
      "Reads a configuration with all files that it names, and says every problem, the values in"
          + " force and where they were set, what expires, and which CA has no CRL.",
      "Exits with status 78 if the filter does not start with it."
    },
    mixinStandardHelpOptions = true)
final class DoctorConfigCommand extends DoctorSubcommand {

  @Parameters(
      paramLabel = "FILE",
      description =
          "The filter's properties file, or a Spring Boot application's application.yml or"
              + " application.properties.")
  private Path config;

  @Mixin private SpringProfiles springProfiles;

  @Option(
      names = "--credential-file",
      paramLabel = "FILE",
      description = "The file with a proxy's user:password: say whether it matches a user.")
  private @Nullable Path credential;

  @Option(
      names = "--container",
      paramLabel = "NAME",
      description = "tomcat, jetty, undertow or spring-boot: compare the default limit on headers.")
  private @Nullable ContainerLimit container;

  @Override
  void examine(Report report) throws IOException {
    new ConfigurationExamination(report)
        .examine(
            new SettingsFile(config, springProfiles.names()),
            new ConfigurationExamination.Surroundings(credential, container));
  }
}
