package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NGINX with the configuration that is generated for it. */
final class Nginx {

  static final Program PROGRAM =
      new Program(
          "nginx",
          "PROXYMTLS_NGINX",
          List.of(Path.of("/usr/sbin/nginx")),
          "apt-get install nginx-light (Debian, Ubuntu)");

  private Nginx() {}

  static Proxy start(ProxySetup setup) throws IOException {
    Path program = PROGRAM.find();
    Files.createDirectories(setup.file("tmp"));
    return ProcessProxy.start(
        setup.folder(),
        ports ->
            List.of(
                program.toString(),
                "-p",
                setup.folder().toString(),
                "-c",
                setup.configure(Target.NGINX, ports).toString(),
                "-e",
                "stderr",
                "-g",
                "daemon off; master_process off;"));
  }
}
