package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.CommandLineRun;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Authentication;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code doctor probe} at every real proxy, with its sample and with broken ones. */
@Tag("slow")
@AllowedLog("folded reason=")
class ProbeIT {

  private static final Sites SITES = new Sites();

  /**
   * A mistake in a sample's configuration.
   *
   * @param line matches what is replaced
   * @param topic the finding that tells it
   * @param fix a part of the line that mends it
   */
  record Mistake(
      ProxyKind proxy, Listener listener, String line, String by, String topic, String fix) {

    String in(String text) {
      return text.replaceAll("(?m)" + line, by);
    }
  }

  static Stream<Mistake> mistakes() {
    return Stream.of(
        // NGINX
        mistake(
            ProxyKind.NGINX,
            "^.*proxy_set_header ssl-client-cert .*$",
            "",
            "certificate",
            "proxy_set_header ssl-client-cert $ssl_client_escaped_cert;"),
        onAny(
            ProxyKind.NGINX,
            "^.*proxy_set_header ssl-client-cert .*$",
            "",
            "forgery",
            "proxy_set_header ssl-client-cert $ssl_client_escaped_cert;"),
        mistake(
            ProxyKind.NGINX,
            "^.*proxy_set_header ssl-client-verify .*$",
            "",
            "forgery",
            "proxy_set_header ssl-client-verify $ssl_client_verify;"),
        mistake(
            ProxyKind.NGINX,
            "^.*proxy_set_header Proxy-Authorization .*$",
            "",
            "certificate",
            "proxy_set_header Proxy-Authorization"),
        mistake(
            ProxyKind.NGINX,
            "underscores_in_headers off",
            "underscores_in_headers on",
            "twin",
            "underscores_in_headers off"),
        mistake(
            ProxyKind.NGINX,
            "ignore_invalid_headers on",
            "ignore_invalid_headers off",
            "twin",
            "ignore_invalid_headers on"),
        mistake(
            ProxyKind.NGINX,
            "proxy_set_header Connection \"\"",
            "proxy_set_header Connection \\$http_connection",
            "connection",
            "proxy_set_header Connection \"\""),
        // HAProxy
        mistake(
            ProxyKind.HAPROXY,
            "^.*(del|set)-header X-SSL-Client-Cert( %.*)?$",
            "",
            "certificate",
            "http-request set-header X-SSL-Client-Cert"),
        onAny(
            ProxyKind.HAPROXY,
            "^.*(del|set)-header X-SSL-Client-Cert( %.*)?$",
            "",
            "forgery",
            "http-request del-header X-SSL-Client-Cert"),
        mistake(
            ProxyKind.HAPROXY,
            "^.*(del|set)-header X-SSL-Client-Chain( %.*)?$",
            "",
            "forgery",
            "http-request del-header X-SSL-Client-Chain"),
        mistake(
            ProxyKind.HAPROXY,
            "^.*(del|set)-header Proxy-Authorization( .*)?$",
            "",
            "certificate",
            "http-request set-header Proxy-Authorization"),
        mistake(
            ProxyKind.HAPROXY,
            "^.*http-restrict-req-hdr-names.*$",
            "",
            "twin",
            "option http-restrict-req-hdr-names delete"),
        // Apache
        mistake(
            ProxyKind.APACHE,
            "^RequestHeader set Proxy-Authorization.*$",
            "",
            "certificate",
            "RequestHeader set Proxy-Authorization"),
        mistake(
            ProxyKind.APACHE,
            "^RequestHeader (set|unset) X-SSL-Client-Cert .*$",
            "",
            "certificate",
            "RequestHeader set X-SSL-Client-Cert"),
        mistake(
            ProxyKind.APACHE,
            "^RequestHeader unset X_SSL_.*$",
            "",
            "twin",
            "RequestHeader unset X_SSL_Client_Cert early"),
        mistake(
            ProxyKind.APACHE,
            "^RequestHeader edit Connection.*$",
            "",
            "connection",
            "RequestHeader edit Connection"),
        // Envoy
        mistake(
            ProxyKind.ENVOY,
            "SANITIZE_SET",
            "APPEND_FORWARD",
            "forgery",
            "forward_client_cert_details: SANITIZE_SET"),
        mistake(
            ProxyKind.ENVOY,
            "headers_with_underscores_action: REJECT_REQUEST",
            "headers_with_underscores_action: ALLOW",
            "twin",
            "headers_with_underscores_action: REJECT_REQUEST"),
        mistake(
            ProxyKind.ENVOY,
            "^ *- X.Forwarded.Client.Cert$",
            "",
            "twin",
            "X.Forwarded.Client.Cert"),
        mistake(
            ProxyKind.ENVOY,
            "value: \"Basic [^\"]*\"",
            "value: none",
            "certificate",
            "Proxy-Authorization"),
        // Traefik
        mistake(
            ProxyKind.TRAEFIK,
            "^ *aliasHeadersStrategy: reject$",
            "",
            "twin",
            "aliasHeadersStrategy: reject"),
        mistake(
            ProxyKind.TRAEFIK,
            "middlewares: \\[request, certificate\\]",
            "middlewares: [request]",
            "certificate",
            "X-Forwarded-Tls-Client-Cert"),
        mistake(
            ProxyKind.TRAEFIK,
            "middlewares: \\[request, certificate\\]",
            "middlewares: [certificate]",
            "certificate",
            "Proxy-Authorization"),
        // Caddy
        onAny(
            ProxyKind.CADDY,
            "^.*(request_header -|header_up )Client-Cert( .*)?$",
            "",
            "forgery",
            "header_up Client-Cert"),
        mistake(
            ProxyKind.CADDY,
            "^.*header_up Proxy-Authorization .*$",
            "",
            "certificate",
            "header_up Proxy-Authorization"),
        mistake(
            ProxyKind.CADDY,
            "^.*header_up Client-Cert .*$",
            "",
            "certificate",
            "header_up Client-Cert"),
        mistake(
            ProxyKind.CADDY_2_6, "^.*request_header -\\*_\\*$", "", "twin", "request_header -*_*"),
        mistake(
            ProxyKind.CADDY_2_6,
            "^.*header_up Proxy-Authorization .*$",
            "",
            "certificate",
            "header_up Proxy-Authorization"));
  }

  private static Mistake mistake(
      ProxyKind proxy, String line, String by, String topic, String fix) {
    return new Mistake(proxy, Listener.VERIFIED, line, by, topic, fix);
  }

  private static Mistake onAny(ProxyKind proxy, String line, String by, String topic, String fix) {
    return new Mistake(proxy, Listener.ANY_CERTIFICATE, line, by, topic, fix);
  }

  @AfterAll
  static void stop() {
    SITES.close();
  }

  @ParameterizedTest
  @EnumSource(names = "EMBEDDED", mode = EnumSource.Mode.EXCLUDE)
  @AllowedLog({
    "reason=certificate-required",
    "reason=proxy-certificate-missing",
    "reason=proxy-credential-wrong",
    "reason=header-twin"
  })
  void findsTheSampleSafe(ProxyKind kind) throws IOException {
    Site site = SITES.of(SiteSettings.of(kind));
    for (Listener listener : Listener.values()) {
      CommandLineRun run = probe(site, site.proxy().port(listener));
      assertThat(run.status()).as(run.out() + run.err()).isZero();
      assertThat(run.out())
          .contains("ok      certificate", "ok      backend", "ok      twin")
          .doesNotContain("warning ")
          .containsPattern("requests +[2-5][0-9] sent");
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  @AllowedLog("rejected reason=")
  void tellsTheMistakeAndTheLineThatMendsIt(Mistake mistake) throws IOException {
    Site site = SITES.of(SiteSettings.of(mistake.proxy()));
    try (Proxy broken = site.startProxy(mistake::in)) {
      CommandLineRun run = probe(site, broken.port(mistake.listener()));
      boolean rejected = mistake.topic().equals("twin");
      assertThat(run.status()).as(run.out() + run.err()).isEqualTo(rejected ? 0 : 1);
      assertThat(run.out())
          .containsPattern("(?m)^" + (rejected ? "warning" : "problem") + " +" + mistake.topic())
          .contains(mistake.fix());
    }
  }

  /** HAProxy sends the chain of a new session alone, and this filter needs it. */
  @Test
  @AllowedLog({
    "reason=certificate-not-pinned",
    "reason=certificate-required",
    "reason=proxy-certificate-missing",
    "reason=proxy-credential-wrong"
  })
  void tellsThatAResumedSessionIsAnotherClient() throws IOException {
    SiteSettings resuming =
        SiteSettings.of(ProxyKind.HAPROXY)
            .withSessionResumption()
            .without("proxymtls.client.intermediates");
    Site site = SITES.of(resuming);
    CommandLineRun run = probe(site, site.proxy().port(Listener.VERIFIED));
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("(?m)^problem +resumption .* resumes its session, and is answered 403 ")
        .contains("tune.ssl.cachesize 0");
  }

  @Test
  @AllowedLog({"code=insecure", "reason=certificate-required"})
  void tellsThatTheApplicationTrustsOthersThanTheProxy() throws IOException {
    Site site = SITES.of(SiteSettings.of(ProxyKind.NGINX).authenticatedBy(Authentication.ADDRESS));
    CommandLineRun run = probe(site, site.proxy().port(Listener.VERIFIED));
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("problem backend     a forged certificate is accepted: 200")
        .contains("fix: set proxymtls.proxy.authentication to basic, mtls or both");
  }

  private static CommandLineRun probe(Site site, int port) throws IOException {
    site.write("probe/client.pem", "probe/client.key", site.certificates().ledger());
    Files.writeString(site.file("probe/server-ca.pem"), site.certificates().serverRoot().pem());
    return CommandLineRun.of(
        List.of(
                "doctor",
                "probe",
                "--url",
                "https://localhost:" + port + "/whoami",
                "--backend",
                "https://localhost:" + site.application().port() + "/whoami",
                "--config",
                site.file("application/proxymtls.properties").toString(),
                "--cert",
                site.file("probe/client.pem").toString(),
                "--key",
                site.file("probe/client.key").toString(),
                "--server-ca",
                site.file("probe/server-ca.pem").toString())
            .toArray(String[]::new));
  }
}
