package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.MeasuredServer.Front;
import io.github.proxymtls.benchmarks.Row.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The throughput of servers in rounds, in which one after the other has its turn; and that of one
 * server while its files change.
 */
final class WholeRequests implements AutoCloseable {

  static final String GROUP = "Whole requests";
  private static final String RELOAD = "Throughput while files are reloaded";
  private static final String WARM_UP = "3s";
  private static final String TURN = "1s";
  private static final String SLICE = "2s";
  private static final int ROUNDS = 5;
  private static final int SLICES = 3;

  /** A server, and what it served in each round. */
  private record Competitor(String container, Front front, Child process, int port) {

    Path requests(Setting setting, int clients) throws IOException {
      HeaderForm form = HeaderForm.PERCENT_PEM;
      String header = form.header();
      if (front == Front.CONTAINER && container.equals("tomcat")) {
        header = "ssl_client_escaped_cert";
      } else if (front == Front.CONTAINER) {
        form = HeaderForm.PEM;
        header = "SSL_CIPHER: TLS_AES_256_GCM_SHA384\r\nSSL_CLIENT_CERT";
      }
      return setting.requests(container + front + clients, clients, form, header);
    }
  }

  private final Setting setting;
  private final Load load;
  private final List<Competitor> competitors = new ArrayList<>();

  WholeRequests(Path jdk, Setting setting) throws IOException {
    this.setting = setting;
    load = new Load(setting.folder());
    Map<String, List<Front>> fronts =
        Map.of(
            "jetty", List.of(Front.HEADER_ONLY, Front.FILTER),
            "tomcat", List.of(Front.HEADER_ONLY, Front.FILTER, Front.CONTAINER),
            "undertow", List.of(Front.FILTER, Front.CONTAINER));
    for (String container : List.of("jetty", "tomcat", "undertow")) {
      for (Front front : fronts.get(container)) {
        Child process =
            Child.java(
                jdk,
                MeasuredServer.class,
                List.of(),
                container,
                front.name(),
                setting.file("proxymtls.properties").toString());
        int port = Integer.parseInt(process.after("port"));
        competitors.add(new Competitor(container, front, process, port));
      }
    }
  }

  List<Row> rows() throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int clients : new int[] {1, Clients.MANY}) {
      Map<Competitor, List<Double>> rates = rounds(clients);
      for (String container : List.of("jetty", "tomcat", "undertow")) {
        Map<Front, Double> medians = new EnumMap<>(Front.class);
        rates.forEach(
            (competitor, of) -> {
              if (competitor.container.equals(container)) {
                medians.put(competitor.front, Figures.median(of));
              }
            });
        rows.addAll(compared(container, clients, medians));
      }
    }
    return rows;
  }

  private Map<Competitor, List<Double>> rounds(int clients)
      throws IOException, InterruptedException {
    Map<Competitor, List<Double>> rates = new java.util.LinkedHashMap<>();
    for (Competitor competitor : competitors) {
      rates.put(competitor, new ArrayList<>());
      load.perSecond(competitor.port, competitor.requests(setting, clients), WARM_UP);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Competitor competitor : competitors) {
        rates
            .get(competitor)
            .add(load.perSecond(competitor.port, competitor.requests(setting, clients), TURN));
      }
    }
    return rates;
  }

  private static List<Row> compared(String container, int clients, Map<Front, Double> medians) {
    String of = "%s, %,d %s".formatted(container, clients, clients == 1 ? "client" : "clients");
    double ours = medians.get(Front.FILTER);
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(GROUP, "requests a second, " + of, "", ours, null));
    if (medians.containsKey(Front.HEADER_ONLY)) {
      rows.add(
          new Row(
              GROUP,
              "against a filter that only reads the header, " + of,
              "times",
              ours / medians.get(Front.HEADER_ONLY),
              Limit.least(0.95)));
    }
    if (medians.containsKey(Front.CONTAINER)) {
      String peer = container.equals("tomcat") ? "SSLValve" : "SSLHeaderHandler";
      rows.add(
          new Row(
              GROUP,
              "against " + peer + ", " + of,
              "times",
              ours / medians.get(Front.CONTAINER),
              Limit.least(3)));
    }
    return rows;
  }

  /** Changes one kind of file after the other; the filter looks for changes each second. */
  List<Row> rowsOfReloads() throws IOException, InterruptedException {
    Competitor jetty =
        competitors.stream()
            .filter(one -> one.container.equals("jetty") && one.front == Front.FILTER)
            .findFirst()
            .orElseThrow();
    Path requests = jetty.requests(setting, Clients.MANY);
    double before = Figures.median(slices(jetty, requests));
    List<Row> rows = new ArrayList<>();
    for (Setting.Change change : Setting.Change.values()) {
      setting.apply(change);
      double least = slices(jetty, requests).stream().min(Double::compare).orElseThrow();
      rows.add(
          new Row(
              RELOAD,
              "slowest two seconds after " + change.what(),
              "times",
              least / before,
              change.keepsPaths() ? Limit.least(0.9) : null));
    }
    return rows;
  }

  private List<Double> slices(Competitor server, Path requests)
      throws IOException, InterruptedException {
    List<Double> rates = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      rates.add(load.perSecond(server.port, requests, SLICE));
    }
    return rates;
  }

  @Override
  public void close() {
    competitors.forEach(competitor -> competitor.process.close());
  }
}
