package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Authentication;
import io.github.proxymtls.samples.site.SiteCertificates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/**
 * Every case behind every proxy, for each authentication of the proxy. Compares the result with the
 * table in {@code filter/docs/compatibility.md}; {@code -Dmatrix.write=true} writes that table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class MatrixIT {

  private static final List<Authentication> AUTHENTICATIONS =
      List.of(Authentication.BASIC, Authentication.MTLS, Authentication.ADDRESS);

  private final Table table = new Table();
  private TemporaryFolder folder;
  private CrlServer revocation;
  private Clients clients;

  @BeforeAll
  void makeTheClients() throws IOException {
    OpenSsl.require();
    folder = TemporaryFolder.create("proxymtls-matrix");
    revocation = CrlServer.start();
    SiteCertificates certificates = SiteCertificates.create(Instant.now());
    clients = Clients.of(certificates, revocation.uri());
    revocation.revoke(certificates.clientIssuing(), clients.revoked());
    Round.write(clients, folder);
  }

  @AfterAll
  void removeThem() {
    if (revocation != null) {
      revocation.close();
      folder.close();
    }
  }

  /** JUnit runs the nodes one after the other, in this order. */
  @TestFactory
  @AllowedLog({"rejected reason=", "folded reason=", "code=insecure"})
  Stream<DynamicNode> everyCaseBehindEveryProxy() {
    return Stream.concat(
        Column.kinds().stream().map(this::behind),
        Stream.of(
            dynamicTest("nobody fetched the revocation list", this::nobodyFetchedTheList),
            dynamicTest("the page shows what happened", this::pageShowsResult)));
  }

  private DynamicContainer behind(ProxyKind kind) {
    return dynamicContainer(
        kind.label(),
        AUTHENTICATIONS.stream()
            .map(
                authentication ->
                    dynamicContainer(
                        authentication.name(),
                        Stream.of(kind).flatMap(one -> round(one, authentication)))));
  }

  private Stream<DynamicTest> round(ProxyKind kind, Authentication authentication) {
    try {
      return Round.play(kind, authentication, clients, folder.path()).stream()
          .map(
              cell ->
                  dynamicTest(
                      cell.column() + " | " + cell.row().heading(),
                      () -> table.put(cell.column(), cell.row(), authentication, cell.good())));
    } catch (IOException | TestAbortedException e) {
      return Stream.of(
          dynamicTest(
              "it starts",
              () -> {
                throw e;
              }));
    }
  }

  /** Only the configured CRLs count; the filter does not read the CRL that a certificate names. */
  private void nobodyFetchedTheList() {
    assertThat(revocation.fetched()).isZero();
  }

  private void pageShowsResult() throws IOException {
    CompatibilityTable page = CompatibilityTable.read();
    if (Boolean.getBoolean("matrix.write")) {
      page.write(table.columns());
    } else {
      page.assertShows(table.columns());
    }
  }
}
