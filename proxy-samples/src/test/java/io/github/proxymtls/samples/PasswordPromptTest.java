package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** At a real terminal, which the program {@code script} makes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no terminal of POSIX")
@Tag("slow")
class PasswordPromptTest {

  @TempDir private Path folder;

  @Test
  void doesNotShowThePasswordAndWritesItsHash() throws Exception {
    String shown = run("terminal-secret", "terminal-secret");
    assertThat(shown).contains("Password: ", "The same again: ").doesNotContain("terminal-secret");
    String line = Files.readString(folder.resolve("users")).strip();
    assertThat(line).startsWith("edge-1:$2y$");
    assertThat(
            OpenBSDBCrypt.checkPassword(
                line.substring("edge-1:".length()), "terminal-secret".toCharArray()))
        .isTrue();
  }

  @Test
  void rejectsTwoDifferentPasswords() throws Exception {
    assertThat(run("terminal-secret", "other-secret")).contains("the two passwords differ");
    assertThat(folder.resolve("users")).isEmptyFile();
  }

  /** Returns what the terminal shows. */
  private String run(String first, String second) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String command =
        "'%s' -cp '%s' %s hash-password --user edge-1 > '%s'"
            .formatted(
                java,
                System.getProperty("java.class.path"),
                Main.class.getName(),
                folder.resolve("users"));
    Process process =
        new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .start();
    StringBuilder shown = new StringBuilder();
    InputStream in = process.getInputStream();
    answer(process, shown, "Password: ", first);
    answer(process, shown, "The same again: ", second);
    shown.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    process.waitFor();
    return shown.toString();
  }

  private static void answer(Process process, StringBuilder shown, String question, String line)
      throws IOException {
    while (shown.indexOf(question) < 0) {
      int octet = process.getInputStream().read();
      if (octet < 0) {
        throw new IOException("no question: " + shown);
      }
      shown.append((char) octet);
    }
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }
}
