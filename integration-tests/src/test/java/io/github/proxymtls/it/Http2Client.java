package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.Site;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The JDK's HTTP client, which uses HTTP/2 if the server does. */
final class Http2Client {

  private Http2Client() {}

  /** Sends several requests on one connection, some with forged headers. */
  static void assertRecognised(Site site) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(ClientTls.context(site, site.certificates().reports(), "TLS"))
            .build();
    String url = "https://localhost:" + site.proxy().port(Listener.VERIFIED) + "/whoami";
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    assertReports(site, client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    request
        .header("ssl-client-cert", "forged")
        .header("ssl-client-verify", "SUCCESS")
        .header("client-cert", ":QUJD:")
        .header("x-forwarded-client-cert", "Hash=00;Cert=\"forged\"");
    assertReports(site, client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  private static void assertReports(Site site, HttpResponse<String> response) {
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Whoami.thumbprint(response.body()))
        .isEqualTo(site.certificates().reports().thumbprint());
  }
}
