package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** HAProxy with its generated configuration. */
final class Haproxy {

  static final Program PROGRAM =
      new Program(
          "haproxy",
          "PROXYMTLS_HAPROXY",
          List.of(Path.of("/usr/sbin/haproxy")),
          "apt-get install haproxy (Debian, Ubuntu)");

  private Haproxy() {}

  static Proxy start(ProxySetup setup) throws IOException {
    Path program = PROGRAM.find();
    return ProcessProxy.start(
        setup.folder(),
        ports ->
            List.of(
                program.toString(),
                "-db",
                "-f",
                setup.configure(Target.HAPROXY, ports).toString()));
  }
}
