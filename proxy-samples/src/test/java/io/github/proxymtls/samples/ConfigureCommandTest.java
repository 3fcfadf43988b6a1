package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigureCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path properties;

  @BeforeEach
  void writeProperties() throws IOException {
    properties =
        Files.writeString(
            folder.resolve("proxymtls.properties"),
            """
            proxymtls.format=nginx
            proxymtls.proxy.authentication=basic
            proxymtls.proxy.basic.users-file=users
            proxymtls.client.trust-anchors=client-ca.pem
            """);
  }

  @Test
  void readsTheCredentialWithoutItsLineEnd() throws IOException {
    String credential = "edge-1: \"$\\#{p\u00e4 ";
    Path file =
        Files.writeString(
            folder.resolve("credential"), credential + "\r\n", StandardCharsets.ISO_8859_1);
    byte[] octets = credential.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(configure("--credential-file", file.toString())).isZero();
    assertThat(out.toString())
        .contains("\"Basic " + Base64.getEncoder().encodeToString(octets) + "\"");
  }

  @Test
  void rejectsACredentialThatTheFilterRejects() throws IOException {
    Path file = Files.writeString(folder.resolve("credential"), "\ufeffedge-1:secret\n");

    assertThat(configure("--credential-file", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("--credential-file does not begin with a user")
        .doesNotContain("secret");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void messageSaysThatAFileDoesNotExist() {
    assertThat(configure("--credential-file", folder.resolve("missing").toString())).isEqualTo(1);
    assertThat(err.toString()).contains(folder.resolve("missing") + " does not exist");
  }

  @Test
  void readsApplicationYamlWithItsProfiles() throws IOException {
    properties =
        Files.writeString(
            folder.resolve("application.yml"),
            """
            proxymtls:
              enabled: true
              format: nginx
              proxy:
                authentication: [basic]
                basic:
                  usersFile: users
              client:
                trustAnchors: client-ca.pem
            ---
            spring.config.activate.on-profile: edge
            proxymtls:
              header:
                certificate: x-edge-cert
            """);

    assertThat(configure("--files", "tls")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("ssl-client-cert").doesNotContain("x-edge-cert");

    assertThat(configure("--spring-profile", "edge")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("x-edge-cert");
  }

  @Test
  void readsRelaxedSpellingsOfApplicationProperties() throws IOException {
    properties =
        Files.writeString(
            folder.resolve("application.properties"),
            """
            proxymtls.enabled=true
            proxymtls.format=nginx
            proxymtls.proxy.authentication[0]=basic
            proxymtls.proxy.basic.usersFile=${folder}/users
            proxymtls.client.trust_anchors=client-ca.pem
            folder=/etc/app
            """);

    assertThat(configure("--files", "tls")).as(err.toString()).isZero();
  }

  /** A mounted secret is often a file without an extension. */
  @ParameterizedTest
  @ValueSource(strings = {".properties", ".yml", ".yaml"})
  void readsAnImportInTheFormatOfItsHint(String hint) throws IOException {
    String imported = "proxymtls.client.trust-anchors=client-ca.pem\n";
    Path secrets =
        Files.writeString(
            folder.resolve("secrets"),
            hint.equals(".properties") ? imported : imported.replace("=", ": "));
    properties =
        Files.writeString(
            folder.resolve("application.properties"),
            """
            proxymtls.enabled=true
            proxymtls.format=nginx
            proxymtls.proxy.authentication=basic
            proxymtls.proxy.basic.users-file=users
            spring.config.import=file:%s[%s]
            """
                .formatted(secrets, hint));

    assertThat(configure("--files", "tls")).as(err.toString()).isZero();
  }

  @Test
  void readsPropertiesWithKeysOfTokens() throws IOException {
    String keys =
        """
        proxymtls.binding.protected-resources=/api/*
        proxymtls.binding.token-jwks-uri=https://issuer.example/jwks
        proxymtls.binding.token-issuer=https://issuer.example
        """;
    Files.writeString(properties, Files.readString(properties) + "\n" + keys);
    assertThat(configure("--files", "tls")).as(err.toString()).isZero();
  }

  @Test
  void messageNamesThePlaceInASpringFile() throws IOException {
    properties =
        Files.writeString(
            folder.resolve("application.yml"), "proxymtls:\n  enabled: true\n  fromat: nginx\n");
    assertThat(configure("--files", "tls")).isEqualTo(78);
    assertThat(err.toString()).contains("[unknown-key]").contains("application.yml");

    Files.writeString(properties, "proxymtls: [\n");
    assertThat(configure("--files", "tls")).isEqualTo(78);
    assertThat(err.toString()).contains("[config-file]").contains("application.yml");
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, proxy_set_header X-Forwarded-Proto $scheme;",
    "apache, RequestHeader set X-Forwarded-Proto",
    "haproxy, http-request set-header X-Forwarded-Proto https"
  })
  void tellsABackendOverHttpThatTheClientCameByTls(String proxy, String line) throws IOException {
    writeFormat(proxy);
    assertThat(configureOf(proxy, "--backend", "http://127.0.0.1:8080")).isZero();
    assertThat(out.toString()).contains(line);
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, proxy_set_header Upgrade $proxymtls_upgrade;",
    "apache, upgrade=websocket",
    "haproxy, set-header Upgrade websocket",
    "envoy, upgrade_type: websocket",
    "traefik, Upgrade: websocket",
    "caddy, Upgrade websocket"
  })
  void passesWebSocketOnlyWithTheOption(String proxy, String line) throws IOException {
    writeFormat(proxy);
    assertThat(configureOf(proxy)).isZero();
    assertThat(out.toString()).doesNotContain(line);
    assertThat(configureOf(proxy, "--websocket")).isZero();
    assertThat(out.toString()).contains(line);
  }

  private void writeFormat(String format) throws IOException {
    Files.writeString(
        properties, Files.readString(properties).replace("format=nginx", "format=" + format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "apache", "caddy", "caddy-2.6"})
  void writesOnlyWhatAnExistingConfigurationIncludes(String proxy) throws IOException {
    Files.writeString(
        properties,
        Files.readString(properties)
            .replace("format=nginx", "format=" + (proxy.equals("nginx") ? proxy : "rfc9440")));
    assertThat(configureOf(proxy, "--include")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("BASE64-OF-USER-AND-PASSWORD", "X-Forwarded-Client-Cert", "application-ca.pem")
        .doesNotContain("server.key", "client-ca.pem", "bind ", "<VirtualHost");
    String include = out.toString();

    out.getBuffer().setLength(0);
    assertThat(configureOf(proxy)).isZero();
    assertThat(out.toString().lines().map(String::strip).toList())
        .containsAll(
            include
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && !line.equals("SSLProxyEngine on"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"envoy", "haproxy", "traefik"})
  void rejectsAnIncludeForAProxyWithoutIncludes(String proxy) {
    assertThat(configureOf(proxy, "--include")).isEqualTo(2);
    assertThat(err.toString()).contains("--include is not possible: " + proxy);
  }

  private int configure(String option, String value) {
    return configureOf("nginx", option, value);
  }

  private int configureOf(String proxy, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("configure", proxy, "--config", properties.toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--backend")) {
      arguments.addAll(List.of("--backend", "https://app.internal:8443"));
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
