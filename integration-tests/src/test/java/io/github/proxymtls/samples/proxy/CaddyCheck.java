package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Backend;
import io.github.proxymtls.samples.configure.Blueprint;
import io.github.proxymtls.samples.configure.Endpoint;
import io.github.proxymtls.samples.configure.GeneratedFile;
import io.github.proxymtls.samples.configure.Generator;
import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Caddy's own opinion of a configuration that matches the properties of a site. */
public final class CaddyCheck {

  private CaddyCheck() {}

  /**
   * Writes a configuration and runs {@code caddy validate} over it.
   *
   * @param backend a URL
   * @param listen the address of both listeners, such as {@code [::]}
   * @return what Caddy prints
   */
  public static String validate(ProxyKind kind, Site site, String backend, String listen)
      throws IOException {
    Blueprint blueprint =
        new Blueprint(
            Endpoint.parse(listen + ":8443"),
            Endpoint.parse(listen + ":8444"),
            Backend.parse(backend, ProxySetup.APPLICATION_NAME),
            Blueprint.PLACEHOLDER,
            false,
            site.file("proxy-1") + "/");
    Target target = kind == ProxyKind.CADDY ? Target.CADDY : Target.CADDY_2_6;
    GeneratedFile file =
        new Generator(target, null)
            .generate(site.file("application/proxymtls.properties"), blueprint)
            .get(0);
    Path folder = Files.createTempDirectory(site.file(""), "validate");
    Files.writeString(folder.resolve(file.name()), file.text(), StandardCharsets.UTF_8);
    return run(kind, folder, file.name());
  }

  private static String run(ProxyKind kind, Path folder, String file) throws IOException {
    Caddy caddy = kind == ProxyKind.CADDY ? Caddy.CURRENT : Caddy.OF_2_6;
    ProcessBuilder builder =
        new ProcessBuilder(
                caddy.find().toString(), "validate", "--adapter", "caddyfile", "--config", file)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
