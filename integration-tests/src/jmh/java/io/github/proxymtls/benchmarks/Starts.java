package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.Row.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long cold processes take: the engine alone, and the reference server as its script runs. */
final class Starts {

  private static final String GROUP = "Start";
  private static final int TIMES = 7;
  private static final String CONFIGURATION = "start.properties";

  private final Path jdk;
  private final Setting setting;
  private final Path launcher;

  Starts(Path jdk, Setting setting, Path launcher) {
    this.jdk = jdk;
    this.setting = setting;
    this.launcher = launcher;
  }

  List<Row> engine() throws IOException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(decided());
    }
    return row("from construction to the first decision", times, 300);
  }

  /** Leaves out the first start, which may build the jar. */
  List<Row> server() throws IOException {
    served();
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(served());
    }
    return row("until the reference server listens", times, 1500);
  }

  private static List<Row> row(String what, List<Double> times, double most) {
    return List.of(new Row(GROUP, what, "ms", Figures.median(times), Limit.most(most)));
  }

  private double decided() throws IOException {
    try (Child child =
        Child.java(
            jdk,
            ColdStart.class,
            List.of(),
            setting.file(CONFIGURATION).toString(),
            setting.file("request.properties").toString())) {
      return Double.parseDouble(child.after("milliseconds"));
    }
  }

  private double served() throws IOException {
    List<String> command =
        List.of(
            launcher.toString(),
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
