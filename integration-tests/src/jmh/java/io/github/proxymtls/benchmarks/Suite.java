package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.PeerBenchmark.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs all benchmarks on several JDKs and prints one table. The JMH benchmarks of two JDKs run side
 * by side, each on a processor of its own; whatever needs the whole machine runs alone. What fails,
 * or has no time left, is told at the end and does not lose the rest.
 */
public final class Suite {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final Path FOLDER = Path.of("target", "benchmark");
  private static final Duration MOST = Duration.ofSeconds(880);

  /**
   * Benchmarks that run together.
   *
   * @param seconds how long it takes on a machine that does nothing else
   * @param options names of benchmarks, and options of JMH
   */
  private record Group(int seconds, List<String> options) {

    Group(int seconds, String options) {
      this(seconds, List.of(options.split(" ")));
    }
  }

  private static final List<Group> GROUPS =
      List.of(
          // Processes differ, so the median of several counts.
          new Group(36, "FormatBenchmark.known -f 3 -wi 12 -i 14"),
          new Group(36, "Peer -p peer=" + Peer.limited() + " -f 3 -wi 7 -i 8"),
          new Group(8, "Peer -p peer=" + Peer.unlimited() + " -wi 7 -i 8"),
          new Group(30, "KnownBenchmark -p proxy=basic -wi 10 -i 12"),
          new Group(8, "KnownBenchmark -p proxy=mtls -p clients=1 -wi 10 -i 12"),
          new Group(4, "FormatBenchmark.unknown -p form=PERCENT_PEM -wi 10 -i 12"),
          new Group(30, "Miss -f 0 -wi 5 -i 8 -r 50ms"),
          new Group(14, "Bundle -p bundle=ring-P-521,policies,names-dns -f 0 -wi 6 -i 8"),
          // So slow that the JVM compiles it late.
          new Group(14, "Bundle -p bundle=deep-P-521 -f 0 -wi 40 -i 10"),
          new Group(6, "LongValue -p shape=XFCC_ESCAPES,JSON_ELEMENTS -f 0 -wi 6 -i 8"));

  private static final List<String> QUICK =
      List.of("-f", "0", "-wi", "1", "-i", "1", "-w", "20ms", "-r", "20ms");

  private static final Set<String> REPLACED = Set.of("-f", "-wi", "-i", "-w", "-r");

  /** The seconds that each part takes: the first three for one JDK, the last for both. */
  private static final int STARTS = 22;

  private static final int WHOLE_REQUESTS = 225;
  private static final int AGAINST_EARLIER = 300;
  private static final int MEMORY = 40;

  private final Path project;
  private final List<Path> jdks;
  private final @Nullable Path earlier;
  private final boolean quick;
  private final Instant end;
  private final List<Results> results = new ArrayList<>();

  private Suite(Path project, List<Path> jdks, @Nullable Path earlier, boolean quick, Instant end)
      throws IOException {
    this.project = project;
    this.jdks = jdks;
    this.earlier = earlier;
    this.quick = quick;
    this.end = end;
    for (Path jdk : jdks) {
      results.add(new Results(version(jdk)));
    }
  }

  /**
   * Exits with status 0 only if everything was measured and every limit is kept.
   *
   * @param arguments the project's folder, the seconds that the build took, the homes of the JDKs,
   *     {@code --write} to write the pages, {@code --quick} to try every part without figures that
   *     mean anything, and {@code --against} with the filter's jar of an earlier version to compare
   *     only whole requests, with this version
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean write = words.remove("--write");
    boolean quick = words.remove("--quick");
    Path earlier = earlier(words);
    if (write && earlier != null) {
      throw new IllegalArgumentException("--write needs the figures that --against leaves out");
    }
    Path project = Path.of(words.remove(0));
    Instant end = Instant.now().plus(MOST).minusSeconds(Long.parseLong(words.remove(0)));
    Files.createDirectories(FOLDER);
    Progress.tell("all", "certificates of %,d clients".formatted(Clients.MANY));
    Clients.of("RSA-2048");
    List<Path> jdks = words.stream().map(Path::of).toList();
    Suite suite = new Suite(project, jdks, earlier, quick, end);
    suite.run();
    System.exit(suite.report(write) ? 0 : 1);
  }

  private static @Nullable Path earlier(List<String> words) {
    int option = words.indexOf("--against");
    if (option < 0) {
      return null;
    }
    words.remove(option);
    return Path.of(words.remove(option));
  }

  private void run() throws IOException, InterruptedException {
    if (earlier != null) {
      forEachJdk("whole requests", AGAINST_EARLIER, this::wholeRequests);
      return;
    }
    for (Group group : GROUPS) {
      String what = String.join(" ", group.options());
      timed(what, group.seconds(), () -> microbenchmarks(what, group.options()));
    }
    forEachJdk("starts", STARTS, this::starts);
    forEachJdk("whole requests", WHOLE_REQUESTS, this::wholeRequests);
    timed("memory of the cache", MEMORY, this::memory);
  }

  /** Something that is measured with one JDK at a time. */
  private interface Alone {

    void measure(Path jdk, Results of) throws IOException;
  }

  private void forEachJdk(String what, int planned, Alone part)
      throws IOException, InterruptedException {
    for (int i = 0; i < jdks.size(); i++) {
      Path jdk = jdks.get(i);
      Results of = results.get(i);
      timed(what, planned, () -> part.measure(jdk, of));
    }
  }

  private boolean isTimeLeft(String what, int planned) {
    boolean left = quick || Instant.now().plusSeconds(planned).isBefore(end);
    if (!left) {
      results.forEach(of -> of.fail("no time left for " + what));
    }
    return left;
  }

  /** A part of a run. */
  private interface Part {

    void run() throws IOException, InterruptedException;
  }

  private void timed(String what, int planned, Part part) throws IOException, InterruptedException {
    if (!isTimeLeft(what, planned)) {
      return;
    }
    Instant begin = Instant.now();
    part.run();
    long taken = Duration.between(begin, Instant.now()).toSeconds();
    Progress.tell("all", "%s took %,d s, planned %,d s".formatted(what, taken, planned));
  }

  /** Returns true if everything was measured and no limit was missed. */
  private boolean report(boolean write) throws IOException {
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    results.forEach(one -> rows.put(one.version(), one.rows()));
    List<String> failures = results.stream().flatMap(one -> one.failures().stream()).toList();
    Table table = new Table(rows, failures);
    System.out.println();
    System.out.println(table.markdown());
    if (write) {
      new Pages(project).write(table, LocalDate.now(ZoneOffset.UTC));
    }
    table.missed().forEach(line -> System.out.println("missed: " + line));
    failures.forEach(line -> System.out.println("not measured: " + line));
    return table.missed().isEmpty() && failures.isEmpty();
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

  private void microbenchmarks(String what, List<String> run)
      throws IOException, InterruptedException {
    List<Child> children = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < jdks.size(); i++) {
      Path file = Files.createTempFile(FOLDER, "figures", ".tsv");
      files.add(file);
      children.add(jmh(jdks.get(i), i, file, run));
    }
    for (int i = 0; i < jdks.size(); i++) {
      Results of = results.get(i);
      boolean ended;
      try (Child child = children.get(i)) {
        ended = child.end(Duration.between(Instant.now(), end));
      }
      List<String> lines = Files.readAllLines(files.get(i));
      lines.forEach(of::read);
      if (!ended) {
        of.fail("no time left for the rest of " + what);
      } else if (lines.isEmpty()) {
        of.fail("nothing measured of " + what);
      }
    }
  }

  /** Each JDK has a processor, so that both take half of the time together. */
  private Child jmh(Path jdk, int processor, Path file, List<String> run) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(TASKSET) && processor < Runtime.getRuntime().availableProcessors()) {
      command.addAll(List.of(TASKSET.toString(), "-c", Integer.toString(processor)));
    }
    command.addAll(
        List.of(
            jdk.resolve("bin/java").toString(),
            "-Xbatch",
            "-Djmh.ignoreLock=true",
            "-D" + Benchmarks.FILE + "=" + file,
            "-cp",
            System.getProperty("java.class.path"),
            Benchmarks.class.getName()));
    command.addAll(quick ? quick(run) : run);
    return Child.printing(command);
  }

  private static List<String> quick(List<String> run) {
    List<String> options = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      if (REPLACED.contains(run.get(i))) {
        i++;
      } else {
        options.add(run.get(i));
      }
    }
    options.addAll(QUICK);
    return options;
  }

  /** Memory does not depend on the speed, so the JDKs need not wait for each other. */
  private void memory() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < jdks.size(); i++) {
      Results of = results.get(i);
      Memory memory = new Memory(jdks.get(i));
      threads.add(new Thread(() -> of.measure("memory of the cache", memory::rows)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void starts(Path jdk, Results of) throws IOException {
    Starts starts = new Starts(jdk, of.version(), setting(), project.resolve("proxy-samples"));
    of.measure("start of the engine", starts::engine);
    of.measure("start of the reference server", starts::server);
    of.measure("start of the engine with a class archive", starts::engineFromArchive);
  }

  private void wholeRequests(Path jdk, Results of) throws IOException {
    try (WholeRequests requests = new WholeRequests(jdk, setting(), earlier, quick)) {
      for (String container : WholeRequests.CONTAINERS) {
        of.measure("whole requests in " + container, () -> requests.rows(container));
      }
      if (earlier == null) {
        of.measure("whole requests while files are reloaded", requests::rowsOfReloads);
      }
    }
  }

  private static Setting setting() throws IOException {
    return Setting.write(Files.createTempDirectory(FOLDER, "setting").toAbsolutePath());
  }
}
