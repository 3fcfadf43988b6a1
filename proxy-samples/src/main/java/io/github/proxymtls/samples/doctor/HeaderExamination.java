package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.FormatHint;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.header.ValueMistake;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.samples.doctor.ConfiguredFilter.Rules;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Explains one value of a certificate header, stage by stage. */
public final class HeaderExamination {

  private static final String FORMAT = "format";
  private static final String DECODE = "decode";
  private static final Pattern OFFSET = Pattern.compile(" at offset ([0-9]{1,9})");

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(?:basic|bearer|digest|dpop|negotiate)[ \\t]");

  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)authorization|cookie|dpop|key|password|secret|token");

  private static final Pattern LINE_BREAK = Pattern.compile("[\\r\\n\\t]");

  private final Report report;

  /**
   * @param report receives the findings
   */
  public HeaderExamination(Report report) {
    this.report = report;
  }

  /**
   * Examines a value without a configuration.
   *
   * @param preset the format, or null to guess it
   */
  public void examine(HeaderValue value, @Nullable Preset preset) {
    describe(value);
    HeaderFormat format = preset == null ? guessed(value) : preset.format();
    if (format != null) {
      read(value, format, HeaderFormats.defaultLimits());
    }
  }

  /**
   * Examines a value under a configuration: the decision about a request of an authenticated proxy
   * to a path without client binding.
   *
   * @param profile the profile of the proxy; null for all
   * @param verdict the value of the verdict header; null for that of a verified certificate
   */
  public void examine(
      HeaderValue value, SettingsFile file, @Nullable String profile, @Nullable String verdict) {
    try (ConfiguredFilter filter = ConfiguredFilter.load(file, Clock.systemUTC());
        AdapterEngine engine = ToolEngine.start(file)) {
      describe(value);
      List<Rules> chosen =
          filter.proxyRules().stream()
              .filter(rules -> profile == null || profile.equals(rules.profile()))
              .toList();
      if (chosen.isEmpty()) {
        report.add(
            Finding.problem(FORMAT, "no proxy of this configuration or profile sends a header"));
      }
      for (Rules rules : chosen) {
        String sent = examine(value, filter, rules, verdict);
        Decision decision =
            engine
                .rules()
                .decideFromProxy(
                    EndpointKind.PLAIN,
                    request(value, rules.format(), sent),
                    new AssumedProxy(rules.profile()));
        report.add(DecisionFinding.of(DecisionFinding.DECISION, decision, detail -> detail));
      }
    }
  }

  /** Returns the verdict that comes with the value, or null. */
  private @Nullable String examine(
      HeaderValue value, ConfiguredFilter filter, Rules rules, @Nullable String verdict) {
    HeaderFormat format = rules.format();
    report.add(
        Finding.note(
                FORMAT, rules.label() + ": " + format.name() + " with " + format.encoding().key())
            .with("header", format.certificate()));
    ForwardedCertificate certificate = read(value, format, filter.configuration().limits());
    boolean absent = filter.reading(rules).line(value.text()) == null;
    String sent = verdict == null && !absent ? assumedVerdict(format) : verdict;
    if (certificate != null) {
      Result<ClientCertificate> trust = filter.validate(rules, certificate);
      if (trust.refusal() == null) {
        report.add(TrustFindings.of(rules, trust));
      }
    }
    return sent;
  }

  private @Nullable String assumedVerdict(HeaderFormat format) {
    if (format.verify() == null) {
      return null;
    }
    report.add(
        Finding.note(
            "verdict",
            format.verify() + " is assumed to say that the proxy verified the certificate"));
    return format.verifySuccess().stream().min(Comparator.naturalOrder()).orElse(null);
  }

  private static CapturedRequest request(
      HeaderValue value, HeaderFormat format, @Nullable String verdict) {
    Map.Entry<String, String> certificate = Map.entry(format.certificate(), value.text());
    return CapturedRequest.of(
        format.verify() == null || verdict == null
            ? List.of(certificate)
            : List.of(certificate, Map.entry(format.verify(), verdict)));
  }

  private void describe(HeaderValue value) {
    report.add(
        Finding.note("input", value.text().length() + " characters").with("header", value.name()));
  }

  private @Nullable HeaderFormat guessed(HeaderValue value) {
    List<HeaderFormat> absent = HeaderFormats.absent(value.text());
    if (!absent.isEmpty()) {
      report.add(
          Finding.note(FORMAT, "the value means that there is no certificate, in these formats")
              .with(FORMAT, names(absent)));
      return null;
    }
    ValueMistake mistake = ValueMistake.of(value.text());
    if (mistake != null) {
      report.add(
          Finding.problem(FORMAT, "no format reads this value: " + mistake.what())
              .fix(mistake.fix()));
      return null;
    }
    Encoding encoding = FormatHint.encodingOf(value.text());
    List<HeaderFormat> formats = HeaderFormats.resembled(value);
    if (encoding == null || formats.isEmpty()) {
      report.add(
          Finding.problem(FORMAT, "the value resembles no encoding that the filter reads")
              .at(isCredential(value) ? null : Excerpt.of(value.text(), 0))
              .fix("give the format that your proxy should send: --format"));
      return null;
    }
    report.add(
        Finding.ok(FORMAT, "the value looks like " + encoding.key())
            .with(FORMAT, names(formats))
            .fix(HeaderFormats.advice(formats)));
    return formats.get(0);
  }

  private static String names(List<HeaderFormat> formats) {
    return formats.stream().map(HeaderFormat::name).collect(Collectors.joining(", "));
  }

  private @Nullable ForwardedCertificate read(
      HeaderValue value, HeaderFormat format, HeaderLimits limits) {
    ValueReading reading = new ValueReading(format, limits);
    Result<HeaderReader.Lines> line = reading.line(value.text());
    if (line == null) {
      report.add(
          Finding.note(DECODE, "the value means that there is no certificate in " + format.name()));
      return null;
    }
    Result<ForwardedCertificate> decoded =
        line.refusal() == null ? reading.decode(line.value()) : Result.refused(line.refusal());
    if (decoded.refusal() != null) {
      refuse(decoded.refusal(), value, format);
      return null;
    }
    ForwardedCertificate certificate = decoded.value();
    describe(certificate, format);
    return certificate;
  }

  private void refuse(Refusal refusal, HeaderValue value, HeaderFormat format) {
    report.add(
        TrustFindings.refusal(DECODE, "", refusal)
            .at(isSecret(value) ? null : place(refusal.detail(), value.text(), format))
            .fix(cure(value, format)));
  }

  private static boolean isSecret(HeaderValue value) {
    return isCredential(value) || ValueMistake.of(value.text()) == ValueMistake.PRIVATE_KEY;
  }

  /** Whoever confuses two headers gives a credential, of which no character may be shown. */
  private static boolean isCredential(HeaderValue value) {
    String name = value.name();
    return SCHEME.matcher(value.text()).find()
        || (name != null && SECRET_NAME.matcher(name).find());
  }

  /** With base64 of PEM, an offset is one of the PEM if the base64 itself is well-formed. */
  private static @Nullable Excerpt place(String detail, String value, HeaderFormat format) {
    Matcher offset = OFFSET.matcher(detail);
    if (!offset.find()) {
      return null;
    }
    String pem = format.encoding() == Encoding.BASE64_PEM ? pem(value) : null;
    return Excerpt.of(pem == null ? value : pem, Integer.parseInt(offset.group(1)));
  }

  private static @Nullable String pem(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String cure(HeaderValue value, HeaderFormat format) {
    ValueMistake mistake = ValueMistake.of(value.text());
    if (mistake != null) {
      return mistake.fix();
    }
    if (value.text().startsWith("-----BEGIN") && LINE_BREAK.matcher(value.text()).find()) {
      return "have the proxy encode the line breaks: in NGINX use $ssl_client_escaped_cert,"
          + " not $ssl_client_cert";
    }
    Encoding encoding = FormatHint.encodingOf(value.text());
    List<HeaderFormat> others = HeaderFormats.resembled(value);
    return encoding == null || encoding == format.encoding() || others.isEmpty()
        ? null
        : HeaderFormats.advice(others);
  }

  private void describe(ForwardedCertificate certificate, HeaderFormat format) {
    int further = certificate.chain().size();
    report.add(
        Finding.ok(
            DECODE,
            "one certificate and "
                + further
                + " of its chain, by "
                + format.name()
                + " with "
                + format.encoding().key()));
    CertificateText.describe(report, certificate);
  }
}
