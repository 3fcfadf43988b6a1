package io.github.proxymtls.samples;

import io.github.proxymtls.samples.doctor.Report;
import io.github.proxymtls.samples.doctor.RequestExamination;
import io.github.proxymtls.samples.doctor.RequestExamination.Connection;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doctor request}: explains what the filter reads in a request and what it decides. */
@Command(
    name = "request",
    description = {
      "Reads a whole HTTP/1.1 request as the proxy sends it to the application, captured by nc or"
          + " curl --verbose, and says which headers the filter reads and what it decides.",
      "Prints no value of a header, a query or a form.",
      "Asks what the filter would ask: revocation sources, key sets, introspection."
    },
    mixinStandardHelpOptions = true)
final class DoctorRequestCommand extends DoctorSubcommand {

  @Parameters(paramLabel = "FILE", description = "The request: request line, headers, body.")
  private Path request;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--remote-address",
      defaultValue = "",
      paramLabel = "ADDRESS",
      description = "The peer's IP address, for proxymtls.proxy.authentication=address.")
  private String address;

  @Option(names = "--tls", description = "The request came over TLS.")
  private boolean tls;

  @Option(
      names = "--tls-certificate",
      paramLabel = "PEM",
      description = "The certificate that the peer presented on TLS, for authentication=mtls.")
  private @Nullable Path certificate;

  @Option(
      names = "--context-path",
      defaultValue = "",
      paramLabel = "PATH",
      description = "The path of the application, such as /app.")
  private String contextPath;

  @Override
  void examine(Report report) throws IOException {
    new RequestExamination(report)
        .examine(
            request,
            new Connection(address, certificate, tls, contextPath),
            configuration.requiredFile(commandLine()));
  }
}
