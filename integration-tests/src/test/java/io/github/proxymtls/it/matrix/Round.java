package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.it.Sites;
import io.github.proxymtls.samples.configure.FilterFormat;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Authentication;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs every case behind the proxies of one kind, which authenticate themselves in one way. */
final class Round {

  /**
   * A cell of the table.
   *
   * @param outcome null if the attempt failed
   * @param failure null if it did not fail
   */
  record Cell(String column, Case row, @Nullable Outcome outcome, @Nullable Throwable failure) {

    /** Returns the outcome after checking it against the rule of its row. */
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

  /** Writes the files that the clients' CAs publish. */
  static void write(Clients clients, TemporaryFolder folder) throws IOException {
    folder.write(INTERMEDIATES, clients.intermediates());
    folder.write(CRLS, clients.revocationLists());
  }

  /**
   * Runs the round, from the start of the proxies to their end.
   *
   * @param authorities the folder with the files that {@link #write} wrote
   * @throws org.opentest4j.TestAbortedException if the proxy is not installed and not required
   * @throws IOException if it does not start
   */
  static List<Cell> play(
      ProxyKind kind, Authentication authentication, Clients clients, Path authorities)
      throws IOException {
    Round round = new Round(kind, authentication, clients);
    SiteSettings settings =
        SiteSettings.of(kind)
            .authenticatedBy(authentication)
            .with("proxymtls.client.intermediates", authorities.resolve(INTERMEDIATES).toString())
            .with("proxymtls.client.revocation.methods", "crl")
            .with("proxymtls.warn-before", "0")
            .with("proxymtls.client.revocation.crls", authorities.resolve(CRLS).toString());
    round.play(settings, row -> !row.way().resumes());
    round.play(settings.withSessionResumption(), row -> row.way().resumes());
    return round.cells;
  }

  private void play(SiteSettings settings, Predicate<Case> rows) throws IOException {
    try (Site site = Sites.start(settings, clients.certificates())) {
      Forgery forgery =
          Forgery.of(
              FilterFormat.read(site.file("application/proxymtls.properties")),
              kind.headers(clients.certificates().ledger().certificate()));
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
        clients.certificates().serverRoot().certificate(),
        row.client().apply(clients),
        forgery,
        authentication.name().toLowerCase(Locale.ROOT));
  }

  /**
   * The proxy stops after the round, and the tests report their results later: so a failure is
   * kept.
   */
  private static Cell cell(String column, Case row, Attempt attempt) {
    try {
      return new Cell(column, row, attempt.make(), null);
    } catch (Exception | AssertionError failure) {
      return new Cell(column, row, null, failure);
    }
  }
}
