package io.github.proxymtls.samples.probe;

import io.github.proxymtls.samples.doctor.Finding;
import io.github.proxymtls.samples.doctor.Report;
import io.github.proxymtls.samples.site.RawRequest;

/** Examines the application past its proxy. */
final class BackendProbe {

  private static final String TOPIC = "backend";

  private final Address address;
  private final ProbeClient client;
  private final ForwardedHeaders headers;
  private final Report report;

  BackendProbe(Address address, ProbeClient client, ForwardedHeaders headers, Report report) {
    this.address = address;
    this.client = client;
    this.headers = headers;
    this.report = report;
  }

  void run() {
    RawRequest get = RawRequest.get(address.target());
    Outcome plain = client.send(address, false, get);
    if (!plain.answered()) {
      report.add(Finding.ok(TOPIC, "not reachable from here: " + plain.text()));
      return;
    }
    report.add(
        plain.passed()
            ? Finding.problem(TOPIC, "answers past the proxy: " + plain.text())
                .fix("let only the proxy connect, and map the filter to /*")
            : Finding.note(TOPIC, "reachable from here, and rejects: " + plain.text())
                .fix("let only the proxy connect"));
    RawRequest forged = headers.forge(get, client.certificate());
    check("a forged certificate", false, forged);
    check("a forged certificate, beside the client's own in TLS", true, forged);
    if (headers.credential() != null) {
      check(
          "a forged certificate with a guessed credential",
          false,
          forged.header(headers.credential(), ForwardedHeaders.FORGED_CREDENTIAL));
    }
  }

  private void check(String what, boolean withCertificate, RawRequest request) {
    Outcome outcome = client.send(address, withCertificate, request);
    report.add(
        outcome.passed() || outcome.own()
            ? Finding.problem(TOPIC, what + " is accepted: " + outcome.text())
                .fix("set proxymtls.proxy.authentication to basic, mtls or both")
            : Finding.ok(TOPIC, what + " is rejected: " + outcome.text()));
  }
}
