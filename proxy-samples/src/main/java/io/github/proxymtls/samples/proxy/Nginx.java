package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NGINX with its generated configuration. */
final class Nginx {

  static final Program PROGRAM =
      new Program(
          "nginx",
          "PROXYMTLS_NGINX",
          List.of(Path.of("/usr/sbin/nginx")),
          "apt-get install nginx-light (Debian, Ubuntu)");

  private static final Path JAVASCRIPT = Path.of("/usr/lib/nginx/modules/ngx_http_js_module.so");

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
                withModules(setup.configure(Target.NGINX, ports)).toString(),
                "-e",
                "stderr",
                "-g",
                "daemon off; master_process off;"));
  }

  /**
   * Returns the configuration after checking its modules.
   *
   * @throws MissingProgramException if it loads a module that is not installed
   */
  static Path withModules(Path configuration) throws IOException {
    String text = Files.readString(configuration, StandardCharsets.UTF_8);
    if (text.contains("load_module " + JAVASCRIPT) && !Files.exists(JAVASCRIPT)) {
      throw new MissingProgramException(
          "NGINX's JavaScript module is not installed: there is no "
              + JAVASCRIPT
              + ".\nInstall it with: apt-get install libnginx-mod-http-js (Debian, Ubuntu)");
    }
    return configuration;
  }
}
