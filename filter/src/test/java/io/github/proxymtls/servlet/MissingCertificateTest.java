package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log lines of a request without a certificate. */
@Tag("slow")
class MissingCertificateTest {

  private static final String VERDICT = "ssl-client-verify";

  @TempDir Path folder;

  private Map<String, String> keys = Map.of("proxymtls.format", "nginx");

  @ExpectedLog("reason=certificate-not-forwarded")
  @Test
  void rejectsAPositiveVerdictWithoutACertificateAsTheProxysMistake() throws Exception {
    Wire.Reply reply = reply(proxied().header(VERDICT, "SUCCESS"), "/a");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("\"code\":\"certificate-not-forwarded\"");
    assertThat(line)
        .contains(
            "detail=\"no certificate; ssl-client-cert did not come;"
                + " ssl-client-verify says 'SUCCESS'\"");
  }

  @ExpectedLog({"code=token-unverified", "reason=certificate-not-forwarded"})
  @Test
  void answersTheMistakeToAnOAuthClientAsAMissingCertificate() throws Exception {
    keys =
        Map.of(
            "proxymtls.format", "nginx",
            "proxymtls.binding.clients", new Fixture(folder).file("clients.json", "[]"),
            "proxymtls.binding.client-authentication", "/token",
            "proxymtls.binding.protected-resources", "/api/*");

    Wire token = Fixture.credential(Wire.form("/token", "client_id=a"));
    assertThat(reply(token.header(VERDICT, "SUCCESS"), "/token").body())
        .isEqualTo("{\"error\":\"invalid_client\"}");
    Wire api = Fixture.credential(Wire.get("/api/a")).bearer("a.b.c");
    assertThat(reply(api.header(VERDICT, "SUCCESS"), "/api/a").header("WWW-Authenticate"))
        .isEqualTo("Bearer error=\"invalid_token\"");
  }

  @ExpectedLog({"code=report-only", "reason=certificate-not-forwarded"})
  @Test
  void tellsTheMistakeInReportOnlyModeToo() throws Exception {
    keys = Map.of("proxymtls.format", "nginx", "proxymtls.report-only", "true");

    assertThat(reply(proxied().header(VERDICT, "SUCCESS"), "/a").status()).isEqualTo(200);
    assertThat(line).startsWith("would-reject reason=certificate-not-forwarded ");
  }

  /** A verdict without a certificate is the absence of a certificate. */
  @ExpectedLog("anonymous reason=certificate-not-forwarded")
  @Test
  void warnsOfTheMistakeWhereACertificateIsOptional() throws Exception {
    keys = Map.of("proxymtls.format", "nginx", "proxymtls.client.certificate", "optional");

    Wire.Reply reply = reply(proxied().header(VERDICT, "SUCCESS"), "/a");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("X-Request-Id")).isNull();
    assertThat(line)
        .startsWith("anonymous reason=certificate-not-forwarded method=\"GET\" path=\"/a\" peer=")
        .contains(" proxy=\"edge-1\" ", "ssl-client-verify says 'SUCCESS'");
  }

  @Test
  void saysNothingOfARequestThatHasNoCertificateWhereItIsOptional() throws Exception {
    keys = Map.of("proxymtls.format", "nginx", "proxymtls.client.certificate", "optional");

    reply(proxied().header(VERDICT, "NONE"), "/a");
    assertThat(line).isEmpty();
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void saysWhichVerdictCame() throws Exception {
    reply(proxied().header(VERDICT, "NONE").header("ssl-client-cert", ""), "/a");

    assertThat(line)
        .contains(
            "no certificate; ssl-client-cert came without one; ssl-client-verify says 'NONE'");
  }

  /** OpenSSL's X509_V_OK is 0 without a certificate, too. */
  @ExpectedLog("reason=certificate-required")
  @Test
  void takesTheZeroOfHaproxyForNoProofOfACertificate() throws Exception {
    keys = Map.of("proxymtls.format", "haproxy");

    reply(proxied().header("X-SSL-Client-Cert", "").header("X-SSL-Client-Verify", "0"), "/a");
    assertThat(line).contains("X-SSL-Client-Verify says '0'");
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void namesTheHeadersOfOtherFormatsAndSimilarNames() throws Exception {
    reply(
        proxied()
            .header("X-SSL-Client-Cert", "SECRET")
            .header("ssl-client-certificate", "SECRET")
            .header("ssl-client-crt", "SECRET")
            .header("Accept", "SECRET"),
        "/a");

    assertThat(line)
        .contains(
            "; 'X-SSL-Client-Cert' came, which the format haproxy, apache, f5 reads",
            "; 'ssl-client-certificate' came, which resembles it",
            "; 'ssl-client-crt' came, which resembles it")
        .doesNotContain("SECRET", "Accept");
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void namesFourHeadersAtMost() throws Exception {
    Wire request = proxied();
    for (int i = 0; i < 9; i++) {
      request.header("ssl-client-cert" + i, "x");
    }
    reply(request, "/a");

    assertThat(line.split("which resembles it", -1)).hasSize(5);
  }

  @ExpectedLog("reason=certificate-required")
  @Test
  void saysWhyAPeerWithoutHeadersIsNoProxy() throws Exception {
    reply(Wire.get("/a"), "/a");
    assertThat(line)
        .contains(
            "proxy=none",
            "no certificate; the peer is no authenticated proxy: header Proxy-Authorization is"
                + " missing; no header shows a proxy: it may have been bypassed");

    reply(Wire.get("/a").header("X-Real-IP", "SECRET"), "/a");
    assertThat(line)
        .contains("header Proxy-Authorization is missing; x-real-ip came: a proxy may set")
        .doesNotContain("SECRET");
  }

  private String line = "";

  private Wire proxied() {
    return Fixture.credential(Wire.get("/a"));
  }

  private Wire.Reply reply(Wire request, String path) throws Exception {
    ProxyMtls.Builder builder = new Fixture(folder).engine();
    keys.forEach(builder::set);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = builder.build();
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply = request.to(server);
      List<String> lines =
          log.lines().stream().filter(one -> one.contains("path=\"" + path + "\"")).toList();
      line = lines.isEmpty() ? "" : lines.get(0);
      return reply;
    }
  }
}
