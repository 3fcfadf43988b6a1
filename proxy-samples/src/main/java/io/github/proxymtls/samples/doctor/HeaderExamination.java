package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.FormatHint;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Explains one value of a certificate header, stage by stage. */
public final class HeaderExamination {

  private static final String FORMAT = "format";
  private static final String DECODE = "decode";
  private static final Pattern OFFSET = Pattern.compile(" at offset ([0-9]{1,9})");

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
    Encoding encoding = FormatHint.encodingOf(value.text());
    List<HeaderFormat> formats = HeaderFormats.resembled(value);
    if (encoding == null || formats.isEmpty()) {
      report.add(
          Finding.problem(FORMAT, "the value resembles no encoding that the filter reads")
              .at(Excerpt.of(value.text(), 0))
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
    HeaderReader.Found found = reading.line(value.text());
    if (found instanceof HeaderReader.Absent) {
      report.add(
          Finding.note(DECODE, "the value means that there is no certificate in " + format.name()));
      return null;
    }
    HeaderReader.Decoded decoded =
        found instanceof HeaderReader.Refused refused
            ? refused
            : reading.decode((HeaderReader.Lines) found);
    if (decoded instanceof HeaderReader.Refused refused) {
      refuse(refused.refusal(), value, format);
      return null;
    }
    ForwardedCertificate certificate = ((HeaderReader.Certificates) decoded).certificate();
    describe(certificate, format);
    return certificate;
  }

  private void refuse(Refusal refusal, HeaderValue value, HeaderFormat format) {
    report.add(
        Finding.problem(DECODE, refusal.reason().code() + ": " + refusal.detail())
            .at(place(refusal.detail(), value.text(), format))
            .with("status", String.valueOf(refusal.reason().status()))
            .fix(cure(value, format)));
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
    describe("leaf", certificate.leaf());
    certificate.chain().forEach(member -> describe("chain", member));
  }

  private void describe(String position, DecodedCertificate certificate) {
    try {
      ParsedCertificate parsed = ParsedCertificate.of(certificate);
      report.add(
          CertificateText.describe(
              Finding.note(position, CertificateText.subject(parsed)), parsed));
    } catch (IllegalArgumentException e) {
      report.add(Finding.problem(position, "a name in the certificate is malformed"));
    }
  }
}
