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
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's own client, which resumes sessions and speaks HTTP/2 where the server does. */
final class JdkClient {

  private static final String PASSWORD = "changeit";

  private final SSLContext context;

  private JdkClient(SSLContext context) {
    this.context = context;
  }

  static JdkClient of(X509Certificate serverCa, Pki.Held client)
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
    return new JdkClient(context);
  }

  Answer http2(int port) throws IOException, InterruptedException {
    HttpResponse<String> response = get(port, Version.HTTP_2, "TLSv1.3");
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    return answer(response);
  }

  /**
   * The answer on a second connection. A session that is resumed keeps the time at which it was
   * made.
   */
  Attempt.Sent twice(int port, String protocol) throws IOException, InterruptedException {
    HttpResponse<String> first = get(port, Version.HTTP_1_1, protocol);
    HttpResponse<String> second = get(port, Version.HTTP_1_1, protocol);
    return new Attempt.Sent(answer(second), created(first) == created(second));
  }

  private static long created(HttpResponse<String> response) {
    return response.sslSession().orElseThrow().getCreationTime();
  }

  /** On a connection of its own, in that version of TLS. */
  private HttpResponse<String> get(int port, Version version, String protocol)
      throws IOException, InterruptedException {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    HttpClient client =
        HttpClient.newBuilder()
            .version(version)
            .sslContext(context)
            .sslParameters(parameters)
            .build();
    URI whoami = URI.create("https://localhost:" + port + "/whoami");
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(whoami).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
    return response;
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
