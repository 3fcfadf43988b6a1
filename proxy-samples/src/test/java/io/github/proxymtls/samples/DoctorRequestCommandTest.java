package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorRequestCommandTest {

  private static final String SECRET = "xSECRETx";

  @TempDir private Path folder;
  private DoctorFiles files;

  @BeforeEach
  void makeFiles() {
    files = new DoctorFiles(folder);
  }

  private DoctorRun run(String request, String... more) {
    files.write("request.txt", request.getBytes(StandardCharsets.ISO_8859_1));
    List<String> arguments =
        new ArrayList<>(List.of("request", files.path("request.txt"), "--config", files.config()));
    arguments.addAll(Arrays.asList(more));
    return DoctorRun.of("", arguments.toArray(String[]::new));
  }

  private static String request(String... lines) {
    return "GET /api/x?a=b HTTP/1.1\r\nHost: app.example\r\n"
        + String.join("\r\n", lines)
        + "\r\n\r\n";
  }

  private String certificate(Pki.Held held) {
    return "ssl-client-cert: " + DoctorFiles.escaped(held);
  }

  private String credential() {
    return "Proxy-Authorization: " + files.authorization();
  }

  @Test
  void saysWhatTheFilterReadsAndDecides() {
    DoctorRun run =
        run(request(credential(), certificate(files.client), "ssl-client-verify: SUCCESS"));
    assertThat(run.out())
        .contains("GET /api/x, a path without client binding", "covered: yes")
        .contains("Proxy-Authorization, 74 characters: the proxy's credential")
        .containsPattern("ssl-client-cert, [0-9]+ characters: the certificate")
        .contains("ssl-client-verify, 7 characters: the verdict")
        .contains("name: Host, 11 characters")
        .contains("leaf        CN=svc,O=Example Bank,C=XX")
        .contains("ok      decision    accepted", "proxy: edge-1, by basic");
    assertThat(run.status()).isZero();
  }

  @Test
  void namesTheHeaderOfAnotherFormat() {
    DoctorRun run =
        run(request(credential(), "X-SSL-Client-Cert: " + DoctorFiles.escaped(files.client)));
    assertThat(run.out())
        .contains("not read, but a header of haproxy, apache, f5")
        .contains("decision    certificate-required");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void namesTheHeaderOfAnotherNameByItsValue() {
    DoctorRun run = run(request(credential(), "X-Cert: " + DoctorFiles.escaped(files.client)));
    assertThat(run.out())
        .contains("not read, but its value is a certificate", "encoding: percent-pem")
        .contains("fix: set proxymtls.header.certificate=X-Cert");
  }

  @Test
  void namesTheHeaderThatIsNear() {
    assertThat(run(request(credential(), "ssl-client-crt: x")).out())
        .contains("not read; did you mean ssl-client-cert?");
  }

  /** A container answers 400 or 431 before the filter runs, and often without a line. */
  @Test
  void namesTheLimitOfTheContainersThatTheHeadersExceed() {
    String others = "GET / HTTP/1.1\r\nHost: a\r\nX-Large: \r\n\r\n";
    String filler = "x".repeat(8 * 1024 - others.length());
    assertThat(run("GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + filler + "\r\n\r\n").out())
        .doesNotContain("warning container");
    assertThat(run("GET / HTTP/1.1\nHost: a\nX-Large: " + filler + "x\n\nbody").out())
        .contains("the request line and the headers have 8193 bytes")
        .contains("by default tomcat allows 8192, jetty allows 8192, spring-boot allows 8192")
        .contains("limit: tomcat: set maxHttpRequestHeaderSize=\"16385\" at the Connector");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {";jsessionid=xSECRETx", "%3Bjsessionid=xSECRETx", "%253bs=xSECRETx/b;xSECRETx"})
  void hidesPathParameters(String parameter) {
    DoctorRun run = run("GET /a" + parameter + " HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(run.out()).contains("GET /a", "(hidden)").doesNotContain(SECRET);
  }

  @Test
  void rejectsLineThatNoContainerReads() {
    DoctorRun run = run("GET / HTTP/1.1\r\nX: " + "a".repeat(2_000_000) + "\r\n\r\n", "--json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.json().toString()).contains("line 2 is longer than 1048576 bytes");
  }

  @Test
  void namesTwinsAndRepeatedHeaders() {
    DoctorRun run =
        run(request(credential(), certificate(files.client), certificate(files.client)));
    assertThat(run.out()).contains("2 lines", "which must have one line", "header-duplicate");
    run = run(request(credential(), "ssl_client_cert: x"));
    assertThat(run.out()).contains("the twin of a configured header", "header-twin");
  }

  @Test
  void saysWhereTheProxyReplacesARepeatedHeader() {
    DoctorRun run =
        run(request(credential(), certificate(files.client), certificate(files.client)));
    assertThat(run.out())
        .contains("fix: at the proxy, replace the client's line instead of adding one: nginx: ")
        .contains("proxy_set_header ssl-client-cert $ssl_client_escaped_cert;")
        .doesNotContain("proxymtls doctor header");
  }

  @Test
  void saysWhereTheProxyDropsATwin() {
    assertThat(run(request(credential(), "ssl_client-cert: x")).out())
        .contains("fix: at the proxy, drop what a client sends under such names: nginx: ")
        .contains("underscores_in_headers off;")
        .doesNotContain("proxymtls doctor header");
  }

  @Test
  void saysThatACredentialIsWrong() {
    String wrong = "Proxy-Authorization: Basic ZWRnZS0xOnhTRUNSRVR4";
    DoctorRun run = run(request(wrong, certificate(files.client), "ssl-client-verify: SUCCESS"));
    assertThat(run.out())
        .contains("problem header      Proxy-Authorization, 26 characters: the proxy's credential")
        .contains("which is wrong: header Proxy-Authorization: wrong password of user edge-1")
        .contains("decision    proxy-credential-wrong")
        .doesNotContain("ok      header", SECRET);
  }

  @Test
  void saysNothingIsOkThatItHasNotChecked() {
    DoctorRun run = run(request(credential(), "ssl-client-cert: x", "ssl-client-verify: NONE"));
    assertThat(run.out().lines().filter(line -> line.startsWith("ok ")).toList())
        .singleElement()
        .asString()
        .contains("the proxy's credential, that of edge-1");
    run = run(request(certificate(files.client), "ssl-client-verify: FAILED"));
    assertThat(run.out())
        .contains("if an authenticated proxy sent it, the proxy's clients: verdict-negative")
        .doesNotContain("ok ");
  }

  @Test
  void recognisesTheCredentialInAHeaderThatTheFilterDoesNotRead() {
    assertThat(run(request("Authorization: " + files.authorization())).out())
        .contains("Authorization, 74 characters: not read, but it holds the credential of edge-1")
        .contains("send it as Proxy-Authorization, or set proxymtls.proxy.basic.header=Auth");
    assertThat(run(request("Authorization: Basic dTpw")).out()).contains("name: Authorization, 10");
  }

  @Test
  void recognisesTheCredentialInAConfiguredAuthorization() {
    files.with("proxy.basic.header", "Authorization");
    assertThat(run(request("Authorization: " + files.authorization())).out())
        .contains("ok      header      Authorization, 74 characters: the proxy's credential, that");
    assertThat(run(request(credential())).out())
        .contains("send it as Authorization, or set proxymtls.proxy.basic.header=Proxy-Auth");
  }

  @Test
  void saysWhatAnAuthenticatedProxysRequestWouldLeadTo() {
    DoctorRun run = run(request(certificate(files.client), "ssl-client-verify: SUCCESS"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("decision    proxy-credential-missing", "proxy: not authenticated")
        .contains("if an authenticated proxy sent it, the proxy's clients: accepted");
  }

  @Test
  void authenticatesTheProxyByAddressAndCertificate() {
    Pki.Authority proxies = files.pki.root("Proxies");
    files.write("proxies.pem", proxies.pem());
    String certificate =
        files.write("proxy.pem", proxies.client("edge").dns("edge.example").issue().chainPem());
    files
        .with("proxy.authentication", "address,mtls")
        .without("proxy.basic.users-file")
        .with("proxy.address.allow", "10.0.0.0/8")
        .with("proxy.mtls.trust-anchors", "proxies.pem")
        .with("proxy.mtls.san-dns", "edge.example");
    String request = request(certificate(files.client), "ssl-client-verify: SUCCESS");
    assertThat(
            run(request, "--remote-address", "10.1.2.3", "--tls-certificate", certificate).status())
        .isZero();
    assertThat(run(request, "--remote-address", "10.1.2.3").status()).isEqualTo(1);
    assertThat(run(request).out()).contains("proxy-address-not-allowed");
  }

  @Test
  void readsTheOutputOfCurl() {
    String curl =
        "* Connected\n> GET /whoami HTTP/1.1\n> Host: a\n> "
            + credential()
            + "\n> \n< HTTP/1.1 403\n< ssl-client-cert: x\n";
    DoctorRun run = run("> " + curl.substring(curl.indexOf("> ") + 2));
    assertThat(run.out()).contains("GET /whoami", "proxy: edge-1, by basic");
  }

  @Test
  void decidesAboutAClientOfTheTokenEndpoint() {
    files.write(
        "clients.json",
        """
        [{"client_id": "ledger", "token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_subject_dn": "CN=svc,O=Example Bank,C=XX"}]
        """);
    files.with("binding.clients", "clients.json");
    files.with("binding.client-authentication", "/oauth2/token");
    String form = "client_id=ledger&grant_type=client_credentials&x=" + SECRET;
    String head =
        "POST /app/oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: "
            + form.length()
            + "\r\n"
            + String.join(
                "\r\n", credential(), certificate(files.client), "ssl-client-verify: SUCCESS")
            + "\r\n\r\n";
    DoctorRun run = run(head + form, "--context-path", "/app");
    assertThat(run.out())
        .contains("client authentication", "decision    accepted", "client: authenticated")
        .doesNotContain(SECRET);
    run = run(head + form.replace("ledger", "q" + SECRET), "--context-path", "/app");
    assertThat(run.out())
        .contains("decision    client-unknown: client (hidden)")
        .doesNotContain(SECRET);
  }

  @AllowedLog("code=token-unverified")
  @ParameterizedTest
  @ValueSource(strings = {"text", "--json"})
  void neverPrintsACredentialATokenACookieOrAFormValue(String form) {
    files.with("binding.protected-resources", "/api/*");
    String basic =
        Base64.getEncoder().encodeToString(("u:" + SECRET).getBytes(StandardCharsets.US_ASCII));
    String[] lines = {
      "Proxy-Authorization: Basic " + basic,
      "Authorization: Bearer " + SECRET,
      "Authorization: Basic " + basic,
      "Cookie: a=" + SECRET + "; b=" + SECRET,
      "DPoP: " + SECRET,
      "X-Api-Key: " + SECRET,
      "Content-Type: application/x-www-form-urlencoded",
      "Client-Cert: " + SECRET,
      "ssl-client-cert: " + SECRET,
      " folded: " + SECRET,
      SECRET,
      SECRET + " x: y",
      "Referer: https://x/?token=" + SECRET
    };
    String request =
        "POST /api/x?access_token="
            + SECRET
            + " HTTP/1.1\r\n"
            + String.join("\r\n", lines)
            + "\r\n\r\nclient_id="
            + SECRET
            + "&password="
            + SECRET;
    DoctorRun run = form.equals("text") ? run(request) : run(request, form);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out() + run.err())
        .contains("proxy-credential-wrong")
        .doesNotContain(SECRET)
        .doesNotContain(basic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\u0000\u0001", "GET /", "\u001b[2J GET / HTTP/1.1", "GET / HTTP/1.1x"})
  void textWithoutARequestLineIsExitStatus2(String text) {
    DoctorRun run = run(text);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("line 1 is not a request line").doesNotContain("\u001b");
  }

  @Test
  void pathIsEscaped() {
    assertThat(run("GET /\u001b[31m\u202e\u00ff HTTP/1.1\n\n").out())
        .contains("/\\u001b[31m")
        .doesNotContain("\u001b");
  }
}
