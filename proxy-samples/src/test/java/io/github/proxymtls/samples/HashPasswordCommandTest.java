package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HashPasswordCommandTest {

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
    assertThat(out.toString()).startsWith("edge-1:$2y$12$");
  }

  @Test
  void takesSeventyTwoBytes() {
    assertThat(run("a".repeat(72))).isZero();
  }

  @Test
  void refusesMoreThanSeventyTwoBytes() {
    assertThat(run("\u00fc".repeat(36) + "a")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("72 bytes");
  }

  @Test
  void refusesAControlCharacter() {
    assertThat(run("sec\tret")).isEqualTo(1);
    assertThat(run("secret\u0000")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("control character").doesNotContain("secret");
  }

  @Test
  void refusesAnEmptyPassword() {
    assertThat(run("\n")).isEqualTo(1);
  }

  @Test
  void refusesAUserNameThatAUsersFileCannotHold() {
    assertThat(run("secret", "--user", "a:b")).isEqualTo(2);
    assertThat(run("secret", "--user", "#a")).isEqualTo(2);
    assertThat(run("secret", "--user", "a\nb")).isEqualTo(2);
    assertThat(run("secret", "--user", "\u00e4")).isEqualTo(2);
    assertThat(run("secret", "--user", "a ")).isEqualTo(2);
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
