package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the steps against a site and prints their outcomes. */
record StepRunner(Site site, ProxyKind kind, Table table) {

  static final String WHOAMI = "/whoami";

  private static final String PROXY = "proxy";
  private static final String APPLICATION = "application";

  SiteCertificates certificates() {
    return site.certificates();
  }

  /** Returns a client that connects to the proxy; {@code client} is null for no certificate. */
  StepClient at(Listener listener, Pki.@Nullable Held client) {
    return at(site.proxy(), listener, client);
  }

  /** Returns a client that connects to the given proxy. */
  StepClient at(Proxy proxy, Listener listener, Pki.@Nullable Held client) {
    return new StepClient(proxy.port(listener), listener.label(), PROXY, client);
  }

  /** Returns a client that connects directly to the application. */
  StepClient direct(Pki.@Nullable Held peer) {
    return new StepClient(site.application().port(), "(" + APPLICATION + ")", APPLICATION, peer);
  }

  /** Returns the headers that the proxy sends for ledger's certificate. */
  Map<String, String> ledgersHeaders() {
    return kind.headers(certificates().ledger().certificate());
  }

  /** Returns the request with these headers added by the client. */
  RawRequest forged(RawRequest request) {
    RawRequest forged = request;
    for (Map.Entry<String, String> header : ledgersHeaders().entrySet()) {
      forged = forged.header(header.getKey(), header.getValue());
    }
    return forged;
  }

  /** A client with or without a certificate, and the port to which it connects. */
  final class StepClient {

    private final int port;
    private final String where;
    private final String peer;
    private final Pki.@Nullable Held held;

    StepClient(int port, String where, String peer, Pki.@Nullable Held held) {
      this.port = port;
      this.where = where;
      this.peer = peer;
      this.held = held;
    }

    /** Sends a request and adds a row to the table. */
    Reply tries(String step, RawRequest request, Expectation expected) throws IOException {
      Reply reply = site.send(port, held, request);
      table.add(step, where, expected, Observation.of(reply, peer));
      return reply;
    }
  }
}
