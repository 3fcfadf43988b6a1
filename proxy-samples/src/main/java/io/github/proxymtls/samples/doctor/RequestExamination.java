package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.samples.doctor.ConfiguredFilter.Rules;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static final String HEADER = "header";
  private static final String DECISION = "decision";
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
      describe(request, engine);
      addHeaders(request, roles);
      List<Rules> senders = addCertificates(request, filter, secrets);
      Decision decision = engine.decide(request);
      report.add(decision(decision, request, engine, secrets));
      if (decision.proxy() == null) {
        addTrust(request, senders, filter, secrets);
      }
    }
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

  private void addHeaders(CapturedRequest request, HeaderRoles roles) {
    List<String> others = new ArrayList<>();
    for (String name : request.headerNames()) {
      Finding finding = finding(name, request.headers(name), roles);
      if (finding == null) {
        others.add(name + ", " + length(request.headers(name)));
      } else {
        report.add(finding);
      }
    }
    if (!others.isEmpty()) {
      report.add(
          Finding.note(HEADER, others.size() + " headers that the filter does not read")
              .with("name", others));
    }
  }

  private static String length(List<String> lines) {
    int characters = lines.stream().mapToInt(String::length).sum();
    return (lines.size() == 1 ? "" : lines.size() + " lines, ") + characters + " characters";
  }

  /** Returns null for a header that is neither the filter's nor like one of the filter's. */
  private static @Nullable Finding finding(String name, List<String> lines, HeaderRoles roles) {
    String shown = name + ", " + length(lines) + ": ";
    HeaderRoles.Role role = roles.role(name);
    if (role != null) {
      return lines.size() == 1 || role.several()
          ? Finding.ok(HEADER, shown + role.role())
          : Finding.problem(HEADER, shown + role.role() + ", which must have one line")
              .fix("have the proxy replace the client's header, not add its own to it");
    }
    ReservedHeaders.Match match = roles.match(name);
    if (match == ReservedHeaders.Match.TWIN) {
      return Finding.problem(HEADER, shown + "the twin of a configured header")
          .fix("have the proxy drop names that differ only in case, '-' and '_'");
    }
    if (match == ReservedHeaders.Match.COMPANION) {
      return Finding.note(HEADER, shown + "a companion header, which the application does not see");
    }
    return unread(name, shown, lines, roles);
  }

  private static @Nullable Finding unread(
      String name, String shown, List<String> lines, HeaderRoles roles) {
    List<HeaderFormat> formats = HeaderRoles.formats(name);
    if (!formats.isEmpty()) {
      return Finding.warning(HEADER, shown + "not read, but a header of " + names(formats))
          .fix("set proxymtls.format to that of your proxy, or have the proxy remove the header");
    }
    String near = roles.near(name);
    if (near != null) {
      return Finding.warning(HEADER, shown + "not read; did you mean " + near + "?");
    }
    List<HeaderFormat> resembled =
        lines.size() == 1 ? HeaderFormats.readers(lines.get(0)) : List.of();
    return resembled.isEmpty()
        ? null
        : Finding.warning(HEADER, shown + "not read, but its value is a certificate")
            .with("encoding", resembled.get(0).encoding().key())
            .fix("set proxymtls.header.certificate=" + name + ", or change the name at the proxy");
  }

  private static String names(List<HeaderFormat> formats) {
    return formats.stream().map(HeaderFormat::name).collect(Collectors.joining(", "));
  }

  /** Adds what each profile reads. Returns the rules of the profiles that read a certificate. */
  private List<Rules> addCertificates(
      CapturedRequest request, ConfiguredFilter filter, Secrets secrets) {
    List<Rules> senders = new ArrayList<>();
    for (Rules rules : filter.proxyRules()) {
      HeaderReader.Decoded decoded = decode(request, rules, filter);
      if (decoded instanceof HeaderReader.Certificates certificates) {
        CertificateText.describe(report, certificates.certificate());
        senders.add(rules);
      } else if (decoded instanceof HeaderReader.Refused refused) {
        report.add(refused(rules, refused.refusal(), secrets));
      }
    }
    return senders;
  }

  private static Finding refused(Rules rules, Refusal refusal, Secrets secrets) {
    return TrustFindings.refusal(
            "decode",
            rules.label() + ": ",
            new Refusal(refusal.reason(), secrets.hide(refusal.detail())))
        .fix("give the value alone to 'proxymtls doctor header', which shows the place");
  }

  /** Returns null if the request has no certificate for this profile. */
  private static HeaderReader.@Nullable Decoded decode(
      CapturedRequest request, Rules rules, ConfiguredFilter filter) {
    ValueReading reading = filter.reading(rules);
    HeaderReader.Found found = reading.lines(request);
    if (found instanceof HeaderReader.Lines lines) {
      return reading.decode(lines);
    }
    return found instanceof HeaderReader.Refused refused ? refused : null;
  }

  private static Finding decision(
      Decision decision, CapturedRequest request, AdapterEngine engine, Secrets secrets) {
    if (decision instanceof Decision.Accepted accepted) {
      return from(
          Finding.ok(DECISION, "accepted")
              .with("client", accepted.client().clientId() == null ? null : "authenticated")
              .with("principal", accepted.client().principal()),
          decision.proxy());
    }
    if (decision instanceof Decision.Rejected rejected) {
      String code = rejected.reason().code();
      return from(
          Finding.problem(DECISION, code + ": " + secrets.hide(rejected.detail()))
              .with(
                  "status", String.valueOf(rejected.reason().answer(rejected.endpoint()).status()))
              .with("see", "filter/docs/reasons.md#" + code),
          decision.proxy());
    }
    return engine.rules().endpoint(request.path()) == null
        ? Finding.note(DECISION, "not decided: the path is not covered")
        : from(Finding.note(DECISION, "anonymous: no certificate"), decision.proxy());
  }

  private static Finding from(Finding finding, @Nullable ProxyIdentity proxy) {
    return finding.with(
        "proxy",
        proxy == null
            ? "not authenticated"
            : proxy.name() + ", by " + String.join(", ", proxy.methods()));
  }

  /** Says what an authenticated proxy's request would lead to. */
  private void addTrust(
      CapturedRequest request, List<Rules> senders, ConfiguredFilter filter, Secrets secrets) {
    for (Rules rules : senders) {
      if (decode(request, rules, filter) instanceof HeaderReader.Certificates certificates) {
        ForwardedCertificate certificate = certificates.certificate();
        Finding finding = TrustFindings.of(rules, filter.validate(rules, certificate));
        report.add(
            finding.withText("if an authenticated proxy sent it, " + secrets.hide(finding.text())));
      }
    }
  }
}
