package io.github.proxymtls.samples;

import io.github.proxymtls.samples.doctor.CertificateExamination;
import io.github.proxymtls.samples.doctor.Report;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code doctor certificate}: explains what a configuration makes of a client's certificate. */
@Command(
    name = "certificate",
    description = {
      "Validates a client's certificate as the filter does, and lists the allow-list entries and"
          + " registrations that match it.",
      "Asks the revocation sources of the configuration, and nothing else."
    },
    mixinStandardHelpOptions = true)
final class DoctorCertificateCommand extends DoctorSubcommand {

  @Parameters(
      paramLabel = "FILE",
      description = "PEM with the certificate, followed by its chain; or one certificate in DER.")
  private Path certificate;

  @Mixin private ConfigurationOptions configuration;

  @Override
  void examine(Report report) throws IOException {
    new CertificateExamination(report)
        .examine(certificate, configuration.requiredFile(commandLine()));
  }
}
