package io.github.proxymtls.samples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doctor}: explains what the filter reads and decides, and what is wrong with it. */
@Command(
    name = "doctor",
    description = {
      "Explains a header, a request, a certificate or a configuration as the filter reads it, and"
          + " examines a live deployment.",
      "Each finding is ok, note, warning or problem."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:no problem, and the filter accepts",
      "1:a problem, or the filter rejects",
      "2:wrong usage, or the input cannot be read",
      "78:the configuration is invalid"
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      DoctorHeaderCommand.class,
      DoctorRequestCommand.class,
      DoctorCertificateCommand.class,
      DoctorConfigCommand.class,
      DoctorProbeCommand.class
    })
final class DoctorCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
