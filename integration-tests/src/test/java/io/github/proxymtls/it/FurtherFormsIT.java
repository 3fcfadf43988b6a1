package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.assertRecognised;
import static io.github.proxymtls.it.Whoami.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real proxies that write another form than the one of their sample. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FurtherFormsIT {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  /** A proxy and the format with which both it and the filter are configured. */
  enum Form {
    NGINX(ProxyKind.NGINX, "rfc9440", false),
    HAPROXY(ProxyKind.HAPROXY, "rfc9440", true),
    ENVOY(ProxyKind.ENVOY, "envoy-json", true),
    APACHE(ProxyKind.APACHE, "rfc9440", true),
    APACHE_PERCENT_PEM(ProxyKind.APACHE, "proxymtls.header.encoding", "percent-pem", true),
    APACHE_BASE64_PEM(ProxyKind.APACHE, "proxymtls.header.encoding", "base64-pem", true);

    private final ProxyKind proxy;
    private final String key;
    private final String value;
    private final boolean sendsChain;

    Form(ProxyKind proxy, String preset, boolean sendsChain) {
      this(proxy, "proxymtls.format", preset, sendsChain);
    }

    Form(ProxyKind proxy, String key, String value, boolean sendsChain) {
      this.proxy = proxy;
      this.key = key;
      this.value = value;
      this.sendsChain = sendsChain;
    }

    SiteSettings settings() {
      return SiteSettings.of(proxy).with(key, value);
    }
  }

  private final Sites sites = new Sites();

  @AfterAll
  void stop() {
    sites.close();
  }

  @ParameterizedTest
  @EnumSource
  void recognisesTheClientOfEveryListener(Form form) throws Exception {
    Site site = sites.of(form.settings());
    for (Listener listener : Listener.values()) {
      for (Pki.Held client : List.of(site.certificates().ledger(), site.certificates().reports())) {
        assertRecognised(site.send(listener, client, WHOAMI), client);
      }
    }
    Http2Client.assertRecognised(site);
  }

  @ParameterizedTest
  @EnumSource
  @AllowedLog("reason=certificate-required")
  void forgedHeadersHaveNoEffect(Form form) throws IOException {
    Site site = sites.of(form.settings());
    RawRequest forged = forged(site.certificates().ledger());
    assertRefused(site.send(Listener.ANY_CERTIFICATE, null, forged), 403, "certificate-required");
    for (Listener listener : Listener.values()) {
      assertRecognised(
          site.send(listener, site.certificates().reports(), forged),
          site.certificates().reports());
    }
  }

  /** The headers that the formats read. */
  private static RawRequest forged(Pki.Held held) {
    String pem = held.certificatePem().replace("\n", "\\n");
    String json = "[{\"hash\":\"" + held.sha256Hex() + "\",\"cert\":\"" + pem + "\"}]";
    return WHOAMI
        .header("Client-Cert", Format.RFC9440.of(held))
        .header("Client-Cert-Chain", Format.RFC9440.of(held))
        .header("X-Forwarded-Client-Cert", json)
        .header("X-SSL-Client-Cert", Format.RFC9440.of(held).replace(":", ""))
        .header("X-SSL-Client-Verify", "SUCCESS")
        .header("ssl-client-cert", Format.NGINX.of(held))
        .header("ssl-client-verify", "SUCCESS");
  }

  @ParameterizedTest
  @EnumSource
  void connectionHeaderRemovesNothing(Form form) throws IOException {
    Site site = sites.of(form.settings());
    RawRequest named =
        WHOAMI.header(
            "Connection",
            "close, Client-Cert, Client-Cert-Chain, Proxy-Authorization, X-Forwarded-Client-Cert,"
                + " X-SSL-Client-Cert, X-SSL-Client-Verify");
    assertRecognised(
        site.send(Listener.VERIFIED, site.certificates().reports(), named),
        site.certificates().reports());
  }

  @ParameterizedTest
  @EnumSource
  @AllowedLog("reason=certificate-not-pinned")
  void rejectsACertificateThatNoConfiguredCaIssued(Form form) throws IOException {
    Site site = sites.of(form.settings());
    for (Pki.Held client :
        List.of(site.certificates().impostor(), site.certificates().unregistered())) {
      Reply.Answer answer = Whoami.answer(site.send(Listener.ANY_CERTIFICATE, client, WHOAMI));
      assertThat(answer.status()).as(answer.body()).isIn(400, 403);
      assertThat(answer.body()).doesNotContain("authenticated");
    }
  }

  @ParameterizedTest
  @EnumSource
  @AllowedLog("reason=certificate-not-pinned")
  void chainOfLongKeysArrivesCompletely(Form form) throws IOException {
    Site site = sites.of(form.settings());
    Pki.Held client =
        site.certificates()
            .clientIssuing()
            .intermediateBuilder("Second")
            .rsa(4096)
            .issueAuthority()
            .intermediateBuilder("Third")
            .rsa(4096)
            .issueAuthority()
            .client("deep")
            .rsa(4096)
            .issue();
    for (Listener listener : Listener.values()) {
      Reply reply = site.send(listener, client, WHOAMI);
      if (form.sendsChain) {
        assertRecognised(reply, client);
      } else {
        assertRefused(reply, 403, "certificate-not-pinned");
      }
    }
  }
}
