package io.github.proxymtls.it.spring;

import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application on a free port of the loopback address. */
public record Running(ConfigurableApplicationContext context) implements AutoCloseable {

  /** Starts it with the application.properties of a folder and no other configuration. */
  public static Running start(Class<?> application, Path properties) {
    return new Running(
        new SpringApplicationBuilder(application)
            .run("--spring.config.location=" + properties.toUri()));
  }

  /** Starts it with TLS as the application of a site has it, and with these lines. */
  static Running start(Class<?> application, Site site, List<String> lines) throws IOException {
    return start(application, properties(application.getSimpleName(), site, lines));
  }

  /** Writes these lines, and those for TLS as the application of a site has it, into a folder. */
  static Path properties(String name, Site site, List<String> lines) throws IOException {
    String tls =
        """
        server.address=127.0.0.1
        server.port=0
        server.ssl.certificate=%1$s/application.pem
        server.ssl.certificate-private-key=%1$s/application.key
        server.ssl.trust-certificate=%1$s/proxy-ca.pem
        server.ssl.client-auth=want
        spring.main.banner-mode=off
        """
            .formatted(site.file("application"));
    Path folder = Files.createDirectories(site.file(name));
    return Files.writeString(
        folder.resolve("application.properties"), tls + String.join("\n", lines) + "\n");
  }

  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
