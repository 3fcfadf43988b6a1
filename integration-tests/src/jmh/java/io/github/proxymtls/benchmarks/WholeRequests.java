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
  static final List<String> CONTAINERS = List.of("jetty", "tomcat", "undertow");
  private static final int SECONDS_OF_WARM_UP = 2;

  /** So many requests compile the code of a server. */
  private static final int ENOUGH = 50_000;

  /** After so many turns the clients should all be known. */
  private static final int MOST_WARM_UPS = 5;

  private static final String TURN = "1s";
  private static final String SLICE = "2s";
  private static final int ROUNDS = 5;
  private static final int SLICES = 2;

  /** A server. */
  private record Competitor(String container, Front front, int port) {

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

  private final Path jdk;
  private final Setting setting;
  private final Load load;
  private final List<Child> processes = new ArrayList<>();
  private final boolean quick;

  WholeRequests(Path jdk, Setting setting, boolean quick) throws IOException {
    this.jdk = jdk;
    this.setting = setting;
    this.quick = quick;
    load = new Load(setting.folder());
  }

  private List<Competitor> competitors(String container) throws IOException {
    List<Front> fronts =
        switch (container) {
          case "jetty" -> List.of(Front.HEADER_ONLY, Front.FILTER);
          case "tomcat" -> List.of(Front.HEADER_ONLY, Front.FILTER, Front.CONTAINER);
          default -> List.of(Front.FILTER, Front.CONTAINER);
        };
    List<Competitor> competitors = new ArrayList<>();
    for (Front front : fronts) {
      competitors.add(started(container, front));
    }
    return competitors;
  }

  private Competitor started(String container, Front front) throws IOException {
    Child process =
        Child.java(
            jdk,
            MeasuredServer.class,
            List.of(),
            container,
            front.name(),
            setting.file("proxymtls.properties").toString());
    processes.add(process);
    return new Competitor(container, front, Integer.parseInt(process.after("port")));
  }

  /** Compares the servers of a container. */
  List<Row> rows(String container) throws IOException, InterruptedException {
    List<Competitor> competitors = competitors(container);
    List<Row> rows = new ArrayList<>();
    for (int clients : new int[] {1, Clients.MANY}) {
      rows.addAll(compared(container, clients, medians(competitors, clients)));
    }
    close();
    return rows;
  }

  private Map<Front, Double> medians(List<Competitor> competitors, int clients)
      throws IOException, InterruptedException {
    Map<Front, List<Double>> rates = new EnumMap<>(Front.class);
    for (Competitor competitor : competitors) {
      rates.put(competitor.front, new ArrayList<>());
      if (clients == 1 || competitor.front == Front.FILTER) {
        warmUp(competitor, clients);
      }
    }
    for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
      for (Competitor competitor : competitors) {
        rates.get(competitor.front).add(rate(competitor, clients, TURN));
      }
    }
    Map<Front, Double> medians = new EnumMap<>(Front.class);
    rates.forEach((front, all) -> medians.put(front, Figures.median(all)));
    return medians;
  }

  /** Sends at least one request of each client. */
  private void warmUp(Competitor server, int clients) throws IOException, InterruptedException {
    double sent = 0;
    for (int turn = 0; turn < MOST_WARM_UPS && sent < Math.max(clients, ENOUGH); turn++) {
      sent += SECONDS_OF_WARM_UP * rate(server, clients, SECONDS_OF_WARM_UP + "s");
    }
  }

  private double rate(Competitor competitor, int clients, String time)
      throws IOException, InterruptedException {
    return load.perSecond(competitor.port, competitor.requests(setting, clients), time);
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
    Competitor jetty = started("jetty", Front.FILTER);
    Path requests = jetty.requests(setting, Clients.MANY);
    warmUp(jetty, Clients.MANY);
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
    processes.forEach(Child::close);
    processes.clear();
  }
}
