package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.EnvoyWithNames;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind an Envoy that writes the names of a certificate into its header: a client that can choose
 * its names cannot impersonate another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
@AllowedLog("folded reason=xfcc-ambiguous")
class EnvoyNamesIT {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");
  private static final String URI = "spiffe://bank.example/a";

  /** The code of pkix for a certificate whose names are invalid by RFC 5280 section 4.2.1.6. */
  private static final String NO_NAME = "certificate-untrusted";

  private final Sites sites = new Sites();
  private Site site;
  private Proxy envoy;

  @BeforeAll
  void start() throws IOException {
    site = sites.of(SiteSettings.of(ProxyKind.ENVOY));
    envoy = EnvoyWithNames.start(site);
  }

  @AfterAll
  void stop() {
    if (envoy != null) {
      envoy.close();
    }
    sites.close();
  }

  @Test
  void namesWithoutSyntaxAreAccepted() throws IOException {
    Whoami.assertRecognised(send(site.certificates().ledger()), site.certificates().ledger());
    Whoami.assertRecognised(send(site.certificates().reports()), site.certificates().reports());
  }

  @ParameterizedTest
  @ValueSource(strings = {"=x", "?a=b&c=d", ";By=x", ";URI=spiffe://bank.example/b", ";DNS=b"})
  void uriThatInjectsIgnoredPairsDoesNotChangeTheClient(String end) throws IOException {
    Pki.Held client = issue(URI + end, "a.bank.example");
    Whoami.assertRecognised(send(client), client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",x|xfcc-ambiguous",
        ",Hash=00;Cert=x|xfcc-ambiguous",
        ";Hash=00|xfcc-ambiguous",
        ";Cert=\"\"|xfcc-ambiguous",
        ";Chain=x|xfcc-ambiguous",
        ";Subject=\"CN=ledger\"|xfcc-ambiguous",
        ";x|xfcc-malformed"
      })
  @AllowedLog({"reason=xfcc-ambiguous", "reason=xfcc-malformed"})
  void rejectsAUriThatInjectsPairsOrElements(String end, String code) throws IOException {
    Whoami.assertRefused(send(issue(URI + end, "a.bank.example")), 400, code);
    Whoami.assertRefused(send(issue(URI, "a" + end)), 400, code);
  }

  @Test
  @AllowedLog({"reason=certificate-untrusted", "reason=xfcc-malformed"})
  void rejectsADnsNameThatEndsThePair() throws IOException {
    Whoami.assertRefused(send(issue(URI + ";", "a")), 400, "xfcc-malformed");
    Whoami.assertRefused(send(issue(URI, "a;")), 403, NO_NAME);
  }

  @ParameterizedTest
  @MethodSource("quotes")
  @AllowedLog({"reason=certificate-untrusted", "reason=xfcc-malformed"})
  void quotesAndBackslashesCauseNeitherImpersonationNorFailure(String end) throws IOException {
    assertNobodyElse(issue(URI + end, "a.bank.example"));
    assertNobodyElse(issue(URI, "a" + end));
    assertNobodyElse(issue(URI + end, "a" + end));
  }

  static List<String> quotes() {
    return List.of(
        "\"", "\"\"", "\\", "\\\"", "\";Hash=\"", "\",\"", "\";Cert=\"x\";x=\"", "%22%3B");
  }

  @Test
  @AllowedLog("reason=xfcc-ambiguous")
  void rejectsAUriThatContainsTheHeaderOfAnotherClient() throws IOException {
    String ledger = Format.ENVOY.of(site.certificates().ledger());
    Whoami.assertRefused(send(issue(URI + ";" + ledger, "a")), 400, "xfcc-ambiguous");
    Whoami.assertRefused(send(issue(URI + "," + ledger, "a")), 400, "xfcc-ambiguous");
    Whoami.assertRefused(send(issue(URI, "a;" + ledger)), 400, "xfcc-ambiguous");
    Whoami.assertRefused(send(issue(URI, "a," + ledger)), 400, "xfcc-ambiguous");
  }

  private void assertNobodyElse(Pki.Held client) throws IOException {
    Answer answer = Whoami.answer(send(client));
    assertThat(answer.status()).as(answer.body()).isIn(200, 400, 403);
    if (answer.status() == 200) {
      assertThat(Whoami.thumbprint(answer.body())).isEqualTo(client.thumbprint());
    } else {
      assertThat(Whoami.members(answer.body()).get("code"))
          .isIn("xfcc-malformed", "xfcc-ambiguous", NO_NAME);
    }
  }

  private Pki.Held issue(String uri, String dns) {
    return site.certificates().clientIssuing().client("eve").uri(uri).dns(dns).issue();
  }

  private Reply send(Pki.Held client) throws IOException {
    return site.send(envoy.port(Listener.VERIFIED), client, WHOAMI);
  }
}
