package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code proxymtls.jar} alone in a folder, without a clone of the project. */
@Tag("slow")
class RunnableJarIT {

  private static final Path JAR =
      Path.of("..", "proxy-samples", "target", "proxymtls.jar").toAbsolutePath();

  @TempDir private Path folder;

  @BeforeEach
  void writeAConfiguration() throws IOException {
    Files.copy(JAR, folder.resolve("proxymtls.jar"));
    Files.writeString(folder.resolve("client-ca.pem"), Pki.create().root("Example Root").pem());
    Files.writeString(
        folder.resolve("proxymtls.properties"),
        """
        proxymtls.format=rfc9440
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=users
        proxymtls.client.trust-anchors=client-ca.pem
        """);
  }

  @Test
  void createsAnAcceptedConfigurationFromNothing() throws Exception {
    String line = run("hash-password", "--random", "--user=edge-1", "--credential-file=credential");
    Files.writeString(folder.resolve("users"), line);
    assertThat(Files.readString(folder.resolve("credential"))).startsWith("edge-1:");

    String written =
        run(
            "configure",
            "nginx",
            "--config=proxymtls.properties",
            "--backend=https://app.internal",
            "--credential-file=credential",
            "--output=nginx");
    assertThat(written).contains("written: nginx/nginx.conf", "written: nginx/rfc9440.js");

    assertThat(run("doctor", "config", "proxymtls.properties"))
        .contains("format")
        .doesNotContain(line.strip());
  }

  @Test
  void servesTheFilter() throws Exception {
    Files.writeString(
        folder.resolve("users"),
        run("hash-password", "--random", "--user=edge-1", "--credential-file=credential"));
    Process server = start("serve", "--config=proxymtls.properties", "--port=0");
    try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
      URI address = address(lines);
      HttpRequest request = HttpRequest.newBuilder(address.resolve("/whoami")).build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
          .contains("\"code\":\"certificate-required\"");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  @Test
  void serveShowsTheEventsThatTheReasonsPromise() throws Exception {
    Files.writeString(
        folder.resolve("users"),
        run("hash-password", "--random", "--user=edge-1", "--credential-file=credential"));
    Files.writeString(
        folder.resolve("proxymtls.properties"), "proxymtls.audit=on\n", StandardOpenOption.APPEND);
    Process server = start("serve", "--config=proxymtls.properties", "--port=0");
    try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
      assertThat(through(lines, "event=started ")).doesNotContain("jetty");
      URI address = address(lines);
      HttpRequest request = HttpRequest.newBuilder(address.resolve("/whoami")).build();
      HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
      assertThat(through(lines, "decision=\"rejected\""))
          .contains("reason=\"certificate-required\"", "path=\"/whoami\"");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /** Returns the lines through the first one that contains a text. */
  private static String through(BufferedReader lines, String text) throws IOException {
    StringBuilder printed = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      printed.append(line).append('\n');
      if (line.contains(text)) {
        return printed.toString();
      }
    }
    throw new AssertionError(printed);
  }

  @Test
  void runsTheDemo() throws Exception {
    assertThat(run("demo")).contains("steps had the expected outcome");
  }

  /** The jar has the bounded reader beside those of Spring Boot. */
  @Test
  void rejectsYamlWhoseAliasesStandForTooMuch() throws Exception {
    StringBuilder yaml = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 9; i++) {
      String alias = "*a" + (i - 1);
      yaml.append("a%d: &a%d %s%n".formatted(i, i, Collections.nCopies(10, alias)));
    }
    Files.writeString(folder.resolve("application.yml"), yaml);

    Process process = start("doctor", "config", "application.yml");
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed).contains("code: config-file", "aliases");
    assertThat(process.waitFor()).isEqualTo(78);
  }

  private static URI address(BufferedReader lines) throws IOException {
    StringBuilder printed = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("listening on ")) {
        return URI.create(line.substring("listening on ".length()));
      }
      printed.append(line).append('\n');
    }
    throw new AssertionError(printed);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private Process start(String... arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", "proxymtls.jar"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return process;
  }
}
