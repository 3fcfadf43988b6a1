package io.github.proxymtls.it;

import static io.restassured.RestAssured.given;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import io.restassured.config.RestAssuredConfig;
import io.restassured.config.SSLConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** An ordinary client of the API with its key store, behind the proxy. */
final class ApiClient {

  private final RestAssuredConfig config;
  private final int port;

  private ApiClient(RestAssuredConfig config, int port) {
    this.config = config;
    this.port = port;
  }

  static ApiClient of(Site site, Pki.Held client) throws GeneralSecurityException, IOException {
    Path file = site.file("client-" + client.thumbprint() + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      ClientTls.store(site, client).store(out, ClientTls.PASSWORD.toCharArray());
    }
    SSLConfig tls =
        SSLConfig.sslConfig()
            .keystoreType("PKCS12")
            .keyStore(file.toFile(), ClientTls.PASSWORD)
            .trustStoreType("PKCS12")
            .trustStore(file.toFile(), ClientTls.PASSWORD);
    return new ApiClient(
        RestAssuredConfig.config().sslConfig(tls), site.proxy().port(Listener.VERIFIED));
  }

  /** Requests a new token for the client with that id. */
  String token(String clientId) {
    return request()
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParam("grant_type", "client_credentials")
        .formParam("client_id", clientId)
        .post("/oauth2/token")
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  /** Returns the response of the protected resource. */
  ValidatableResponse resource(String token) {
    return request().header("Authorization", "Bearer " + token).get("/api/resource").then();
  }

  private RequestSpecification request() {
    return given().config(config).baseUri("https://localhost").port(port);
  }
}
