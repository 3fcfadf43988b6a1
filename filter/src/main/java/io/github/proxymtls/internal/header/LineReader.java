package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.header.HeaderReader.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header lines of one request and keeps the first error. It checks the length of a line
 * but not each character, so that a request with a cached certificate does not pay for that.
 */
final class LineReader {

  private final RequestFacts request;
  private final HeaderFormat format;
  private final HeaderLimits limits;
  private final int longestAbsent;
  private @Nullable Refused refused;

  /**
   * @param longestAbsent the length of the longest value that means "no certificate"
   */
  LineReader(RequestFacts request, HeaderFormat format, HeaderLimits limits, int longestAbsent) {
    this.request = request;
    this.format = format;
    this.limits = limits;
    this.longestAbsent = longestAbsent;
  }

  @Nullable Refused refused() {
    return refused;
  }

  /**
   * Returns the certificate header's value; null if it is missing, means "no certificate", or is
   * rejected.
   */
  @Nullable String certificate() {
    return present(format.certificate(), limits.headerLength(), Reason.CERTIFICATE_MALFORMED);
  }

  /** Returns the verdict as sent; null if it is missing, not part of the format, or rejected. */
  @Nullable String verdict() {
    String header = format.verify();
    if (header == null) {
      return null;
    }
    String verdict = single(header, limits.headerLength());
    Refused fault = verdict == null ? null : PrintableAscii.fault(header, verdict);
    if (refused == null) {
      refused = fault;
    }
    return verdict;
  }

  /** Returns the values of the chain headers; empty if there is no chain or it is rejected. */
  List<String> chain() {
    String header = format.chain();
    if (header == null || format.chainIncluded()) {
      return List.of();
    }
    String prefix = format.chainPrefix();
    if (prefix != null) {
      return indexed(prefix);
    }
    return format.encoding() == Encoding.RFC9440 ? list(header) : one(header);
  }

  private List<String> one(String header) {
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
    while (true) {
      String header = prefix + values.size();
      String value = present(header, room, Reason.CHAIN_MALFORMED);
      if (value == null) {
        expectOneLineEach(prefix);
        return values;
      }
      if (values.size() > limits.chainCertificates()) {
        refuse(Reason.CHAIN_TOO_LONG, header, "more certificates than allowed");
        return values;
      }
      room -= value.length();
      values.add(value);
    }
  }

  private void expectOneLineEach(String prefix) {
    int headers = 0;
    for (String name : request.headerNames()) {
      if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
        headers++;
        if (headers > limits.chainCertificates() + 1) {
          refuse(
              Reason.CHAIN_TOO_LONG, prefix, "more indexed headers than certificates are allowed");
          return;
        }
        int lines = request.headers(name).size();
        if (lines > 1) {
          refuse(
              Reason.HEADER_DUPLICATE, prefix, lines + " lines with the same index; expected one");
        }
      }
    }
  }

  /** Reads the one header whose lines are parts of one value (RFC 9440 section 2.3). */
  private List<String> list(String header) {
    List<String> lines = request.headers(header);
    if (lines.isEmpty()) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    int room = limits.chainHeaderLength();
    for (String line : lines) {
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
      refuse(malformed, header, "empty" + new FormatHint(format).of(value));
      return null;
    }
    return value;
  }

  private @Nullable String single(String header, int room) {
    List<String> lines = request.headers(header);
    if (lines.isEmpty()) {
      return null;
    }
    if (lines.size() > 1) {
      refuse(Reason.HEADER_DUPLICATE, header, lines.size() + " lines; expected one");
      return null;
    }
    String line = lines.get(0);
    return fits(header, line, room) ? line : null;
  }

  private boolean fits(String header, String line, int room) {
    return line.length() <= room
        || refuse(Reason.HEADER_TOO_LARGE, header, line.length() + " characters");
  }

  /** Looks at the length first: a set would hash the whole value of a certificate. */
  private boolean isAbsent(String value) {
    return value.length() <= longestAbsent && format.absent().contains(value);
  }

  private boolean refuse(Reason reason, String header, String what) {
    if (refused == null) {
      refused = new Refused(reason, header + ": " + what);
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
