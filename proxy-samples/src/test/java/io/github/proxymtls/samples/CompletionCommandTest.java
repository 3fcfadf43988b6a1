package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

  @TempDir private Path folder;

  @Test
  void completesCommandsAndOptionsInBash() throws Exception {
    StringWriter out = new StringWriter();
    assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute("completion")).isZero();
    Path script = Files.writeString(folder.resolve("completion"), out.toString());
    assertThat(completions(script, "proxymtls", "doc")).contains("doctor");
    assertThat(completions(script, "proxymtls", "doctor", "pro")).contains("probe");
    assertThat(completions(script, "proxymtls", "hash-password", "--ra")).contains("--random");
  }

  private static String completions(Path script, String... words) throws Exception {
    String command =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_proxymtls; echo \"${COMPREPLY[@]}\""
            .formatted(script, String.join(" ", words), words.length - 1);
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
