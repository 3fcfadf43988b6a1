package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the steps take place: the site and the table. */
record Stage(Site site, ProxyKind kind, Table table) {

  static final String WHOAMI = "/whoami";

  private static final String PROXY = "proxy";
  private static final String APPLICATION = "application";

  Cast cast() {
    return site.cast();
  }

  /** Somebody who comes by the proxy; null has no certificate. */
  Caller at(Listener listener, Pki.@Nullable Held client) {
    return at(site.proxy(), listener, client);
  }

  /** Somebody who comes by a certain proxy. */
  Caller at(Proxy proxy, Listener listener, Pki.@Nullable Held client) {
    return new Caller(proxy.port(listener), listener.label(), PROXY, client);
  }

  /** Somebody who goes straight to the application. */
  Caller straight(Pki.@Nullable Held peer) {
    return new Caller(site.application().port(), "(" + APPLICATION + ")", APPLICATION, peer);
  }

  /** The headers that the proxy sends for ledger's certificate. */
  Map<String, String> ledgersHeaders() {
    return kind.headers(cast().ledger().certificate());
  }

  /** The request with these headers added by hand. */
  RawRequest forged(RawRequest request) {
    RawRequest forged = request;
    for (Map.Entry<String, String> header : ledgersHeaders().entrySet()) {
      forged = forged.header(header.getKey(), header.getValue());
    }
    return forged;
  }

  /** Somebody with a certificate, or none, at some port. */
  final class Caller {

    private final int port;
    private final String where;
    private final String peer;
    private final Pki.@Nullable Held held;

    Caller(int port, String where, String peer, Pki.@Nullable Held held) {
      this.port = port;
      this.where = where;
      this.peer = peer;
      this.held = held;
    }

    /** Sends a request and adds a row. */
    Reply tries(String step, RawRequest request, Expectation expected) throws IOException {
      Reply reply = site.send(port, held, request);
      table.add(step, where, expected, Observation.of(reply, peer));
      return reply;
    }
  }
}
