package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs all benchmarks on several JDKs and prints one table. The JMH benchmarks of two JDKs run side
 * by side, each on a processor of its own; whatever needs the whole machine runs alone.
 */
public final class Suite {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final Path FOLDER = Path.of("target", "benchmark");

  /** Those whose absolute time counts. */
  private static final String LONG = "Known|Peer|Scan|Miss";

  /** Those that are compared with a benchmark of their own kind. */
  private static final String SHORT =
      "Format|Client|Token|LongValue|Bundle|Refusal|DecoderBenchmark.(decoder|base64)";

  private static final List<List<String>> RUNS =
      List.of(List.of(LONG), List.of(SHORT, "-wi", "10", "-i", "25"));

  private Suite() {}

  /**
   * Exits with status 0 only if every limit is kept.
   *
   * @param arguments the project's folder, the homes of the JDKs, and {@code --write} to write the
   *     pages
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean write = words.remove("--write");
    Path project = Path.of(words.remove(0));
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    Files.createDirectories(FOLDER);
    Clients.of("RSA-2048");
    Clients.of("EC");
    List<Path> jdks = words.stream().map(Path::of).toList();
    List<List<Row>> measured = microbenchmarks(jdks);
    for (int i = 0; i < jdks.size(); i++) {
      List<Row> rows = new ArrayList<>(measured.get(i));
      rows.addAll(processes(jdks.get(i), project));
      tables.put(version(jdks.get(i)), rows);
    }
    Table table = new Table(tables);
    System.out.println();
    System.out.println(table.markdown());
    if (write) {
      new Pages(project).write(table, LocalDate.now(ZoneOffset.UTC));
    }
    List<String> missed = table.missed();
    missed.forEach(line -> System.out.println("missed: " + line));
    System.exit(missed.isEmpty() ? 0 : 1);
  }

  private static String version(Path jdk) throws IOException {
    try (Child java = Child.java(jdk, Version.class, List.of())) {
      return java.after("version");
    }
  }

  /** Prints the feature version of a JDK. */
  public static final class Version {

    private Version() {}

    public static void main(String[] arguments) {
      System.out.println("version " + Runtime.version().feature());
    }
  }

  private static List<List<Row>> microbenchmarks(List<Path> jdks)
      throws IOException, InterruptedException {
    List<List<Row>> rows = new ArrayList<>();
    jdks.forEach(jdk -> rows.add(new ArrayList<>()));
    for (List<String> run : RUNS) {
      List<Child> children = new ArrayList<>();
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < jdks.size(); i++) {
        Path file = Files.createTempFile(FOLDER, "rows", ".tsv");
        files.add(file);
        children.add(jmh(jdks.get(i), i, file, run));
      }
      for (int i = 0; i < jdks.size(); i++) {
        List<Row> measured = rows.get(i);
        try (Child child = children.get(i)) {
          child.end();
        }
        List<String> lines = Files.readAllLines(files.get(i));
        if (lines.isEmpty()) {
          throw new IOException("a benchmark failed: " + log(files.get(i)));
        }
        lines.forEach(line -> measured.add(Row.parse(line)));
      }
    }
    return rows;
  }

  /** What JMH prints would fill a pipe, and then it would wait for its reader. */
  private static Path log(Path file) {
    return Path.of(file + ".log");
  }

  /** Each JDK has a processor, so that both take half of the time together. */
  private static Child jmh(Path jdk, int processor, Path file, List<String> run)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(TASKSET) && processor < Runtime.getRuntime().availableProcessors()) {
      command.addAll(List.of(TASKSET.toString(), "-c", Integer.toString(processor)));
    }
    command.addAll(
        List.of(
            jdk.resolve("bin/java").toString(),
            "-Djmh.ignoreLock=true",
            "-D" + Benchmarks.FILE + "=" + file,
            "-cp",
            System.getProperty("java.class.path"),
            Benchmarks.class.getName()));
    command.addAll(run);
    return Child.logging(command, log(file));
  }

  private static List<Row> processes(Path jdk, Path project)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    Setting setting = Setting.write(Files.createTempDirectory(FOLDER, "setting").toAbsolutePath());
    List<Row> rows = new ArrayList<>();
    try (WholeRequests requests = new WholeRequests(jdk, setting)) {
      rows.addAll(requests.rows());
      rows.addAll(requests.rowsOfReloads());
    }
    rows.addAll(new Starts(jdk, setting, project.resolve("proxy-samples/proxymtls")).rows());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println("# whole processes: " + took.toSeconds() + " s");
    return rows;
  }
}
