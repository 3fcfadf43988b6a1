package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that opens a TLS connection for every request and offers to resume its previous session,
 * as the JDK does with one context.
 */
final class TlsSessions {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final String REQUEST =
      "GET /whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final SSLContext context;
  private final String protocol;
  private final int port;
  private final List<Long> created = new ArrayList<>();

  private TlsSessions(SSLContext context, String protocol, int port) {
    this.context = context;
    this.protocol = protocol;
    this.port = port;
  }

  static TlsSessions of(Site site, Pki.Held client, String protocol)
      throws GeneralSecurityException, IOException {
    return of(site, Listener.VERIFIED, client, protocol);
  }

  static TlsSessions of(Site site, Listener listener, Pki.Held client, String protocol)
      throws GeneralSecurityException, IOException {
    return new TlsSessions(
        ClientTls.context(site, client, "TLS"), protocol, site.proxy().port(listener));
  }

  /** Returns true if the last two connections shared a session. */
  boolean resumed() {
    int last = created.size() - 1;
    return last > 0 && created.get(last).equals(created.get(last - 1));
  }

  /** Returns the JSON in the response, which may be chunked. */
  String whoami() throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      created.add(socket.getSession().getCreationTime());
      return answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    }
  }
}
