package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Reply.Header;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's HTTP client, which uses HTTP/2 if the server does. */
final class Http2Client {

  private static final String PASSWORD = "changeit";

  private final SSLContext context;

  private Http2Client(SSLContext context) {
    this.context = context;
  }

  static Http2Client of(X509Certificate serverCa, Pki.Held client)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", serverCa);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(client.keyStore(PASSWORD), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return new Http2Client(context);
  }

  /** Sends one request; fails if the protocol is not HTTP/2. */
  Answer http2(int port) throws IOException, InterruptedException {
    HttpResponse<String> response = get(port);
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    return answer(response);
  }

  private HttpResponse<String> get(int port) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).sslContext(context).build();
    URI whoami = URI.create("https://localhost:" + port + "/whoami");
    return client.send(
        HttpRequest.newBuilder(whoami).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Answer answer(HttpResponse<String> response) {
    List<Header> headers =
        response.headers().map().entrySet().stream()
            .flatMap(
                header ->
                    header.getValue().stream().map(value -> new Header(header.getKey(), value)))
            .toList();
    return new Answer(response.statusCode(), headers, response.body());
  }
}
