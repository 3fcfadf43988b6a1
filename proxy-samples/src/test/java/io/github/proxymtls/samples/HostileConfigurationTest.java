package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A configuration that is no configuration, or that holds a secret where YAML is malformed. */
@Tag("slow")
class HostileConfigurationTest {

  private static final Duration QUICK = Duration.ofSeconds(60);
  private static final String SECRET = "xSECRETx";

  @TempDir private Path folder;

  static Stream<Arguments> files() {
    String bomb = "a0: &a0 [x]\n" + lines(60, "a%2$d: &a%2$d [*a%1$d, *a%1$d]\n");
    String fewAliases = "a0: &a0 {x: y}\n" + lines(24, "a%2$d: &a%2$d {b: *a%1$d, c: *a%1$d}\n");
    return Stream.of(
        Arguments.of("yml", bomb, "Number of aliases for non-scalar nodes exceeds"),
        Arguments.of("yml", fewAliases, "its aliases stand for too many values"),
        Arguments.of("yaml", "a: &a [*a]\n", "an alias is within what it stands for"),
        Arguments.of("yml", "a: " + "[".repeat(100_000), "Nesting Depth exceeded"),
        Arguments.of("yml", "a: " + "x".repeat(2_000_000), "larger than 1048576 bytes"),
        Arguments.of("yml", "proxymtls:\n" + lines(20_000, "  key%1$d: x\n"), "more-problems"),
        Arguments.of("properties", lines(40_000, "proxymtls.k%1$d=x\n"), "more-problems"),
        Arguments.of("properties", "a=" + "x".repeat(2_000_000), "larger than 1048576 bytes"),
        Arguments.of("yml", "\0\1\2", "special characters are not allowed"),
        Arguments.of("yml", "p:\n  " + SECRET + ": 1\n  " + SECRET + ": 2\n", ".yml:3:3"),
        Arguments.of("yml", "p: {password: *" + SECRET + "}\n", "without quotes begins with *"),
        Arguments.of("yml", "p:\n\tpassword: " + SECRET + "\n", ".yml:2:1"),
        Arguments.of("yml", "p: " + SECRET + ": b\n", "mapping values are not allowed here"),
        Arguments.of("yml", "p: !!java.net.URL [" + SECRET + "]\n", "it is malformed YAML"),
        Arguments.of("yml", "p: \"" + SECRET + "\n", "found unexpected end of stream"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void boundsTheFile(String extension, String content, String expected) throws IOException {
    Path file = folder.resolve("application." + extension);
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));

    assertRejected(file, expected);
  }

  /** Whoever opens a named pipe waits for the other side. */
  @ParameterizedTest
  @MethodSource("pipes")
  void rejectsWhatIsNoRegularFile(String name, String importing) throws Exception {
    Path pipe = folder.resolve("pipe.yml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path file = name.equals("pipe.yml") ? pipe : folder.resolve(name);
    if (!file.equals(pipe)) {
      Files.writeString(file, importing + "=" + pipe.toUri());
    }

    assertRejected(file, "it is not a regular file");
  }

  static Stream<Arguments> pipes() {
    return Stream.of(
        Arguments.of("pipe.yml", ""),
        Arguments.of("application.properties", "spring.config.import"),
        Arguments.of("proxymtls.properties", "proxymtls.client.trust-anchors"));
  }

  /** Exceptions of Spring quote locations and placeholders. */
  @ParameterizedTest
  @MethodSource("unreadable")
  void quotesNothingOfWhatSpringBootRejects(String extension, String content, String expected)
      throws IOException {
    Path file = folder.resolve("application." + extension);
    Files.writeString(file, content);

    assertRejected(file, expected);
    DoctorRun json = DoctorRun.of("", "config", file.toString(), "--json");
    assertThat(json.status()).as(json.out()).isEqualTo(78);
    assertThat(json.out()).contains(expected).doesNotContain(SECRET);
    assertThat(json.err()).isEmpty();
  }

  static Stream<Arguments> unreadable() {
    String importing = "spring.config.import: ";
    String missing = "it imports a file that does not exist";
    String server = "configserver:https://u:" + SECRET + "@cfg.bank";
    String invalid = "a property or an import is invalid";
    return Stream.of(
        Arguments.of("yml", importing + "\"optional:" + server + "\"", "proxymtls.format"),
        Arguments.of("yml", importing + "\"" + server + "\"", invalid),
        Arguments.of("properties", importing + "vault://" + SECRET + "@cfg.bank/", missing),
        Arguments.of("yml", importing + "\"file:/nowhere/" + SECRET + ".yml\"", missing),
        Arguments.of("yml", importing + "\"file:/nowhere/" + SECRET + "/\"", missing),
        Arguments.of("yml", importing + "\"file:/nowhere/" + SECRET + "\"", invalid),
        Arguments.of("yml", importing + "\"file:${" + SECRET + "}/a.yml\"", missing),
        Arguments.of(
            "properties",
            importing + "file:${a}\na=" + SECRET + "${b}\nb=${a}\n",
            "a placeholder has no value, or stands for itself"),
        Arguments.of(
            "properties",
            "proxymtls.format=${a}\na=" + SECRET + "${b}\nb=${a}\n",
            "a placeholder has no value, or stands for itself"),
        Arguments.of("yml", "spring.profiles.active: \"!" + SECRET + " x\"", invalid),
        Arguments.of("properties", "p=\\u00" + SECRET, invalid));
  }

  @Test
  void configureReadsWithinTheSameBounds() throws IOException {
    Path file = folder.resolve("application.yml");
    Files.writeString(file, "a0: &a0 [x]\n" + lines(60, "a%2$d: &a%2$d [*a%1$d, *a%1$d]\n"));
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(err));

    int status =
        assertTimeoutPreemptively(
            QUICK,
            () ->
                command.execute(
                    "configure", "nginx", "--config", file.toString(), "--backend", "https://a"));

    assertThat(status).isEqualTo(78);
    assertThat(err.toString()).contains("Number of aliases for non-scalar nodes exceeds");
  }

  private static void assertRejected(Path file, String expected) {
    DoctorRun run =
        assertTimeoutPreemptively(QUICK, () -> DoctorRun.of("", "config", file.toString()));

    assertThat(run.status()).as(run.out()).isEqualTo(78);
    assertThat(run.out()).contains(expected).doesNotContain(SECRET).hasSizeLessThan(100_000);
    assertThat(run.err()).isEmpty();
  }

  private static String lines(int number, String format) {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, number).forEach(i -> lines.append(format.formatted(i, i + 1)));
    return lines.toString();
  }
}
