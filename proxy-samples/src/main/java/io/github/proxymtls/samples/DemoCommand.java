package io.github.proxymtls.samples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.proxymtls.samples.demo.Demo;
import io.github.proxymtls.samples.demo.NextCommands;
import io.github.proxymtls.samples.files.ShutdownAction;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: runs genuine and malicious clients with real TLS through a real proxy. */
@Command(
    name = "demo",
    description = {
      "Runs genuine and malicious clients through a real proxy, with real TLS.",
      "Prints a row for each step. Exit status 0 if every outcome is as expected."
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
      description = "Keep everything running until Ctrl-C, and print commands to try.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // The table shows every rejection; the filter's log would repeat them.
    ((Logger) LoggerFactory.getLogger("io.github.proxymtls")).setLevel(Level.ERROR);
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = Site.start(SiteSettings.of(proxy))) {
      ShutdownAction.run(site::close);
      boolean asExpected = Demo.run(site, proxy, out);
      if (keep) {
        NextCommands.print(site, proxy, out);
        Thread.currentThread().join();
      }
      return asExpected ? 0 : 1;
    }
  }
}
