package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Clients and proxies that forge the proxy's headers. */
final class ForgerySteps {

  private static final Expectation REPORTS = Expectation.of("200 CN=reports");
  private static final Expectation NOT_TRUSTED = Expectation.byFilter("403 proxy-not-trusted");

  private final StepRunner runner;

  ForgerySteps(StepRunner runner) {
    this.runner = runner;
  }

  void run() throws IOException {
    byTheProxy();
    direct();
  }

  private void byTheProxy() throws IOException {
    SiteCertificates certificates = runner.certificates();
    RawRequest whoami = RawRequest.get(StepRunner.WHOAMI);
    RawRequest forged = runner.forged(whoami);
    String names = String.join(", ", runner.ledgersHeaders().keySet());
    runner
        .at(Listener.ANY_CERTIFICATE, null)
        .tries(
            "ledger's certificate forged in the headers, none in TLS",
            forged,
            Expectation.byFilter("403 certificate-required"));
    runner
        .at(Listener.VERIFIED, certificates.reports())
        .tries("ledger's forged in the headers, reports' in TLS", forged, REPORTS);
    runner
        .at(Listener.VERIFIED, certificates.reports())
        .tries(
            "Connection: names the proxy's own headers",
            whoami.header(
                "Connection", "close, " + runner.kind().credentialHeader() + ", " + names),
            REPORTS);
  }

  private void direct() throws IOException {
    SiteCertificates certificates = runner.certificates();
    RawRequest forged = runner.forged(RawRequest.get(StepRunner.WHOAMI));
    runner.direct(null).tries("forged headers directly to the application", forged, NOT_TRUSTED);
    runner
        .direct(certificates.ledger())
        .tries("the same with ledger's certificate in TLS", forged, Expectation.refused());
    runner
        .direct(certificates.proxy())
        .tries("the same with the proxy's certificate, no credential", forged, NOT_TRUSTED);
    runner
        .direct(certificates.proxy())
        .tries(
            "the proxy itself sends its headers twice",
            runner.forged(forged).header(runner.kind().credentialHeader(), credential()),
            Expectation.byFilter("400 header-duplicate"));
  }

  private static String credential() {
    byte[] octets = Site.CREDENTIAL.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(octets);
  }
}
