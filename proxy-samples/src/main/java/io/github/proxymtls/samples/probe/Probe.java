package io.github.proxymtls.samples.probe;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.configure.Remedies;
import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.doctor.ContainerLimit;
import io.github.proxymtls.samples.doctor.Finding;
import io.github.proxymtls.samples.doctor.Report;
import io.github.proxymtls.samples.settings.SettingsFile;
import io.github.proxymtls.samples.site.RawRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Examines a live deployment from outside, as a client. Sends at most 60 requests, all of them GET,
 * and to the given addresses only; follows no redirect.
 */
public final class Probe {

  /**
   * Where to probe, and what the operator says about the proxy.
   *
   * @param backend the application behind the proxy, or null not to probe it
   * @param proxy the proxy, or null to guess it from the format
   * @param profile the profile of the proxy, or null if the configuration has none
   */
  public record Deployment(
      Address url, @Nullable Address backend, @Nullable Target proxy, @Nullable String profile) {}

  private static final String FORGERY = "forgery";
  private static final Set<String> REJECTED_TWIN = Set.of("header-twin", "header-foreign");
  private static final List<String> TLS_VERSIONS = List.of("TLSv1.2", "TLSv1.3");

  private final Deployment deployment;
  private final ProbeClient client;
  private final Report report;
  private final boolean required;
  private final ForwardedHeaders headers;
  private final Remedies remedies;

  private Probe(
      Deployment deployment,
      ProbeClient client,
      Profile profile,
      Remedies remedies,
      Report report) {
    this.deployment = deployment;
    this.client = client;
    this.report = report;
    this.required = profile.client().required();
    this.headers = ForwardedHeaders.of(profile, format(profile));
    this.remedies = remedies;
  }

  /**
   * Probes a deployment and adds what it finds.
   *
   * @throws ConfigurationException if the configuration is invalid, or has no such profile
   */
  public static void run(
      Deployment deployment, ProbeClient client, SettingsFile file, Report report) {
    Configuration configuration = file.configuration(new Problems());
    Profile profile = configuration.profile(deployment.profile());
    if (profile == null || profile.format() == null) {
      throw invalid(
          profile == null
              ? "the configuration has no profile of this name"
              : "the configuration reads no header of a proxy");
    }
    Target target = deployment.proxy() == null ? Target.of(format(profile)) : deployment.proxy();
    Remedies remedies = Remedies.of(target, file, deployment.profile());
    new Probe(deployment, client, profile, remedies, report).run();
  }

  private static ConfigurationException invalid(String what) {
    return new ConfigurationException(
        List.of(new Problem("profile-unknown", what, "--profile", "name one of its profiles")));
  }

  private static HeaderFormat format(Profile profile) {
    HeaderFormat format = profile.format();
    if (format == null) {
      throw invalid("the profile reads no header of a proxy");
    }
    return format;
  }

  private void run() {
    Outcome own = client.send(deployment.url(), true, get());
    certificate(own);
    Outcome anonymous = client.send(deployment.url(), false, get());
    anonymous(anonymous);
    forgedCertificate(anonymous);
    if (own.passed()) {
      headers(own);
      connections(own);
    } else {
      forgedHeaders(own);
      report.add(
          Finding.note(
              "headers", "not examined further: the filter does not accept the client itself"));
    }
    Address backend = deployment.backend();
    if (backend != null) {
      new BackendProbe(backend, client, headers, report).run();
    }
    report.add(Finding.note("requests", client.sent() + " sent"));
  }

  private RawRequest get() {
    return RawRequest.get(deployment.url().target());
  }

  private void certificate(Outcome own) {
    String topic = "certificate";
    if (own.passed()) {
      report.add(Finding.ok(topic, "a client with its certificate is accepted: " + own.text()));
      return;
    }
    Finding problem =
        Finding.problem(topic, "a client with its certificate is not accepted: " + own.text());
    report.add(problem.fix(own.answered() ? cure(String.valueOf(own.code())) : null));
    Finding tooLong = own.code() == null ? tooLong() : null;
    if (tooLong != null) {
      report.add(tooLong);
    }
  }

  /** Returns what containers say to the request that the proxy makes of the client's. */
  private @Nullable Finding tooLong() {
    RawRequest forwarded = headers.forge(get(), client.certificate());
    return ContainerLimit.exceeded(forwarded.octets(deployment.url().authority()).length);
  }

  private String cure(String code) {
    String verify = headers.format().verify();
    return switch (code) {
      case "proxy-not-trusted" ->
          headers.credential() == null
              ? "give the proxy the certificate that proxymtls.proxy.* names"
              : remedies.header(headers.credential());
      case "verdict-missing", "verdict-negative" ->
          remedies.header(verify == null ? headers.format().certificate() : verify);
      case "null" -> "ask the proxy's error log";
      default ->
          code.startsWith("certificate-required")
                  || code.startsWith("certificate-not-forwarded")
                  || code.equals("chain-without-certificate")
                  || code.startsWith("header-")
                  || code.endsWith("-malformed")
              ? remedies.header(headers.format().certificate())
              : "see doctor certificate, and " + code + " in filter/docs/reasons.md";
    };
  }

  private void anonymous(Outcome anonymous) {
    String topic = "anonymous";
    if (!anonymous.passed()) {
      report.add(
          Finding.ok(topic, "a client without a certificate is rejected: " + anonymous.text()));
    } else if (required) {
      report.add(
          Finding.problem(
                  topic, "a client without a certificate is not rejected: " + anonymous.text())
              .fix("map the filter to /*, and check proxymtls.include and proxymtls.exclude"));
    } else {
      report.add(
          Finding.note(topic, "proxymtls.client.certificate=optional lets anonymous clients pass"));
    }
  }

  /** A client without a certificate claims to be the one it could be. */
  private void forgedCertificate(Outcome anonymous) {
    RawRequest request = headers.forge(get(), client.certificate());
    Outcome forged = client.send(deployment.url(), false, request);
    String name = headers.format().certificate();
    if (forged.own() || (forged.passed() && !anonymous.passed())) {
      forged("the filter accepts a certificate that the client wrote itself", name);
    } else if (forged.answered() && !forged.text().equals(anonymous.text())) {
      forged("the client's own header reaches the filter, which answers " + forged.text(), name);
    } else {
      report.add(
          Finding.ok(FORGERY, "a forged certificate makes no difference: " + forged.text())
              .with("header", name));
    }
  }

  /** A client that is not accepted adds what the proxy should have sent. */
  private void forgedHeaders(Outcome own) {
    RawRequest request = headers.forge(get(), client.certificate());
    if (client.send(deployment.url(), true, request).passed()) {
      String verify = headers.format().verify();
      boolean verdict = String.valueOf(own.code()).startsWith("verdict-") && verify != null;
      forged(
          "the filter accepts headers that the client wrote itself",
          verdict && verify != null ? verify : headers.format().certificate());
    }
  }

  private void forged(String text, String name) {
    report.add(Finding.problem(FORGERY, text).with("header", name).fix(remedies.header(name)));
  }

  private void headers(Outcome own) {
    for (String name : headers.names()) {
      compare(
          own,
          Finding.ok(FORGERY, "the client's own " + name),
          get().header(name, headers.value(name)),
          remedies.header(name));
    }
    String certificate = headers.format().certificate();
    compare(
        own,
        Finding.ok("duplicate", "two lines of " + certificate),
        headers.forge(get(), client.certificate()).header(certificate, ForwardedHeaders.FORGED),
        remedies.header(certificate));
    headers.names().stream()
        .filter(name -> name.indexOf('-') >= 0)
        .forEach(name -> twins(own, name));
    compare(
        own,
        Finding.ok("connection", "Connection with the names of the proxy's headers"),
        get().header("Connection", "close, " + String.join(", ", headers.names())),
        remedies.hopByHop());
  }

  private void twins(Outcome own, String name) {
    for (char separator : new char[] {'_', '.'}) {
      String twin = name.replace('-', separator);
      RawRequest request = get().header(twin, headers.value(name));
      Outcome outcome = client.send(deployment.url(), true, request);
      String remedy = remedies.twin(twin);
      if (REJECTED_TWIN.contains(String.valueOf(outcome.code())) && remedy != null) {
        report.add(
            Finding.warning(
                    "twin", twin + " reaches the filter, which rejects it: " + outcome.text())
                .fix(remedy));
      } else if (outcome.sameAs(own) || !outcome.passed()) {
        report.add(Finding.ok("twin", twin + " is dropped or rejected: " + outcome.text()));
      } else {
        report.add(
            Finding.problem("twin", twin + " changes the answer: " + outcome.text()).fix(remedy));
      }
    }
  }

  /**
   * Sends a request that must be answered as the one without tricks, unless the proxy rejects it.
   *
   * @param what a finding whose text names the trick
   */
  private void compare(Outcome own, Finding what, RawRequest request, String remedy) {
    Outcome outcome = client.send(deployment.url(), true, request);
    if (outcome.sameAs(own)) {
      report.add(Finding.ok(what.topic(), what.text() + ": makes no difference"));
    } else if (outcome.code() == null && !outcome.passed()) {
      report.add(
          Finding.ok(what.topic(), what.text() + ": the proxy rejects it: " + outcome.text()));
    } else if (outcome.passed()) {
      report.add(
          Finding.problem(
                  what.topic(),
                  what.text() + ": the application answers otherwise: " + outcome.text())
              .fix(remedy));
    } else {
      report.add(
          Finding.problem(
                  what.topic(),
                  what.text() + ": reaches the filter, which answers " + outcome.text())
              .fix(remedy));
    }
  }

  private void connections(Outcome own) {
    RawRequest open = get().header("Connection", "keep-alive");
    String name = headers.format().certificate();
    List<Outcome> several =
        client.send(
            deployment.url(),
            ProbeTls.of(client.context(true)),
            List.of(open, open.header(name, ForwardedHeaders.FORGED), get()));
    report.add(
        several.stream().filter(Outcome::answered).allMatch(own::sameAs)
            ? Finding.ok("requests", "several on one connection are answered alike")
            : Finding.problem("requests", "several on one connection are not answered alike")
                .with("answers", several.stream().map(Outcome::text).toList())
                .fix(remedies.header(name)));
    if (deployment.url().tls()) {
      TLS_VERSIONS.forEach(version -> resumption(own, version));
    }
  }

  private void resumption(Outcome own, String version) {
    var context = client.context(true);
    ProbeTls first = new ProbeTls(context, version, 0);
    if (!client.send(deployment.url(), first, List.of(get())).get(0).answered()) {
      report.add(Finding.note("resumption", "not examined: the proxy does not speak " + version));
      return;
    }
    ProbeTls again = new ProbeTls(context, version, System.currentTimeMillis());
    Outcome second = client.send(deployment.url(), again, List.of(get())).get(0);
    String how = second.resumed() ? " resumes its session" : " gets a new session";
    report.add(
        second.sameAs(own)
            ? Finding.ok("resumption", "a second connection of " + version + how)
            : Finding.problem(
                    "resumption",
                    "a second connection of "
                        + version
                        + how
                        + ", and is answered "
                        + second.text())
                .fix(remedies.sessions()));
  }
}
