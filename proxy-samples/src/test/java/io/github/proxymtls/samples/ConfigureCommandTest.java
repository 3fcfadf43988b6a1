package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void takesTheCredentialAsItIsButForTheEndOfItsLine() throws IOException {
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
  void refusesACredentialThatTheFilterWouldRefuse() throws IOException {
    Path file = Files.writeString(folder.resolve("credential"), "\ufeffedge-1:secret\n");

    assertThat(configure("--credential-file", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("--credential-file does not begin with a user")
        .doesNotContain("secret");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void saysThatAFileDoesNotExist() {
    assertThat(configure("--credential-file", folder.resolve("missing").toString())).isEqualTo(1);
    assertThat(err.toString()).contains(folder.resolve("missing") + " does not exist");
  }

  private int configure(String option, String value) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            "configure",
            "nginx",
            "--config",
            properties.toString(),
            "--backend",
            "https://app.internal:8443",
            option,
            value);
  }
}
