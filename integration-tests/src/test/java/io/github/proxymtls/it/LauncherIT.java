package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code proxy-samples/proxymtls} in a project of which only the folders are real. Maven
 * copies a small jar there.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the scripts of the test are for Linux")
class LauncherIT {

  private static final Path SCRIPTS = Path.of("..", "proxy-samples").toAbsolutePath();
  private static final String BUILDING = "building proxymtls.jar";
  private static final String PREPARING = "preparing proxymtls.jar";

  @TempDir private Path folder;

  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void writeTheProject() throws IOException {
    Files.createDirectories(folder.resolve("filter/src"));
    Files.createDirectories(folder.resolve("proxy-samples"));
    Files.writeString(folder.resolve("pom.xml"), "");
    Files.writeString(folder.resolve("filter/pom.xml"), "");
    for (String name : List.of("proxymtls", "toolchain.sh")) {
      Files.copy(SCRIPTS.resolve(name), folder.resolve("proxy-samples").resolve(name));
    }
    writeJar();
    writeMaven("cp \"$PROJECT/small.jar\" proxy-samples/target/proxymtls.jar");
  }

  @AfterEach
  void endProcesses() {
    started.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
  }

  @Test
  void buildsAndPreparesOnlyTheFirstTime() throws Exception {
    Run first = run("serve", "--port=0");
    assertThat(first.status).isZero();
    assertThat(first.output).isEqualTo("[serve, --port=0]\n");
    assertThat(first.errors).contains(BUILDING, PREPARING);
    assertThat(archives()).singleElement().satisfies(file -> assertThat(file).isNotEmptyFile());

    Run second = run("serve");
    assertThat(second.output).isEqualTo("[serve]\n");
    assertThat(second.errors).isEmpty();
  }

  @Test
  void showsTheProgressAndTheErrorsOfTheBuildOnStandardError() throws Exception {
    writeMaven(
        """
        printf '\\033[0m[INFO] Scanning for projects...\n'
        echo '[INFO] Building proxymtls filter 0.1.0                     [2/3]'
        for file in $(seq 120); do echo "Downloaded from central: https://localhost/$file"; done
        echo '[ERROR] no space left'
        exit 3
        """);

    Run run = run("serve");
    assertThat(run.status).isEqualTo(3);
    assertThat(run.output).isEmpty();
    assertThat(run.errors.lines().skip(1))
        .containsExactly(
            "  proxymtls filter",
            "  50 files downloaded",
            "  100 files downloaded",
            "[ERROR] no space left");
  }

  @Test
  void buildsAndPreparesAgainAfterAChange() throws Exception {
    run("serve");
    try (Stream<Path> files = Files.list(target())) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
      }
    }

    Run next = run("serve");
    assertThat(next.output).isEqualTo("[serve]\n");
    assertThat(next.errors).contains(BUILDING, PREPARING);
    assertThat(archives()).hasSize(1);
  }

  @Test
  void runsWithoutAnArchiveWhereTheDemoFails() throws Exception {
    Files.writeString(folder.resolve("demo-fails"), "");

    Run first = run("serve");
    assertThat(first.output).isEqualTo("[serve]\n");
    assertThat(archives()).singleElement().satisfies(file -> assertThat(file).isEmptyFile());
    assertThat(run("serve").errors).isEmpty();
  }

  @Test
  void hasTheExitStatusOfTheProgram() throws Exception {
    assertThat(run("fail").status).isEqualTo(78);
  }

  @Test
  void failsWhereTheBuildFails() throws Exception {
    writeMaven("echo partial >proxy-samples/target/proxymtls.jar; exit 3");

    Run run = run("serve");
    assertThat(run.status).isEqualTo(3);
    assertThat(run.output).isEmpty();
    assertThat(target().resolve("proxymtls.jar")).doesNotExist();
  }

  @Test
  void terminationDuringTheBuildEndsMaven() throws Exception {
    writeMaven(
        """
        echo partial >proxy-samples/target/proxymtls.jar
        echo $$ >"$PROJECT/pid.new"
        mv "$PROJECT/pid.new" "$PROJECT/pid"
        exec sleep 600
        """);

    assertThat(statusAfterTermination()).isEqualTo(143);
    assertThat(target().resolve("proxymtls.jar")).doesNotExist();
  }

  @Test
  void terminationDuringThePreparationEndsTheDemo() throws Exception {
    Files.writeString(folder.resolve("demo-hangs"), "");

    assertThat(statusAfterTermination()).isEqualTo(143);
    assertThat(archives()).isEmpty();
    Files.delete(folder.resolve("demo-hangs"));
    assertThat(run("serve").errors).doesNotContain(BUILDING).contains(PREPARING);
  }

  /** Ends the script once its program runs, and waits for the end of both. */
  private int statusAfterTermination() throws IOException, InterruptedException {
    Process script = start("serve");
    Path pid = folder.resolve("pid");
    Awaitility.await().until(() -> Files.exists(pid));
    ProcessHandle program =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    script.destroy();
    try {
      assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
      Awaitility.await().until(() -> !program.isAlive());
    } finally {
      program.destroyForcibly();
    }
    return script.exitValue();
  }

  private record Run(int status, String output, String errors) {}

  private Run run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String output = text(process.getInputStream());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), output, Files.readString(folder.resolve("errors")));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("proxy-samples/proxymtls").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile());
    String java = System.getProperty("java.home");
    builder.environment().put("JAVA_HOME", java);
    builder.environment().put("PROJECT", folder.toString());
    builder
        .environment()
        .compute("PATH", (name, path) -> folder.resolve("bin") + ":" + java + "/bin:" + path);
    Process process = builder.start();
    started.add(process);
    process.getOutputStream().close();
    return process;
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private Path target() {
    return folder.resolve("proxy-samples/target");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(target())) {
      return files.filter(file -> file.toString().contains(".archive")).toList();
    }
  }

  private void writeMaven(String body) throws IOException {
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void writeJar() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    String entry = Program.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out =
            new JarOutputStream(Files.newOutputStream(folder.resolve("small.jar")), manifest);
        InputStream in = Program.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
  }

  /** In the place of {@code proxymtls.jar}: prints its arguments. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Path project = Path.of(System.getenv("PROJECT"));
      System.out.println(List.of(arguments));
      if (arguments[0].equals("fail")) {
        System.exit(78);
      }
      if (!arguments[0].equals("demo")) {
        return;
      }
      if (Files.exists(project.resolve("demo-fails"))) {
        System.exit(1);
      }
      if (Files.exists(project.resolve("demo-hangs"))) {
        Files.writeString(project.resolve("pid.new"), ProcessHandle.current().pid() + "\n");
        Files.move(project.resolve("pid.new"), project.resolve("pid"));
        Thread.currentThread().join();
      }
    }
  }
}
