package io.github.proxymtls.samples;

import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.samples.files.ShutdownAction;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.server.MetricsEndpoint;
import io.github.proxymtls.samples.server.ReferenceServer;
import io.github.proxymtls.samples.server.ServerTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: runs the reference server until it is stopped. */
@Command(
    name = "serve",
    description = {
      "Runs the filter in front of a small application on the loopback address.",
      "Serves /whoami (a page in a browser, else JSON), /oauth2/token, /api/resource and /health.",
      "Stops on SIGTERM.",
      "Exits with status 78 if the configuration is invalid."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final int HIGHEST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The filter's properties file.")
  private Path config;

  @Option(
      names = "--port",
      defaultValue = "8080",
      paramLabel = "N",
      description = "The port; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--container",
      defaultValue = "jetty",
      paramLabel = "NAME",
      description = "jetty or tomcat. Default: ${DEFAULT-VALUE}.")
  private Container container;

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      description =
          "Also serve /metrics for Prometheus on this port of the loopback address; 0 for a free"
              + " one.")
  private @Nullable Integer metricsPort;

  @ArgGroup(exclusive = false)
  private @Nullable Tls tls;

  /** TLS of the listener; without it the listener uses plain HTTP. */
  private static final class Tls {

    @Option(
        names = "--tls-certificate",
        required = true,
        paramLabel = "PEM",
        description = "The listener's certificate, followed by its chain.")
    private Path certificate;

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "PEM",
        description = "Its private key, unencrypted.")
    private Path key;

    @Option(
        names = "--tls-client-ca",
        paramLabel = "PEM",
        description = "Ask clients for a certificate of these CAs, without requiring one.")
    private @Nullable Path clientCa;

    ServerTls read() throws IOException {
      return ServerTls.read(certificate, key, clientCa);
    }
  }

  private void check(String option, int number) {
    if (number < 0 || number > HIGHEST_PORT) {
      throw new ParameterException(
          spec.commandLine(), option + " needs a number from 0 to " + HIGHEST_PORT);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check("--port", port);
    ReferenceServer.Listening where =
        new ReferenceServer.Listening(port, container, tls == null ? null : tls.read());
    PrintWriter out = spec.commandLine().getOut();
    ReferenceServer server;
    if (metricsPort == null) {
      server = ReferenceServer.start(config, where, new ProxyMtlsListener() {});
    } else {
      check("--metrics-port", metricsPort);
      MetricsEndpoint metrics = MetricsEndpoint.start(metricsPort);
      ShutdownAction.run(metrics::close);
      server = ReferenceServer.start(config, where, metrics.meters());
      out.println("metrics at " + metrics.uri());
    }
    ShutdownAction.run(server::close);
    out.println("listening on " + server.uri());
    out.flush();
    Thread.currentThread().join();
    return 0;
  }
}
