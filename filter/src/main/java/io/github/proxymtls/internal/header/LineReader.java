package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header lines of one request and keeps the first error. It checks the length of a line,
 * but not each character: a cached certificate needs no such check.
 */
final class LineReader {

  private final FoundHeaders headers;
  private final HeaderFormat format;
  private final HeaderLimits limits;
  private @Nullable Refusal refusal;

  LineReader(FoundHeaders headers, HeaderFormat format, HeaderLimits limits) {
    this.headers = headers;
    this.format = format;
    this.limits = limits;
  }

  /** Returns null if there is no certificate. */
  @Nullable Result<HeaderReader.Lines> read() {
    String certificate =
        present(format.certificate(), limits.headerLength(), Reason.CERTIFICATE_MALFORMED);
    List<String> chain = chain();
    String verdict = format.verify() == null ? null : verdict(format.verify());
    if (refusal == null && certificate == null && !chain.isEmpty()) {
      refuse(
          Reason.CHAIN_WITHOUT_CERTIFICATE,
          String.valueOf(format.chain()),
          "a chain without a certificate");
    }
    if (refusal != null) {
      return Result.refused(refusal);
    }
    return certificate == null
        ? null
        : Result.of(new HeaderReader.Lines(certificate, chain, verdict));
  }

  /** Returns the verdict as sent. */
  private @Nullable String verdict(String header) {
    String verdict = single(header, limits.headerLength());
    if (verdict != null && refusal == null) {
      refusal = PrintableAscii.fault(header, verdict);
    }
    return verdict;
  }

  private List<String> chain() {
    String header = format.chain();
    if (header == null || format.chainIncluded()) {
      return List.of();
    }
    if (format.chainPrefix() != null) {
      return indexed(header);
    }
    if (format.encoding() == Encoding.RFC9440) {
      return list(header);
    }
    String value = present(header, limits.chainHeaderLength(), Reason.CHAIN_MALFORMED);
    return value == null ? List.of() : List.of(value);
  }

  /**
   * Reads PREFIX0, PREFIX1 and so on, up to the first missing header. Later headers are not read.
   * But no header with the prefix may occur twice, and there may be no more of them than
   * certificates are allowed, because each look-up searches all headers.
   */
  private List<String> indexed(String prefix) {
    List<String> values = new ArrayList<>();
    int room = limits.chainHeaderLength();
    String value = present(prefix + 0, room, Reason.CHAIN_MALFORMED);
    while (value != null) {
      if (values.size() > limits.chainCertificates()) {
        refuse(Reason.CHAIN_TOO_LONG, prefix + values.size(), "more certificates than allowed");
        return values;
      }
      room -= value.length();
      values.add(value);
      value = present(prefix + values.size(), room, Reason.CHAIN_MALFORMED);
    }
    List<String> names = headers.indexed(prefix);
    for (int i = 0; i < names.size() && refusal == null; i++) {
      int lines = headers.lines(names.get(i)).size();
      if (i > limits.chainCertificates()) {
        refuse(Reason.CHAIN_TOO_LONG, prefix, "more indexed headers than certificates are allowed");
      } else if (lines > 1) {
        refuse(Reason.HEADER_DUPLICATE, prefix, lines + " lines with the same index; expected one");
      }
    }
    return values;
  }

  /** Reads the one header whose lines are parts of one value (RFC 9440 section 2.3). */
  private List<String> list(String header) {
    List<String> values = new ArrayList<>();
    int room = limits.chainHeaderLength();
    for (String line : headers.lines(header)) {
      if (!fits(header, line, room)) {
        return List.of();
      }
      room -= line.length();
      values.add(trim(line));
    }
    boolean nothing = values.size() == 1 && (values.get(0).isEmpty() || isAbsent(values.get(0)));
    return nothing ? List.of() : values;
  }

  private @Nullable String present(String header, int room, Reason malformed) {
    String line = single(header, room);
    String value = line == null ? null : trim(line);
    if (value == null || isAbsent(value)) {
      return null;
    }
    if (value.isEmpty()) {
      refuse(malformed, header, "empty" + new FormatHint(format).describe(value));
      return null;
    }
    return value;
  }

  private @Nullable String single(String header, int room) {
    List<String> lines = headers.lines(header);
    if (lines.size() > 1) {
      refuse(Reason.HEADER_DUPLICATE, header, lines.size() + " lines; expected one");
    }
    return lines.size() == 1 && fits(header, lines.get(0), room) ? lines.get(0) : null;
  }

  private boolean fits(String header, String line, int room) {
    return line.length() <= room
        || refuse(Reason.HEADER_TOO_LARGE, header, line.length() + " characters");
  }

  /** Compares instead of asking the set, which would hash the whole value of a certificate. */
  private boolean isAbsent(String value) {
    for (String absent : format.absent()) {
      if (absent.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private boolean refuse(Reason reason, String header, String what) {
    if (refusal == null) {
      refusal = new Refusal(reason, header + ": " + what);
    }
    return false;
  }

  private static String trim(String line) {
    int from = 0;
    int to = line.length();
    while (from < to && line.charAt(from) == ' ') {
      from++;
    }
    while (from < to && line.charAt(to - 1) == ' ') {
      to--;
    }
    return line.substring(from, to);
  }
}
