package io.github.proxymtls.benchmarks;

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

/**
 * Runs all benchmarks on several JDKs and prints one table. The JMH benchmarks of two JDKs run side
 * by side, each on a processor of its own; whatever needs the whole machine runs alone. What fails,
 * or has no time left, is told at the end and does not lose the rest.
 */
public final class Suite {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final Path FOLDER = Path.of("target", "benchmark");
  private static final Duration MOST = Duration.ofSeconds(850);

  /**
   * What runs together.
   *
   * @param seconds how long it takes on a machine that does nothing else
   * @param options names of benchmarks, and options of JMH
   */
  private record Group(int seconds, List<String> options) {

    static Group of(int seconds, String options) {
      return new Group(seconds, List.of(options.split(" ")));
    }

    /** Benchmarks of which several processes run, so that their median counts. */
    static Group several(int seconds, String options) {
      return of(seconds, options + " -f 3 -wi 12 -i 14");
    }

    /** Benchmarks that need no process of their own. */
    static Group together(int seconds, String options) {
      return of(seconds, options + " -f 0 -wi 6 -i 8");
    }
  }

  private static final List<Group> GROUPS =
      List.of(
          Group.of(40, "Peer|Scan -wi 7 -i 8"),
          // Processes differ more than the limits are apart, so the median of several counts.
          Group.several(34, "Known.*decision -p clients=1 -p keys=RSA-2048"),
          Group.several(16, "Known.*decision -p clients=1 -p keys=EC -p proxy=basic"),
          Group.of(17, "Known.*(strings|prototype) -p clients=1 -p proxy=basic -wi 10 -i 12"),
          Group.of(6, "Known.*strings -p clients=1 -p proxy=mtls -p keys=RSA-2048 -wi 10 -i 12"),
          Group.of(26, "Known -p clients=8192 -p proxy=basic -p keys=RSA-2048 -wi 12 -i 16"),
          Group.together(21, "Format"),
          Group.of(34, "Miss -f 0 -wi 5 -i 8 -r 50ms"),
          Group.together(10, "Client -p registered=SUBJECT_DN,CERTIFICATE,LOOKED_UP"),
          Group.together(8, "Token"),
          Group.together(14, "Bundle -p bundle=ring-P-521,policies,names-dns"),
          // So slow that the JVM compiles it late.
          Group.of(14, "Bundle -p bundle=deep-P-521 -f 0 -wi 40 -i 10"),
          Group.together(8, "Refusal"),
          Group.of(
              18,
              "DecoderBenchmark.(decoder|base64) -p encoding=RFC9440,PERCENT_PEM,XFCC -wi 5 -i 6"),
          Group.together(6, "LongValue -p shape=XFCC_ESCAPES,JSON_ELEMENTS"));

  private static final List<String> QUICK =
      List.of("-f", "0", "-wi", "1", "-i", "1", "-w", "20ms", "-r", "20ms");

  private static final Set<String> REPLACED = Set.of("-f", "-wi", "-i", "-w", "-r");

  /** The seconds that the start and the whole requests of a JDK take, and both JDKs' memory. */
  private static final int PROCESSES = 242;

  private static final int MEMORY = 46;

  private final Path project;
  private final List<Path> jdks;
  private final boolean quick;
  private final Instant end;
  private final List<Results> results = new ArrayList<>();

  private Suite(Path project, List<Path> jdks, boolean quick) throws IOException {
    this.project = project;
    this.jdks = jdks;
    this.quick = quick;
    end = Instant.now().plus(MOST);
    for (Path jdk : jdks) {
      results.add(new Results(version(jdk)));
    }
  }

  /**
   * Exits with status 0 only if everything was measured and every limit is kept.
   *
   * @param arguments the project's folder, the homes of the JDKs, {@code --write} to write the
   *     pages, and {@code --quick} to try every part without figures that mean anything
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean write = words.remove("--write");
    boolean quick = words.remove("--quick");
    Path project = Path.of(words.remove(0));
    Files.createDirectories(FOLDER);
    Progress.tell("all", "certificates of %,d clients".formatted(Clients.MANY));
    Clients.of("RSA-2048");
    Clients.of("EC");
    Suite suite = new Suite(project, words.stream().map(Path::of).toList(), quick);
    suite.run();
    System.exit(suite.report(write) ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    int planned = MEMORY + jdks.size() * PROCESSES;
    planned += GROUPS.stream().mapToInt(Group::seconds).sum();
    Progress.tell("all", "everything should take %,d s".formatted(planned));
    for (Group group : GROUPS) {
      String what = group.options().get(0);
      if (isTimeLeft(what, group.seconds())) {
        timed(what, group.seconds(), () -> microbenchmarks(what, group.options()));
      }
    }
    for (int i = 0; i < jdks.size(); i++) {
      Path jdk = jdks.get(i);
      Results of = results.get(i);
      if (isTimeLeft("whole processes", PROCESSES)) {
        timed("whole processes", PROCESSES, () -> processes(jdk, of));
      }
    }
    if (isTimeLeft("memory of the cache", MEMORY)) {
      timed("memory of the cache", MEMORY, this::memory);
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

  private static void timed(String what, int planned, Part part)
      throws IOException, InterruptedException {
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

  private void processes(Path jdk, Results of) throws IOException {
    Setting setting = Setting.write(Files.createTempDirectory(FOLDER, "setting").toAbsolutePath());
    Starts starts = new Starts(jdk, of.version(), setting, project.resolve("proxy-samples"));
    of.measure("start of the engine", starts::engine);
    of.measure("start of the reference server", starts::server);
    of.measure("start of the engine with a class archive", starts::engineFromArchive);
    try (WholeRequests requests = new WholeRequests(jdk, setting, quick)) {
      for (String container : WholeRequests.CONTAINERS) {
        of.measure("whole requests in " + container, () -> requests.rows(container));
      }
      of.measure("whole requests while files are reloaded", requests::rowsOfReloads);
    }
  }
}
