package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.it.Sites;
import io.github.proxymtls.samples.configure.FilterFormat;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Authentication;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every case behind the proxies of one kind, which have to prove themselves in one way. */
final class Round {

  /**
   * A cell of the table.
   *
   * @param outcome null where the attempt failed
   * @param failure null where it did not
   */
  record Cell(String column, Case row, @Nullable Outcome outcome, @Nullable Throwable failure) {

    /** The outcome, which is good by the rule of its row. */
    Outcome good() throws Throwable {
      if (outcome == null) {
        throw failure == null ? new IllegalStateException() : failure;
      }
      assertThat(row.rule().allows(outcome)).as(row.rule() + ", but " + outcome.text()).isTrue();
      return outcome;
    }
  }

  private static final String INTERMEDIATES = "client-intermediates.pem";
  private static final String CRLS = "clients.crl";

  private final ProxyKind kind;
  private final Authentication authentication;
  private final Clients clients;
  private final List<Cell> cells = new ArrayList<>();

  private Round(ProxyKind kind, Authentication authentication, Clients clients) {
    this.kind = kind;
    this.authentication = authentication;
    this.clients = clients;
  }

  /** Writes what the clients' authorities give to everybody. */
  static void write(Clients clients, TemporaryFolder folder) throws IOException {
    folder.write(INTERMEDIATES, clients.intermediates());
    folder.write(CRLS, clients.revocationLists());
  }

  /**
   * Plays it, from the start of the proxies to their end.
   *
   * @param authorities the folder of what the clients' authorities wrote, as {@link #write} does
   * @throws org.opentest4j.TestAbortedException if the proxy is not installed and need not be
   * @throws IOException if it does not start
   */
  static List<Cell> play(
      ProxyKind kind, Authentication authentication, Clients clients, Path authorities)
      throws IOException {
    Round round = new Round(kind, authentication, clients);
    Plan plan =
        Plan.of(kind)
            .authenticatedBy(authentication)
            .with("proxymtls.client.intermediates", authorities.resolve(INTERMEDIATES).toString())
            .with("proxymtls.client.revocation.methods", "crl")
            .with("proxymtls.client.revocation.crls", authorities.resolve(CRLS).toString());
    round.play(plan, row -> !row.way().resumes());
    round.play(plan.withSessionResumption(), row -> row.way().resumes());
    return round.cells;
  }

  private void play(Plan plan, Predicate<Case> rows) throws IOException {
    try (Site site = Sites.start(plan, clients.cast())) {
      Forgery forgery =
          Forgery.of(
              FilterFormat.read(site.file("application/proxymtls.properties")),
              kind.headers(clients.cast().ledger().certificate()));
      String version = Version.ofNewestProcess(kind);
      for (Column column : Column.of(kind)) {
        try (Proxy proxy = column.beside(site.proxy(), site.file("proxy-1"))) {
          String heading = column.heading(version);
          Case.all().stream()
              .filter(rows)
              .forEach(row -> cells.add(cell(heading, row, attempt(row, proxy, forgery))));
        }
      }
    }
  }

  private Attempt attempt(Case row, Proxy proxy, Forgery forgery) {
    return new Attempt(
        row,
        proxy,
        clients.cast().serverRoot().certificate(),
        row.client().apply(clients),
        forgery,
        authentication.name().toLowerCase(Locale.ROOT));
  }

  /** The proxy stops after the round, the tests are told apart later: so a failure is kept. */
  private static Cell cell(String column, Case row, Attempt attempt) {
    try {
      return new Cell(column, row, attempt.make(), null);
    } catch (Exception | AssertionError failure) {
      return new Cell(column, row, null, failure);
    }
  }
}
