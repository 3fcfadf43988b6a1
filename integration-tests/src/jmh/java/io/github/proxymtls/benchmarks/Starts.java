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

  List<Row> rows() throws IOException {
    List<Double> engine = new ArrayList<>();
    List<Double> server = new ArrayList<>();
    serve();
    for (int i = 0; i < TIMES; i++) {
      engine.add(engine());
      server.add(serve());
    }
    return List.of(
        new Row(
            GROUP,
            "from construction to the first decision",
            "ms",
            Figures.median(engine),
            Limit.most(300)),
        new Row(
            GROUP,
            "until the reference server listens",
            "ms",
            Figures.median(server),
            Limit.most(1500)));
  }

  private double engine() throws IOException {
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

  private double serve() throws IOException {
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
