package io.github.proxymtls.samples.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** NGINX with the configuration of the sample. */
final class Nginx {

  private static final Program PROGRAM =
      new Program(
          "nginx",
          "PROXYMTLS_NGINX",
          List.of(Path.of("/usr/sbin/nginx")),
          "apt-get install nginx-light (Debian, Ubuntu)");

  private Nginx() {}

  static Proxy start(ProxySetup setup) throws IOException {
    Path program = PROGRAM.find();
    Files.createDirectories(setup.file("tmp"));
    Path configuration = setup.file("nginx.conf");
    return ProcessProxy.start(
        setup.folder(),
        ports -> {
          Files.writeString(configuration, fill(setup, ports), StandardCharsets.UTF_8);
          return List.of(
              program.toString(),
              "-p",
              setup.folder().toString(),
              "-c",
              configuration.toString(),
              "-e",
              "stderr",
              "-g",
              "daemon off; master_process off;");
        });
  }

  private static String fill(ProxySetup setup, Ports ports) {
    return Template.of("nginx/nginx.conf")
        .fill(
            Map.of(
                "VERIFIED", Ports.LOOPBACK + ":" + ports.verified(),
                "ANY_CERTIFICATE", Ports.LOOPBACK + ":" + ports.anyCertificate(),
                "APPLICATION", Ports.LOOPBACK + ":" + setup.application(),
                "APPLICATION_NAME", ProxySetup.APPLICATION_NAME,
                "CREDENTIAL", setup.authorization()));
  }
}
