package io.github.proxymtls.samples;

import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.samples.doctor.HeaderExamination;
import io.github.proxymtls.samples.doctor.HeaderValue;
import io.github.proxymtls.samples.doctor.Report;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code doctor header}: explains one value of a certificate header. */
@Command(
    name = "header",
    description = {
      "Reads the value of a certificate header from standard input and explains it stage by stage.",
      "A header name before the value, such as 'ssl-client-cert: ', is taken off.",
      "Without --format and --config it guesses the format."
    },
    mixinStandardHelpOptions = true)
final class DoctorHeaderCommand extends DoctorSubcommand {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "A value of proxymtls.format, such as nginx.")
  private @Nullable String format;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "With --config: the profile of the proxy. Default: all.")
  private @Nullable String profile;

  @Option(
      names = "--verdict",
      paramLabel = "VALUE",
      description =
          "With --config: the value of the verdict header. Default: that of a verified"
              + " certificate.")
  private @Nullable String verdict;

  @Override
  void examine(Report report) throws IOException {
    HeaderValue value = HeaderValue.read(System.in);
    HeaderExamination examination = new HeaderExamination(report);
    SettingsFile file = configuration.file();
    if (file == null) {
      require(profile == null && verdict == null, "--profile and --verdict need --config");
      examination.examine(value, format == null ? null : preset(format));
    } else {
      require(format == null, "--config names the format: leave out --format");
      examination.examine(value, file, profile, verdict);
    }
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ParameterException(commandLine(), otherwise);
    }
  }

  private Preset preset(String name) {
    Preset preset = Preset.named(name);
    if (preset == null) {
      throw new ParameterException(
          commandLine(),
          "--format needs one of "
              + Preset.all().stream()
                  .map(known -> known.format().name())
                  .collect(Collectors.joining(", ")));
    }
    return preset;
  }
}
