package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.TestClients;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that have the library on their module path. */
@Tag("slow")
class ModulePathIT {

  private static final Path SOURCES = Path.of("src", "test", "modules");

  /** What the library itself needs. */
  private static final String NEEDED =
      "proxymtls-filter-[^/]*(?<!tests|containers)\\.jar|bc(pkix|prov|util)-|caffeine-|gson-"
          + "|jspecify-|nimbus-jose-jwt-|slf4j-api-";

  private static final String SPRING_BOOT =
      "spring-(aop|beans|boot|boot-autoconfigure|context|core|expression|jcl|web|webmvc)-[0-9]"
          + "|tomcat-embed-(core|el)-|jakarta.annotation-api-|micrometer-(commons|observation)-"
          + "|snakeyaml-";

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";

  @TempDir private Path folder;

  @Test
  void anApplicationAuthenticatesRegisteredClientsWithRevocationAndMeters() throws Exception {
    String modules =
        modules(
            "java.class.path",
            NEEDED + "|micrometer-(core|commons|observation)-|HdrHistogram-|LatencyUtils-");
    Path compiled = compile("plain", modules);
    Pki.Authority root = Pki.create().root("Root");
    Pki.Held good = root.client("ledger").issue();
    Pki.Held revoked = root.client("ledger").issue();
    write("anchors.pem", root.pem());
    Files.write(folder.resolve("root.crl"), root.crl().revoke(revoked).der());
    write(
        "clients.json",
        """
        [{"client_id": "ledger",
          "token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_subject_dn": "CN=ledger"}]
        """);
    write(
        "proxymtls.properties",
        """
        proxymtls.format=rfc9440
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.user=edge-1
        proxymtls.proxy.basic.password-hash=%s
        proxymtls.client.trust-anchors=anchors.pem
        proxymtls.client.revocation.methods=crl
        proxymtls.client.revocation.crls=root.crl
        proxymtls.binding.client-authentication=/oauth2/token
        proxymtls.binding.clients=clients.json
        """
            .formatted(HASH));

    Process process =
        java(
            modules + File.pathSeparator + compiled,
            "consumer.plain/consumer.plain.Main",
            List.of(
                folder.resolve("proxymtls.properties").toString(), header(good), header(revoked)));
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.lines().toList())
          .as(() -> errors())
          .containsExactly(
              "accepted ledger",
              "rejected certificate-revoked",
              "counted 1",
              "module io.github.proxymtls");
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aSpringBootApplicationStarts() throws Exception {
    String modules =
        modules("oldest-spring-boot", SPRING_BOOT)
            + File.pathSeparator
            + modules("java.class.path", NEEDED);
    Path compiled = compile("boot", modules);
    try (TestClients clients = TestClients.create()) {
      write(
          "application.properties",
          clients.properties().entrySet().stream()
              .map(key -> key.getKey() + "=" + key.getValue())
              .collect(Collectors.joining("\n", "server.port=0\nproxymtls.enabled=true\n", "\n")));
      Process process =
          java(
              modules + File.pathSeparator + compiled,
              "consumer.boot/consumer.boot.Main",
              List.of());
      try (BufferedReader out = process.inputReader()) {
        int port = port(out);
        HttpRequest request =
            clients
                .named("alice")
                .sends(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/whoami")),
                    HttpRequest.Builder::header)
                .build();
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("CN=alice module io.github.proxymtls");
      } finally {
        process.destroy();
        process.onExit().join();
      }
    }
  }

  private int port(BufferedReader out) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring("port ".length()));
      }
      lines.add(line);
    }
    throw new IOException("it does not start: " + String.join("\n", lines) + errors());
  }

  private Path compile(String name, String modules) throws Exception {
    Path classes = folder.resolve(name);
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("javac"),
                "--release",
                "17",
                "-parameters",
                "--module-path",
                modules,
                "-d",
                classes.toString()));
    try (Stream<Path> sources = Files.walk(SOURCES.resolve(name))) {
      sources
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> command.add(file.toAbsolutePath().toString()));
    }
    Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(javac.waitFor()).as(said).isZero();
    return classes;
  }

  private Process java(String modulePath, String main, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("java"),
                "-Dorg.springframework.boot.logging.LoggingSystem=none",
                "--module-path",
                modulePath,
                "--module",
                main));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String header(Pki.Held client) {
    return ":" + Base64.getEncoder().encodeToString(client.der()) + ":";
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static String modules(String property, String names) {
    Pattern wanted = Pattern.compile("/(" + names + ")[^/]*$");
    return Arrays.stream(System.getProperty(property).split(File.pathSeparator, -1))
        .filter(entry -> wanted.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
