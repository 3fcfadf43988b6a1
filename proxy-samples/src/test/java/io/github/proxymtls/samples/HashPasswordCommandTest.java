package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HashPasswordCommandTest {

  private static final String NEW_LINE = System.lineSeparator();

  @TempDir private Path folder;

  private final InputStream standardInput = System.in;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void restoreStandardInput() {
    System.setIn(standardInput);
  }

  @Test
  void printsAHashOfTheLineWithoutItsEnd() {
    assertThat(run("secret\r\nrest")).isZero();
    assertThat(matches(out.toString().strip(), "secret")).isTrue();
    assertThat(matches(out.toString().strip(), "secret\r")).isFalse();
  }

  @Test
  void printsALineForAUsersFile() {
    assertThat(run("secret", "--user", "edge-1")).isZero();
    assertThat(out.toString()).startsWith("edge-1:$2y$10$");
  }

  @Tag("slow")
  @Test
  void acceptsSeventyTwoBytes() {
    assertThat(run("a".repeat(72))).isZero();
  }

  @Test
  void rejectsMoreThanSeventyTwoBytes() {
    assertThat(run("\u00fc".repeat(36) + "a")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("72 bytes");
  }

  @Test
  void rejectsAControlCharacter() {
    assertThat(run("sec\tret")).isEqualTo(1);
    assertThat(run("secret\u0000")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("control character").doesNotContain("secret");
  }

  @Test
  void rejectsAnEmptyPassword() {
    assertThat(run("\n")).isEqualTo(1);
  }

  @Test
  void rejectsAUserNameThatAUsersFileCannotHold() {
    assertThat(run("secret", "--user", "a:b")).isEqualTo(2);
    assertThat(run("secret", "--user", "#a")).isEqualTo(2);
    assertThat(run("secret", "--user", "a\nb")).isEqualTo(2);
    assertThat(run("secret", "--user", "\u00e4")).isEqualTo(2);
    assertThat(run("secret", "--user", "a ")).isEqualTo(2);
  }

  @Test
  void writesARandomPasswordOwnerOnlyAndPrintsItsLine() throws IOException {
    Path file = folder.resolve("credential");
    assertThat(run("", "--random", "--user", "edge-1", "--credential-file", file.toString()))
        .isZero();

    assertThat(file).content().matches("edge-1:[A-Za-z0-9_-]{43}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String password = Files.readString(file).strip().substring("edge-1:".length());
    assertThat(out).hasToString("edge-1:$proxymtls-sha256$1$" + sha256(password) + NEW_LINE);
    assertThat(err.toString()).isEmpty();
    assertThat(UserAndPassword.fault(("edge-1:" + password).getBytes(StandardCharsets.UTF_8)))
        .isNull();
  }

  private static String sha256(String password) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void neverPrintsARandomPasswordToStandardOutput() {
    assertThat(run("", "--random", "--user", "edge-1")).isZero();
    assertThat(err.toString()).matches("the proxy's credential: edge-1:[A-Za-z0-9_-]{43}\\R");
    String password = err.toString().strip().substring("the proxy's credential: edge-1:".length());
    assertThat(out.toString()).startsWith("edge-1:$proxymtls-sha256$1$").doesNotContain(password);
  }

  @Test
  void neverOverwritesACredentialFile() throws IOException {
    Path file = Files.writeString(folder.resolve("credential"), "edge-1:in use");
    assertThat(run("", "--random", "--user", "edge-1", "--credential-file", file.toString()))
        .isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("exists");
    assertThat(file).hasContent("edge-1:in use");
  }

  @Test
  void randomPasswordRequiresAUserAndFileRequiresARandomPassword() {
    assertThat(run("", "--random")).isEqualTo(2);
    assertThat(run("secret", "--user", "edge-1", "--credential-file", "x")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  private int run(String input, String... options) {
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    String[] arguments = new String[options.length + 1];
    arguments[0] = "hash-password";
    System.arraycopy(options, 0, arguments, 1, options.length);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  private static boolean matches(String hash, String password) {
    return OpenBSDBCrypt.checkPassword(hash, password.getBytes(StandardCharsets.UTF_8));
  }
}
