package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The proxy's headers, written by somebody else. */
final class ForgerySteps {

  private static final Expectation REPORTS = Expectation.of("200 CN=reports");
  private static final Expectation NOT_TRUSTED = Expectation.byFilter("403 proxy-not-trusted");

  private final Stage stage;

  ForgerySteps(Stage stage) {
    this.stage = stage;
  }

  void run() throws IOException {
    byTheProxy();
    straight();
  }

  private void byTheProxy() throws IOException {
    Cast cast = stage.cast();
    RawRequest whoami = RawRequest.get(Stage.WHOAMI);
    RawRequest forged = stage.forged(whoami);
    String names = String.join(", ", stage.ledgersHeaders().keySet());
    stage
        .at(Listener.ANY_CERTIFICATE, null)
        .tries(
            "ledger's certificate forged in the headers, none in TLS",
            forged,
            Expectation.byFilter("403 certificate-required"));
    stage
        .at(Listener.VERIFIED, cast.reports())
        .tries("ledger's forged in the headers, reports' in TLS", forged, REPORTS);
    stage
        .at(Listener.VERIFIED, cast.reports())
        .tries(
            "Connection: names the proxy's own headers",
            whoami.header("Connection", "close, " + stage.kind().credentialHeader() + ", " + names),
            REPORTS);
  }

  private void straight() throws IOException {
    Cast cast = stage.cast();
    RawRequest forged = stage.forged(RawRequest.get(Stage.WHOAMI));
    stage.straight(null).tries("forged headers straight to the application", forged, NOT_TRUSTED);
    stage
        .straight(cast.ledger())
        .tries("the same with ledger's certificate in TLS", forged, Expectation.refused());
    stage
        .straight(cast.proxy())
        .tries("the same with the proxy's certificate, no credential", forged, NOT_TRUSTED);
    stage
        .straight(cast.proxy())
        .tries(
            "the proxy itself sends its headers twice",
            stage.forged(forged).header(stage.kind().credentialHeader(), credential()),
            Expectation.byFilter("400 header-duplicate"));
  }

  private static String credential() {
    byte[] octets = Site.CREDENTIAL.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(octets);
  }
}
