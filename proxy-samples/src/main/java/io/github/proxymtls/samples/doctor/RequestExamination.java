package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.samples.configure.Remedies;
import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.doctor.ConfiguredFilter.Rules;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Explains what the filter reads in a captured request and what it decides.
 *
 * <h2>Prints no value of a header, a path parameter, a query or a form</h2>
 *
 * It prints the names and lengths of the headers, the verdict of the proxy, and the names of the
 * certificate.
 */
public final class RequestExamination {

  private static final Pattern PATH_PARAMETER = Pattern.compile("(?i)(;|%(?:25)*3b)[^/]*");

  private final Report report;

  /**
   * @param report receives the findings
   */
  public RequestExamination(Report report) {
    this.report = report;
  }

  /**
   * What the text of a request does not show.
   *
   * @param address the address of the peer; empty if it is not known
   * @param certificate PEM with the certificate by which the peer authenticated on TLS, or null
   * @param tls true if the request came over TLS
   * @param contextPath the path of the application, such as {@code /app}; empty for the root
   */
  public record Connection(
      String address, @Nullable Path certificate, boolean tls, String contextPath) {}

  /**
   * Examines the request in a file.
   *
   * @throws IOException if the file cannot be read or holds no request
   */
  public void examine(Path file, Connection connection, SettingsFile settings) throws IOException {
    try (ConfiguredFilter filter = ConfiguredFilter.load(settings, Clock.systemUTC());
        AdapterEngine engine = ToolEngine.start(settings)) {
      CapturedRequest request = read(file, connection, filter);
      HeaderRoles roles = new HeaderRoles(filter.configuration());
      Secrets secrets = Secrets.of(request, roles::isVerdict);
      Decision decision = engine.decide(request);
      describe(request, engine);
      new HeaderFindings(
              roles,
              CredentialCheck.load(filter.configuration().profiles(), Clock.systemUTC()),
              remedies(filter, decision.proxy(), settings),
              secrets)
          .of(request)
          .forEach(report::add);
      List<Rules> senders = addCertificates(request, filter, secrets);
      report.add(decision(decision, request, engine, secrets));
      if (decision.proxy() == null) {
        senders.forEach(rules -> addAssumed(request, rules, engine, secrets));
      }
    }
  }

  /** Returns the lines of the proxy that sent the request, or else of the first profile's. */
  private static Remedies remedies(
      ConfiguredFilter filter, @Nullable ProxyIdentity proxy, SettingsFile settings) {
    return filter.proxyRules().stream()
        .filter(rules -> proxy == null || Objects.equals(rules.profile(), proxy.profile()))
        .findFirst()
        .map(rules -> Remedies.of(Target.of(rules.format()), settings, rules.profile()))
        .orElseGet(() -> Remedies.of(null, settings, null));
  }

  private CapturedRequest read(Path file, Connection connection, ConfiguredFilter filter)
      throws IOException {
    CapturedRequest.Peer peer =
        new CapturedRequest.Peer(
            connection.address(),
            connection.tls() || connection.certificate() != null,
            connection.certificate() == null
                ? List.of()
                : CertificateFile.x509(connection.certificate()));
    return RequestText.parse(
        Input.read(file),
        new RequestText.Surroundings(
            peer, connection.contextPath(), filter.configuration().formBody()),
        report);
  }

  private void describe(CapturedRequest request, AdapterEngine engine) {
    EndpointKind kind = engine.rules().endpoint(request.path());
    String what =
        kind == null || kind == EndpointKind.PLAIN
            ? "a path without client binding"
            : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    report.add(
        Finding.note("request", request.method() + " " + path(request) + ", " + what)
            .with("covered", kind == null ? "no, the filter lets it pass" : "yes"));
  }

  /** A path parameter may be the id of a session. */
  private static String path(CapturedRequest request) {
    return PATH_PARAMETER.matcher(request.rawPath()).replaceAll("$1(hidden)");
  }

  /** Adds what each profile reads. Returns the rules of the profiles that read a certificate. */
  private List<Rules> addCertificates(
      CapturedRequest request, ConfiguredFilter filter, Secrets secrets) {
    List<Rules> senders = new ArrayList<>();
    for (Rules rules : filter.proxyRules()) {
      ValueReading reading = filter.reading(rules);
      Result<HeaderReader.Lines> lines = reading.lines(request);
      if (lines != null && lines.refusal() != null) {
        report.add(refused(rules, lines.refusal(), secrets));
      } else if (lines != null) {
        Result<ForwardedCertificate> decoded = reading.decode(lines.value());
        senders.add(rules);
        if (decoded.refusal() == null) {
          CertificateText.describe(report, decoded.value());
        } else {
          report.add(
              refused(rules, decoded.refusal(), secrets)
                  .fix("give the value alone to 'proxymtls doctor header', which shows the place"));
        }
      }
    }
    return senders;
  }

  private static Finding refused(Rules rules, Refusal refusal, Secrets secrets) {
    return TrustFindings.refusal(
        "decode",
        rules.label() + ": ",
        new Refusal(refusal.reason(), secrets.hide(refusal.detail())));
  }

  private static Finding decision(
      Decision decision, CapturedRequest request, AdapterEngine engine, Secrets secrets) {
    return decision instanceof Decision.Anonymous && engine.rules().endpoint(request.path()) == null
        ? Finding.note(DecisionFinding.DECISION, "not decided: the path is not covered")
        : from(
            DecisionFinding.of(DecisionFinding.DECISION, decision, secrets::hide),
            decision.proxy());
  }

  private static Finding from(Finding finding, @Nullable ProxyIdentity proxy) {
    return finding.with(
        "proxy",
        proxy == null
            ? "not authenticated"
            : proxy.name() + ", by " + String.join(", ", proxy.methods()));
  }

  /** Says what the same request of an authenticated proxy would lead to. */
  private void addAssumed(
      CapturedRequest request, Rules rules, AdapterEngine engine, Secrets secrets) {
    EndpointKind endpoint = engine.rules().endpoint(request.path());
    if (endpoint != null && engine.rules().refusalOfPath(request.rawPath()) == null) {
      Decision decision =
          engine.rules().decideFromProxy(endpoint, request, new AssumedProxy(rules.profile()));
      Finding finding = DecisionFinding.of("validate", decision, secrets::hide);
      report.add(
          finding.withText(
              "if an authenticated proxy sent it, " + rules.label() + ": " + finding.text()));
    }
  }
}
