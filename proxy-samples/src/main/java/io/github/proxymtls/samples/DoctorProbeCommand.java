package io.github.proxymtls.samples;

import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.doctor.Report;
import io.github.proxymtls.samples.probe.Address;
import io.github.proxymtls.samples.probe.Probe;
import io.github.proxymtls.samples.probe.ProbeClient;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code doctor probe}: examines a live deployment from outside. */
@Command(
    name = "probe",
    description = {
      "Examines a live deployment from outside, as a client: with its certificate and without, with"
          + " forged, repeated and look-alike headers, with Connection, with resumed sessions, with"
          + " several requests on one connection, and past the proxy.",
      "Says for each whether it is safe, with the line of the proxy's configuration that mends it.",
      "Sends at most 60 GET requests, to the given addresses and to nothing else."
    },
    mixinStandardHelpOptions = true)
final class DoctorProbeCommand extends DoctorSubcommand {

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "An address at the proxy that answers GET, such as https://api.example/me.")
  private String url;

  @Option(
      names = "--backend",
      paramLabel = "URL",
      description = "The same at the application, past the proxy.")
  private @Nullable String backend;

  @Option(
      names = "--cert",
      required = true,
      paramLabel = "PEM",
      description = "The certificate of a client that the filter accepts, followed by its chain.")
  private Path certificate;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "PEM",
      description = "Its private key, unencrypted.")
  private Path key;

  @Option(
      names = "--server-ca",
      paramLabel = "PEM",
      description = "The CAs of the proxy and the application. Default: those of this JDK.")
  private @Nullable Path serverCa;

  @Option(
      names = "--proxy",
      paramLabel = "NAME",
      description = "The proxy, as in configure. Default: the one of the configured format.")
  private @Nullable Target proxy;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The profile of the proxy, if the configuration has several.")
  private @Nullable String profile;

  @Override
  void examine(Report report) throws IOException {
    Probe.Deployment deployment =
        new Probe.Deployment(
            address("--url", url),
            backend == null ? null : address("--backend", backend),
            proxy,
            profile);
    ProbeClient client = ProbeClient.read(certificate, key, serverCa);
    Probe.run(deployment, client, configuration.requiredFile(commandLine()), report);
  }

  private Address address(String option, String value) {
    try {
      return Address.parse(value);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), option + " " + e.getMessage(), e);
    }
  }
}
