package io.github.proxymtls.samples.site;

import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client with or without a certificate. It opens a TLS connection for every request, sends its
 * certificate regardless of the issuers that the server names, and verifies the server's
 * certificate.
 */
public final class TlsClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String HOST = "localhost";

  /** The beginning of the JDK's message. */
  private static final String ALERT = "Received fatal alert: ";

  private final SSLContext context;

  private TlsClient(SSLContext context) {
    this.context = context;
  }

  /**
   * Creates a client.
   *
   * @param serverCa the issuer of the server's certificate
   * @param held its own certificate, or null for none
   */
  public static TlsClient of(X509Certificate serverCa, Pki.@Nullable Held held) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", serverCa);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys =
          held == null
              ? new KeyManager[0]
              : new KeyManager[] {new SingleKeyManager(held.chain(), held.privateKey())};
      context.init(keys, factory.getTrustManagers(), null);
      return new TlsClient(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns its socket factory, for other HTTP clients. */
  public SSLSocketFactory socketFactory() {
    return context.getSocketFactory();
  }

  /**
   * Sends a request to a port of the loopback address.
   *
   * @throws IOException if nothing listens there, or the response is not HTTP
   */
  public Reply send(int port, RawRequest request) throws IOException {
    try (Socket plain = new Socket()) {
      InetAddress loopback = InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1});
      plain.connect(new InetSocketAddress(loopback, port), (int) TIMEOUT.toMillis());
      plain.setSoTimeout((int) TIMEOUT.toMillis());
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, HOST, port, true)) {
        return exchange(socket, request.octets(HOST + ":" + port));
      }
    }
  }

  /** With TLS 1.3 a server's rejection arrives after the handshake, often as a reset. */
  private static Reply exchange(SSLSocket socket, byte[] request) throws IOException {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      socket.getOutputStream().write(request);
      InputStream in = socket.getInputStream();
      byte[] response = in.readAllBytes();
      return response.length == 0
          ? new Reply.NoResponse("connection closed")
          : AnswerParser.parse(response);
    } catch (SSLException refused) {
      return new Reply.NoResponse(String.valueOf(refused.getMessage()).replace(ALERT, "alert "));
    } catch (SocketException closed) {
      return new Reply.NoResponse("connection closed");
    }
  }
}
