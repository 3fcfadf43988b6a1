package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.CommandLineRun;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Makes the mistakes of {@code filter/docs/troubleshooting.md} that end at the start. */
@Tag("slow")
class TroubleshootingStartIT {

  private static final Pattern LIBRARIES =
      Pattern.compile("/(bc(pkix|prov|util)|caffeine|gson|nimbus-jose-jwt|slf4j-api)-[^/]*$");
  private static final Pattern SERVER = Pattern.compile("/tomcat-[^/]*$");

  @TempDir private Path folder;
  private Fixture fixture;
  private String base;

  /** Nothing but the filter. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {"org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration"})
  static class Application {}

  @BeforeEach
  void write() {
    fixture = new Fixture(folder);
    base =
        """
        proxymtls:
          enabled: true
          format: nginx
          proxy:
            authentication: basic
            basic:
              users-file: %s
          client:
            trust-anchors: %s
        """
            .formatted(
                fixture.file("users", "edge-1:" + Fixture.HASH + "\n"),
                fixture.file("root.pem", fixture.root.pem()));
  }

  @Test
  void lineNamesTheMissingProvider() throws Exception {
    Path library = Files.createDirectories(folder.resolve("war/WEB-INF/lib"));
    for (Path entry : classPath(LIBRARIES)) {
      Files.copy(entry, library.resolve(entry.getFileName()));
    }
    addFilter();
    fixture.file("proxymtls.properties", properties());
    fixture.file("war/WEB-INF/web.xml", webXml());
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Stream.concat(classPath(SERVER).stream(), Stream.of(own(getClass())))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                WarWithoutProvider.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(server.waitFor()).as(output).isZero();
    assertThat(output)
        .contains(TroubleshootingPage.line(13))
        .contains("status 403", "WARN rejected reason=certificate-required");
  }

  @AllowedLog({
    "APPLICATION FAILED TO START",
    "code=revocation-off",
    "Error starting Tomcat context",
    "Exception encountered"
  })
  @Test
  void lineNamesTheKeyThatAProfileCannotRemove() throws Exception {
    String edge =
        """
        proxymtls:
          proxy:
            authentication: mtls
            mtls:
              trust-anchors: %s
              subject-dn: CN=edge-1
        """
            .formatted(fixture.file("proxies.pem", fixture.proxies.pem()));
    fixture.file("application-edge.yml", edge);
    assertFailure(16, fixture.file("application.yml", base));

    // The cure, as the line has it.
    String users = "    basic:\n      users-file: " + folder.resolve("users") + "\n";
    String moved =
        base.replace(users, "")
            + "---\nspring.config.activate.on-profile: \"!edge\"\nproxymtls:\n  proxy:\n"
            + users;
    String file = fixture.file("application.yml", moved);
    for (String profile : List.of("edge", "none")) {
      try (ConfigurableApplicationContext running = run(file, profile)) {
        assertThat(running.isRunning()).isTrue();
      }
    }
  }

  @AllowedLog({
    "APPLICATION FAILED TO START",
    "Error starting Tomcat context",
    "Exception encountered"
  })
  @Test
  void lineNamesTheWordThatYamlReadsAsABoolean() throws Exception {
    assertFailure(
        18, fixture.file("application.yml", base + "    revocation:\n      methods: off\n"));
  }

  /** Spring Boot logs one event that has every problem. */
  private static void assertFailure(int mistake, String file) throws IOException {
    try (LogCapture log = LogCapture.open("org.springframework.boot.diagnostics")) {
      assertThatThrownBy(() -> run(file, "edge")).isNotNull();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains(TroubleshootingPage.line(mistake));
    }
    List<String> page = TroubleshootingPage.doctor(mistake);
    CommandLineRun doctor =
        CommandLineRun.of("doctor", page.get(0), file, "--spring-profile", "edge");
    assertThat(doctor.status()).isEqualTo(78);
    assertThat(doctor.out()).contains(page.subList(1, page.size()));
  }

  private static ConfigurableApplicationContext run(String file, String profile) {
    return new SpringApplicationBuilder(Application.class)
        .run(
            "--spring.config.location=" + Path.of(file).toUri(),
            "--spring.profiles.active=" + profile,
            "--spring.main.banner-mode=off",
            "--server.address=127.0.0.1",
            "--server.port=0");
  }

  /** The filter is a jar in the build, and a folder of classes in an IDE. */
  private void addFilter() throws IOException {
    Path filter = own(ProxyMtlsFilter.class);
    if (Files.isRegularFile(filter)) {
      Files.copy(filter, folder.resolve("war/WEB-INF/lib/filter.jar"));
      return;
    }
    try (Stream<Path> files = Files.walk(filter)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy =
            folder.resolve("war/WEB-INF/classes").resolve(filter.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static Path own(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static List<Path> classPath(Pattern names) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> names.matcher(entry).find())
        .map(Path::of)
        .toList();
  }

  private String properties() {
    return """
        proxymtls.format=nginx
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=users
        proxymtls.client.trust-anchors=root.pem
        """;
  }

  private String webXml() {
    return """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <filter>
            <filter-name>proxymtls</filter-name>
            <filter-class>io.github.proxymtls.servlet.ProxyMtlsFilter</filter-class>
            <async-supported>true</async-supported>
            <init-param>
              <param-name>proxymtls.config</param-name>
              <param-value>%s</param-value>
            </init-param>
          </filter>
          <filter-mapping>
            <filter-name>proxymtls</filter-name>
            <url-pattern>/*</url-pattern>
          </filter-mapping>
          <servlet>
            <servlet-name>default</servlet-name>
            <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
          </servlet>
          <servlet-mapping>
            <servlet-name>default</servlet-name>
            <url-pattern>/</url-pattern>
          </servlet-mapping>
        </web-app>
        """
        .formatted(folder.resolve("proxymtls.properties"));
  }
}
