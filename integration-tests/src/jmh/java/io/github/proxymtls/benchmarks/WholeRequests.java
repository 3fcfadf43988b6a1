package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.MeasuredServer.Front;
import io.github.proxymtls.benchmarks.Row.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The throughput of servers in rounds, in which one after the other has its turn; and that of one
 * server while its files change.
 */
final class WholeRequests implements AutoCloseable {

  static final String GROUP = "Whole requests";
  private static final String RELOAD = "Throughput while files are reloaded";
  private static final String HEADER_ONLY = "a filter that only reads the header";
  private static final double AGAINST_CONTAINER = 3;

  /** The container whose filter then gets changed files is the last one. */
  static final List<String> CONTAINERS = List.of("tomcat", "undertow", "jetty");

  /** Of a fixed size: otherwise G1 may shrink the heap, and then mark it again and again. */
  private static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  private static final int TURN = 1;
  private static final int SLICE = 2;
  private static final int ROUNDS = 6;

  /** Where the figures are far apart, fewer rounds show it. */
  private static final int ROUNDS_AGAINST_CONTAINER = 3;

  private static final int SLICES = 2;

  /** Code is compiled when a server has answered so many requests, ... */
  private static final int ENOUGH = 50_000;

  /** ... behind the filter, where the limit is near, so many, ... */
  private static final int ENOUGH_BEHIND_FILTER = 400_000;

  /** ... and so many turns or slices in a row were alike. */
  private static final int ALIKE = 3;

  /** The slowest of them may be slower than the fastest by this part. */
  private static final double DIFFERENCE = 0.15;

  private static final int MOST_TURNS = 22;
  private static final int FEW_TURNS = 8;
  private static final int MOST_SLICES = 4;

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
      String of = front == Front.CONTAINER ? container : "filter";
      return setting.requests(of + "-" + clients, clients, form, header);
    }

    /** Returns true if the figures are far from those of the others. */
    boolean isFarApart() {
      return front == Front.CONTAINER || container.equals("undertow");
    }
  }

  private final Path jdk;
  private final Setting setting;
  private final Load load;
  private final boolean quick;
  private List<Competitor> competitors = List.of();
  private @Nullable Child process;

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
          default -> List.of(Front.HEADER_ONLY, Front.FILTER, Front.CONTAINER);
        };
    List<String> arguments = new ArrayList<>();
    arguments.add(container);
    arguments.add(setting.file("proxymtls.properties").toString());
    fronts.forEach(front -> arguments.add(front.name()));
    process = Child.java(jdk, MeasuredServer.class, HEAP, arguments.toArray(String[]::new));
    List<Competitor> started = new ArrayList<>();
    for (Front front : fronts) {
      started.add(new Competitor(container, front, Integer.parseInt(process.after("port"))));
    }
    return started;
  }

  /** Compares the servers of a container, which replace those of the previous one. */
  List<Row> rows(String container) throws IOException, InterruptedException {
    close();
    competitors = competitors(container);
    List<Row> rows = new ArrayList<>();
    for (Competitor competitor : competitors) {
      steady(competitor, TURN, competitor.isFarApart() ? FEW_TURNS : MOST_TURNS);
    }
    for (int clients : new int[] {Clients.MANY, 1}) {
      rows.addAll(compared(container, clients, rates(clients)));
    }
    return rows;
  }

  private Map<Front, List<Double>> rates(int clients) throws IOException, InterruptedException {
    Map<Front, List<Double>> rates = new EnumMap<>(Front.class);
    for (Competitor competitor : competitors) {
      rates.put(competitor.front, new ArrayList<>());
    }
    List<Competitor> order = new ArrayList<>(competitors);
    for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
      for (Competitor competitor : order) {
        if (round < (competitor.isFarApart() ? ROUNDS_AGAINST_CONTAINER : ROUNDS)) {
          rates.get(competitor.front).add(rate(competitor, clients));
        }
      }
      Collections.reverse(order);
    }
    return rates;
  }

  /** Returns the median of the ratios of each round: a machine may be slower in the next one. */
  private static double ratio(List<Double> rates, List<Double> others) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < Math.min(rates.size(), others.size()); round++) {
      ratios.add(rates.get(round) / others.get(round));
    }
    return Figures.median(ratios);
  }

  private double rate(Competitor competitor, int clients) throws IOException, InterruptedException {
    return load.perSecond(competitor.port, competitor.requests(setting, clients), TURN, 0);
  }

  private static List<Row> compared(String container, int clients, Map<Front, List<Double>> rates) {
    String of = "%s, %,d %s".formatted(container, clients, clients == 1 ? "client" : "clients");
    List<Double> ours = rates.get(Front.FILTER);
    List<Double> headerOnly = rates.get(Front.HEADER_ONLY);
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(GROUP, "requests a second, " + of, "", Figures.median(ours), null));
    rows.add(
        new Row(
            GROUP,
            "against " + HEADER_ONLY + ", " + of,
            "times",
            ratio(ours, headerOnly),
            container.equals("undertow") ? null : Limit.least(0.95)));
    if (rates.containsKey(Front.CONTAINER)) {
      String peer = container.equals("tomcat") ? "SSLValve" : "SSLHeaderHandler";
      List<Double> theirs = rates.get(Front.CONTAINER);
      rows.add(
          new Row(
              GROUP,
              "against " + peer + ", " + of,
              "times",
              ratio(ours, theirs),
              Limit.least(AGAINST_CONTAINER)));
      rows.add(
          new Row(
              GROUP,
              HEADER_ONLY + " against " + peer + ", " + of,
              "times",
              ratio(headerOnly, theirs),
              null));
    }
    return rows;
  }

  /**
   * Returns a sentence if no filter could reach the limit against the container on this machine;
   * otherwise nothing.
   */
  static String note(List<Row> rows) {
    boolean outOfReach =
        rows.stream()
            .anyMatch(row -> row.what().startsWith(HEADER_ONLY) && row.value() < AGAINST_CONTAINER);
    return outOfReach
        ? """
        The limit of 3 is out of reach on this machine where a filter that only reads the header stays \
        below it: the filter does more.
        """
        : "";
  }

  /**
   * Changes one kind of file after the other, and compares the slices after a change with the three
   * before it. The filter of the last container looks for changes each second.
   */
  List<Row> rowsOfReloads() throws IOException, InterruptedException {
    Competitor filter =
        competitors.stream().filter(one -> one.front == Front.FILTER).findFirst().orElseThrow();
    List<Double> before = steady(filter, SLICE, MOST_SLICES);
    List<Row> rows = new ArrayList<>();
    for (Setting.Change change : Setting.Change.values()) {
      setting.apply(change);
      List<Double> after = slices(filter);
      rows.add(
          new Row(
              RELOAD,
              "slowest two seconds after " + change.what(),
              "times",
              Collections.min(after) / Figures.median(before),
              change.isLimited() ? Limit.least(0.9) : null));
      before.subList(0, after.size()).clear();
      before.addAll(after);
    }
    return rows;
  }

  /**
   * Sends requests of all clients until the throughput is steady. Returns that of the last turns.
   *
   * @param most the number of turns that must be enough
   */
  private List<Double> steady(Competitor server, int seconds, int most)
      throws IOException, InterruptedException {
    Path requests = server.requests(setting, Clients.MANY);
    double sent = 0;
    List<Double> last = new ArrayList<>();
    int turn = 0;
    for (; turn < (quick ? ALIKE : most) && !(sent > enough(server) && alike(last)); turn++) {
      if (last.size() == ALIKE) {
        last.remove(0);
      }
      double rate = load.perSecond(server.port, requests, seconds, (long) sent);
      sent += rate * seconds;
      last.add(rate);
    }
    Progress.tell(server.container, server.front + " warm after " + turn + " turns");
    return last;
  }

  private static int enough(Competitor server) {
    return server.front == Front.FILTER && !server.isFarApart() ? ENOUGH_BEHIND_FILTER : ENOUGH;
  }

  private static boolean alike(List<Double> rates) {
    return rates.size() == ALIKE
        && Collections.max(rates) <= Collections.min(rates) * (1 + DIFFERENCE);
  }

  private List<Double> slices(Competitor server) throws IOException, InterruptedException {
    Path requests = server.requests(setting, Clients.MANY);
    List<Double> rates = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      rates.add(load.perSecond(server.port, requests, SLICE, 0));
    }
    return rates;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
