package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.Row.Limit;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long cold processes take: the engine alone, and the reference server as its script runs. */
final class Starts {

  private static final String GROUP = "Start";
  private static final int TIMES = 5;
  private static final String CONFIGURATION = "start.properties";

  private final Path jdk;
  private final boolean aot;
  private final Setting setting;
  private final Path samples;

  /**
   * @param version the feature version of the JDK
   * @param samples the folder of the launcher and its jar
   */
  Starts(Path jdk, String version, Setting setting, Path samples) {
    this.jdk = jdk;
    this.aot = Integer.parseInt(version) >= 25;
    this.setting = setting;
    this.samples = samples;
  }

  List<Row> engine() throws IOException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(decided("-Xshare:auto", System.getProperty("java.class.path")));
    }
    return row("first decision", times, null);
  }

  /**
   * The same with an archive of the classes, which from JDK 25 on is an AOT cache, as the launcher
   * makes one. The JVM archives only classes of jars that are not signed, so Bouncy Castle comes
   * from the launcher's jar.
   */
  List<Row> engineFromArchive() throws IOException {
    String jars =
        String.join(
            File.pathSeparator,
            samples.resolve("target/proxymtls.jar").toString(),
            Jars.ofFolders(setting.file("benchmark.jar")).toString());
    String archive = setting.file("classes.archive").toString();
    decided((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive, jars);
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(decided((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive, jars));
    }
    return row("first decision, with a class archive", times, null);
  }

  private double decided(String option, String classPath) throws IOException {
    List<String> command =
        List.of(
            jdk.resolve("bin/java").toString(),
            option,
            "-cp",
            classPath,
            ColdStart.class.getName(),
            setting.file(CONFIGURATION).toString(),
            setting.file("request.properties").toString());
    try (Child child = Child.start(command, Map.of())) {
      double milliseconds = Double.parseDouble(child.after("milliseconds"));
      // The archive is written at its end.
      child.lines();
      return milliseconds;
    }
  }

  /** Leaves out the first start, which may build the jar. */
  List<Row> server() throws IOException {
    served();
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(served());
    }
    return row("reference server listens", times, Limit.most(1500));
  }

  private static List<Row> row(String what, List<Double> times, Limit limit) {
    return List.of(new Row(GROUP, what, "ms", Figures.median(times), limit));
  }

  private double served() throws IOException {
    List<String> command =
        List.of(
            samples.resolve("proxymtls").toString(),
            "serve",
            "--config",
            setting.file(CONFIGURATION).toString(),
            "--port",
            "0");
    long before = System.nanoTime();
    try (Child child = Child.start(command, Map.of("JAVA_HOME", jdk.toString()))) {
      child.after("listening");
      return (System.nanoTime() - before) / 1e6;
    }
  }
}
