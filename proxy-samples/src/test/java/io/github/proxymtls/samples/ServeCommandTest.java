package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The errors that {@code serve} reports before it listens. */
class ServeCommandTest {

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void explainsItselfAloneAsAmongAllCommands() {
    String among = Main.commandLine().getSubcommands().get("serve").getUsageMessage();

    assertThat(Main.serve().getUsageMessage()).isEqualTo(among).contains("proxymtls serve");
  }

  @Test
  void rejectsAnInvalidPort() {
    assertThat(run("--config", "filter.properties", "--port", "65536")).isEqualTo(2);
    assertThat(err.toString()).contains("--port needs a number from 0 to 65535");
  }

  @Test
  void rejectsTheKeyOfAnotherCertificate() throws IOException {
    Pki.Authority root = Pki.create().root("Root");
    Pki.Held server = root.server("localhost").issue();
    Pki.Held rsa = root.server("localhost").rsa(2048).issue();
    for (Pki.Held other : List.of(root.server("localhost").issue(), rsa)) {
      err.getBuffer().setLength(0);
      String certificate = file("server.pem", server.certificatePem());
      String key = file("other.key", other.privateKeyPem());
      int status =
          run("--config", "filter.properties", "--tls-certificate", certificate, "--tls-key", key);
      assertThat(status).isEqualTo(1);
      assertThat(err.toString())
          .contains(key + " is not the key of the first certificate in " + certificate);
    }
  }

  @Test
  void acceptsTheKeyOfTheCertificate() throws IOException {
    Pki.Authority root = Pki.create().root("Root");
    for (CertificateBuilder server :
        List.of(root.server("localhost"), root.server("localhost").rsa(2048))) {
      err.getBuffer().setLength(0);
      Pki.Held held = server.issue();
      int status =
          run(
              "--config", folder.resolve("missing").toString(),
              "--tls-certificate", file("server.pem", held.certificatePem()),
              "--tls-key", file("server.key", held.privateKeyPem()));
      assertThat(status).isEqualTo(78);
      assertThat(err.toString()).contains("does not exist");
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "serve";
    System.arraycopy(options, 0, arguments, 1, options.length);
    CommandLine commandLine = Main.commandLine();
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
