package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.internal.binding.registry.RegistrationReport;
import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.NameRule;
import io.github.proxymtls.internal.x509.NameRule.Kind;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.samples.doctor.ConfiguredFilter.Rules;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains what a configuration makes of a client's certificate. */
public final class CertificateExamination {

  private static final String ALLOW = "allow-list";
  private static final String CLIENT = "client";
  private static final int MOST_CLIENTS = 20;

  private final Report report;
  private final Clock clock = Clock.systemUTC();

  /**
   * @param report receives the findings
   */
  public CertificateExamination(Report report) {
    this.report = report;
  }

  /**
   * Examines the certificate of a file.
   *
   * @param file PEM with the certificate followed by its chain, or DER
   * @throws IOException if the file cannot be read
   */
  public void examine(Path file, SettingsFile settings) throws IOException {
    try (ConfiguredFilter filter = ConfiguredFilter.load(settings, clock)) {
      Result<ForwardedCertificate> decoded =
          CertificateFile.read(file, filter.configuration().limits());
      if (decoded.refusal() != null) {
        report.add(TrustFindings.refusal("decode", "", decoded.refusal()));
        return;
      }
      ForwardedCertificate certificate = decoded.value();
      CertificateText.describe(report, certificate);
      RegistrationReport registrations = registrations(filter);
      for (Rules rules : filter.rules()) {
        Result<ClientCertificate> decision = filter.validate(rules, certificate);
        report.add(TrustFindings.of(rules, decision));
        addAllowed(rules, certificate);
        addClients(rules, decision, registrations);
      }
      addExpiry(certificate);
    }
  }

  private @Nullable RegistrationReport registrations(ConfiguredFilter filter) {
    Problems problems = new Problems();
    RegistrationReport registrations =
        RegistrationReport.load(filter.configuration().binding(), clock, problems);
    problems.throwIfAny();
    return registrations;
  }

  private void addExpiry(ForwardedCertificate certificate) {
    CertificateNames names = names(certificate);
    if (names != null) {
      Instant end = ParsedCertificate.of(certificate.leaf()).notAfter();
      report.add(Expiry.of("the certificate", end, clock));
    }
  }

  /** Returns null for malformed names, which the validation reports. */
  private static @Nullable CertificateNames names(ForwardedCertificate certificate) {
    try {
      return CertificateNames.of(ParsedCertificate.of(certificate.leaf()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void addAllowed(Rules rules, ForwardedCertificate certificate) {
    List<NameRule> entries = entries(rules.client().allow());
    CertificateNames names = names(certificate);
    if (entries.isEmpty() || names == null) {
      return;
    }
    List<String> matching = shown(entries.stream().filter(entry -> entry.matches(names)).toList());
    List<String> reversed =
        shown(entries.stream().filter(entry -> entry.matchesReversed(names)).toList());
    Finding finding =
        matching.isEmpty()
            ? Finding.problem(ALLOW, rules.label() + ": no entry matches")
                .with("entries", String.valueOf(entries.size()))
            : Finding.ok(ALLOW, rules.label() + ": allowed").with("entry", matching);
    report.add(
        reversed.isEmpty()
            ? finding
            : finding
                .with("reverse order", reversed)
                .fix("write the most specific RDN first, as 'leaf' above shows the subject"));
  }

  private static List<NameRule> entries(Allow allow) {
    List<NameRule> entries = new ArrayList<>();
    allow.subjectDns().forEach(value -> entries.add(NameRule.of(Kind.SUBJECT_DN, value)));
    allow.sanDns().forEach(value -> entries.add(NameRule.of(Kind.SAN_DNS, value)));
    allow.sanUris().forEach(value -> entries.add(NameRule.of(Kind.SAN_URI, value)));
    allow.sanEmails().forEach(value -> entries.add(NameRule.of(Kind.SAN_EMAIL, value)));
    allow.sha256().forEach(value -> entries.add(NameRule.of(Kind.SHA256, value)));
    return entries;
  }

  private static List<String> shown(List<NameRule> entries) {
    return entries.stream().map(entry -> label(entry.kind()) + "=" + entry.value()).toList();
  }

  private static String label(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void addClients(
      Rules rules, Result<ClientCertificate> decision, @Nullable RegistrationReport registrations) {
    if (registrations == null || decision.refusal() != null) {
      return;
    }
    Source source = rules.ofProxy() == null ? Source.TLS : Source.HEADER;
    List<RegistrationReport.Row> rows =
        registrations.rows(
            decision.value(), new RegistrationReport.Origin(source, rules.profile()));
    List<String> matching =
        rows.stream()
            .filter(row -> row.objection() == null)
            .map(RegistrationReport.Row::clientId)
            .toList();
    List<RegistrationReport.Row> reversed =
        rows.stream().filter(RegistrationReport.Row::reversed).limit(MOST_CLIENTS).toList();
    reversed.forEach(row -> report.add(reversed(row)));
    report.add(
        matching.isEmpty()
            ? Finding.warning(CLIENT, rules.label() + ": no registration matches")
                .with("registrations", String.valueOf(rows.size()))
            : Finding.ok(
                    CLIENT, rules.label() + ": matches " + matching.size() + " registration(s)")
                .with("client_id", matching.stream().limit(MOST_CLIENTS).toList()));
  }

  private static Finding reversed(RegistrationReport.Row row) {
    return Finding.warning(CLIENT, row.clientId() + " " + row.objection())
        .fix("register the subject with the most specific RDN first, as 'leaf' above shows it");
  }
}
