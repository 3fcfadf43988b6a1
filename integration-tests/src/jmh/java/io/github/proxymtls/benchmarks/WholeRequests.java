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
  private static final String RELOAD = "Throughput in the slowest two seconds after";

  /** The container whose filter then gets changed files is the last one. */
  static final List<String> CONTAINERS = List.of("Tomcat", "Jetty");

  private static final double LEAST_WITH_ONE_CLIENT = 0.93;
  private static final double LEAST_WITH_MANY_CLIENTS = 0.87;
  private static final double LEAST_AGAINST_EARLIER = 0.97;
  private static final double LEAST_AFTER_RELOAD = 0.8;

  /** Of a fixed size: otherwise G1 may shrink the heap, and then mark it again and again. */
  private static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  private static final int TURN = 1;
  private static final int SLICE = 2;
  private static final int ROUNDS = 6;

  /**
   * Two versions of the filter are closer together than the filter and what it is compared with.
   */
  private static final int ROUNDS_AGAINST_EARLIER = 14;

  /** Where the figures are far apart, fewer rounds show it. */
  private static final int ROUNDS_AGAINST_CONTAINER = 3;

  private static final int SLICES_BEFORE = 3;
  private static final int SLICES_AFTER = 2;

  /** Code is compiled when a server has answered so many requests, ... */
  private static final int ENOUGH = 50_000;

  /** ... behind the filter, where the limit is near, so many, ... */
  private static final int ENOUGH_BEHIND_FILTER = 400_000;

  /** ... and so many turns or slices in a row were alike. */
  private static final int ALIKE = 3;

  /** The slowest of them may be slower than the fastest by this part. */
  private static final double DIFFERENCE = 0.15;

  private static final int MOST_TURNS = 18;
  private static final int FEW_TURNS = 8;
  private static final int MOST_SLICES = 4;

  /** A server. */
  private record Competitor(String container, Front front, int port) {

    Path requests(Setting setting, int clients) throws IOException {
      boolean valve = front == Front.SSL_VALVE;
      String header = valve ? "ssl_client_escaped_cert" : HeaderForm.PERCENT_PEM.header();
      String name = (valve ? "valve-" : "filter-") + clients;
      return setting.requests(name, clients, HeaderForm.PERCENT_PEM, header);
    }
  }

  private final Path jdk;
  private final Setting setting;
  private final @Nullable Path earlier;
  private final boolean quick;
  private final Load load;
  private List<Competitor> competitors = List.of();
  private @Nullable Child process;

  /**
   * @param earlier the filter's jar of an earlier version, with which it is compared; null to
   *     compare it with what the container offers
   */
  WholeRequests(Path jdk, Setting setting, @Nullable Path earlier, boolean quick)
      throws IOException {
    this.jdk = jdk;
    this.setting = setting;
    this.earlier = earlier;
    this.quick = quick;
    load = new Load(setting.folder());
  }

  private List<Competitor> competitors(String container) throws IOException {
    List<Front> fronts = new ArrayList<>(List.of(Front.HEADER_ONLY, Front.FILTER));
    if (earlier != null) {
      fronts.add(Front.EARLIER);
    } else if (container.equals("Tomcat")) {
      fronts.add(Front.SSL_VALVE);
    }
    List<String> arguments = new ArrayList<>();
    arguments.add(container);
    arguments.add(setting.file("proxymtls.properties").toString());
    arguments.add(String.valueOf(earlier));
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
      steady(competitor, TURN, competitor.front == Front.SSL_VALVE ? FEW_TURNS : MOST_TURNS);
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
    for (int round = 0; round < rounds(); round++) {
      for (Competitor competitor : order) {
        if (competitor.front != Front.SSL_VALVE || round < ROUNDS_AGAINST_CONTAINER) {
          rates.get(competitor.front).add(rate(competitor, clients));
        }
      }
      Collections.reverse(order);
    }
    return rates;
  }

  private int rounds() {
    if (quick) {
      return 1;
    }
    return earlier == null ? ROUNDS : ROUNDS_AGAINST_EARLIER;
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
    boolean one = clients == 1;
    String of = "%s, %,d %s".formatted(container, clients, one ? "client" : "clients");
    List<Double> ours = rates.get(Front.FILTER);
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(GROUP, of + ", requests a second", "", Figures.median(ours), null));
    rates.forEach(
        (front, theirs) -> {
          if (front != Front.FILTER) {
            String what = of + ", against " + front.title();
            rows.add(new Row(GROUP, what, "times", ratio(ours, theirs), limit(front, one)));
          }
        });
    return rows;
  }

  private static @Nullable Limit limit(Front front, boolean oneClient) {
    return switch (front) {
      case HEADER_ONLY -> Limit.least(oneClient ? LEAST_WITH_ONE_CLIENT : LEAST_WITH_MANY_CLIENTS);
      case EARLIER -> Limit.least(LEAST_AGAINST_EARLIER);
      case FILTER, SSL_VALVE -> null;
    };
  }

  /**
   * Changes one kind of file after the other, and compares the slowest slice after each change with
   * the median of those before the first one. The filter of the last container looks for changes
   * each second.
   */
  List<Row> rowsOfReloads() throws IOException, InterruptedException {
    Competitor filter =
        competitors.stream().filter(one -> one.front == Front.FILTER).findFirst().orElseThrow();
    steady(filter, SLICE, MOST_SLICES);
    List<Row> rows = new ArrayList<>();
    for (Setting.Change change : Setting.Change.values()) {
      double before = Figures.median(slices(filter, SLICES_BEFORE));
      List<Double> slowest = new ArrayList<>();
      for (int number = 0; number < (quick ? 1 : change.times()); number++) {
        setting.apply(change, number);
        slowest.add(Collections.min(slices(filter, SLICES_AFTER)) / before);
      }
      rows.add(
          new Row(
              RELOAD,
              change.what(),
              "times",
              Figures.median(slowest),
              Limit.least(LEAST_AFTER_RELOAD)));
    }
    return rows;
  }

  /**
   * Sends requests of all clients until the throughput is steady.
   *
   * @param most the number of turns that must be enough
   */
  private void steady(Competitor server, int seconds, int most)
      throws IOException, InterruptedException {
    Path requests = server.requests(setting, Clients.MANY);
    double sent = 0;
    List<Double> last = new ArrayList<>();
    int turn = 0;
    for (; turn < (quick ? 1 : most) && !(sent > enough(server) && alike(last)); turn++) {
      if (last.size() == ALIKE) {
        last.remove(0);
      }
      double rate = load.perSecond(server.port, requests, seconds, (long) sent);
      sent += rate * seconds;
      last.add(rate);
    }
    Progress.tell(server.container, server.front + " warm after " + turn + " turns");
  }

  private static int enough(Competitor server) {
    return switch (server.front) {
      case FILTER, EARLIER -> ENOUGH_BEHIND_FILTER;
      case HEADER_ONLY, SSL_VALVE -> ENOUGH;
    };
  }

  private static boolean alike(List<Double> rates) {
    return rates.size() == ALIKE
        && Collections.max(rates) <= Collections.min(rates) * (1 + DIFFERENCE);
  }

  private List<Double> slices(Competitor server, int count)
      throws IOException, InterruptedException {
    Path requests = server.requests(setting, Clients.MANY);
    List<Double> rates = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
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
