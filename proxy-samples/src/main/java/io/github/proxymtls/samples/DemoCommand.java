package io.github.proxymtls.samples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.proxymtls.samples.demo.Demo;
import io.github.proxymtls.samples.demo.Invitation;
import io.github.proxymtls.samples.files.AtExit;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: honest and hostile clients, with real TLS through a real proxy. */
@Command(
    name = "demo",
    description = {
      "Plays honest and hostile clients through a real proxy, with real TLS.",
      "Prints a row for each step. Status 0 if every row is as expected."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--proxy",
      defaultValue = "embedded",
      paramLabel = "NAME",
      description =
          "embedded, nginx, envoy, haproxy, apache, traefik, caddy or caddy-2.6."
              + " Default: ${DEFAULT-VALUE}, which is in this jar; the others are"
              + " programs of their own.")
  private ProxyKind proxy;

  @Option(
      names = "--keep",
      description = "Leave everything running until Ctrl-C, and print commands to try.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // The table tells of every refusal; the filter's log would tell of them twice.
    ((Logger) LoggerFactory.getLogger("io.github.proxymtls")).setLevel(Level.ERROR);
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = Site.start(Plan.of(proxy))) {
      AtExit.run(site::close);
      boolean asExpected = Demo.run(site, proxy, out);
      if (keep) {
        Invitation.print(site, proxy, out);
        Thread.currentThread().join();
      }
      return asExpected ? 0 : 1;
    }
  }
}
