package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The Envoy of the sample with one line changed: it also writes the URIs and DNS names of the
 * client's certificate, without quoting or escaping them.
 */
public final class EnvoyWithNames {

  private static final String DETAILS =
      "set_current_client_cert_details: { cert: true, chain: true";
  private static final String MORE = ", uri: true, dns: true, subject: true";

  private EnvoyWithNames() {}

  /**
   * Starts one in front of a site's application, with the configuration of the site's own Envoy,
   * which must be the first proxy of the site.
   */
  public static Proxy start(Site site) throws IOException {
    return start(site.file("proxy-1"), site.proxy());
  }

  /** Starts one with the configuration of a running Envoy and its folder. */
  public static Proxy start(Path folder, Proxy running) throws IOException {
    String sample = Files.readString(folder.resolve("envoy.yaml"), StandardCharsets.UTF_8);
    if (!sample.contains(DETAILS)) {
      throw new IOException("the sample has no line " + DETAILS);
    }
    Path configuration = folder.resolve("writesNames.yaml");
    return ProcessProxy.start(
        folder,
        ports -> {
          Files.writeString(configuration, change(sample, running, ports));
          return List.of(
              Envoy.program().find().toString(),
              "--config-path",
              configuration.toString(),
              "--disable-hot-restart",
              "--concurrency",
              "1",
              "--log-level",
              "warning");
        });
  }

  private static String change(String sample, Proxy running, Ports ports) {
    String text = sample.replace(DETAILS, DETAILS + MORE);
    for (Listener listener : Listener.values()) {
      text =
          text.replace(
              "port_value: " + running.port(listener) + " ",
              "port_value: " + ports.of(listener) + " ");
    }
    return text;
  }
}
