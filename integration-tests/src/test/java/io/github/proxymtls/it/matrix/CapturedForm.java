package io.github.proxymtls.it.matrix;

import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.testing.Pki;
import java.util.List;
import java.util.Map;

/** Runs every case behind proxies that write one form and that have a recorder behind them. */
record CapturedForm(
    Clients clients, Certificates certificates, HeaderFormat format, Recorder recorder) {

  /**
   * Runs the cases.
   *
   * @param resuming the same proxy with session resumption
   */
  VectorFile play(Column column, String version, Proxy proxy, Proxy resuming) throws Exception {
    VectorFile file = new VectorFile(format, column.heading(version));
    for (Case what : Case.all()) {
      attempt(what, what.way().resumes() ? resuming : proxy).send();
      List<String> head = recorder.latest();
      if (head == null) {
        file.addRefused(what);
      } else {
        FilterHeaderLines lines = FilterHeaderLines.of(format, head);
        file.add(what, lines, expect(what, column, lines));
      }
    }
    return file;
  }

  private Attempt attempt(Case what, Proxy proxy) {
    return new Attempt(
        what,
        proxy,
        clients.certificates().serverRoot().certificate(),
        what.client().apply(clients),
        Forgery.of(format, Map.of()),
        "nothing");
  }

  /** Returns the expected result for the lines, derived from what is known of the client. */
  private String expect(Case what, Column column, FilterHeaderLines lines) {
    String refusal = lines.refusal();
    if (refusal != null) {
      return refusal;
    }
    if (!lines.hasCertificate()) {
      return "absent";
    }
    Pki.Held client = what.client().apply(clients);
    if (client == null) {
      throw new AssertionError(column + ": a certificate from nowhere, " + what.title());
    }
    String injected = column.injected(client, clients, format.encoding());
    return injected == null
        ? certificates.accepted(client, format.chainIncluded() || lines.hasChain())
        : injected;
  }
}
