package io.github.proxymtls.benchmarks;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.handlers.SSLHeaderHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;

/** Undertow's handler that takes the certificate from headers, on a connection to a real server. */
final class UndertowPeer implements PeerBenchmark.Lookup {

  private final SSLHeaderHandler handler = new SSLHeaderHandler(exchange -> {});
  private final ServerConnection connection;

  UndertowPeer() throws Exception {
    CompletableFuture<ServerConnection> accepted = new CompletableFuture<>();
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> accepted.complete(exchange.getConnection()))
            .build();
    server.start();
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      connection = accepted.get();
    } finally {
      server.stop();
    }
  }

  @Override
  public X509Certificate find(String value) throws Exception {
    HeaderMap headers = new HeaderMap();
    headers.put(Headers.SSL_CIPHER, "TLS_AES_256_GCM_SHA384");
    headers.put(Headers.SSL_CLIENT_CERT, value);
    handler.handleRequest(new HttpServerExchange(connection, headers, new HeaderMap(), 0));
    return (X509Certificate) connection.getSslSessionInfo().getPeerCertificates()[0];
  }
}
