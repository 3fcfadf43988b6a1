package io.github.proxymtls.it.matrix;

import io.github.proxymtls.internal.header.HeaderFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of a request that the filter reads or checks: those of the format, their twins,
 * and {@code Connection} if it names one of them. The proxy's credential is not included.
 */
final class FilterHeaderLines {

  /** A header line as it arrived. Its value is everything after the first space. */
  private record Line(String name, String value) {}

  private final HeaderFormat format;
  private final List<Line> lines = new ArrayList<>();

  private FilterHeaderLines(HeaderFormat format) {
    this.format = format;
  }

  /**
   * Selects the lines.
   *
   * @param head the request line, the header lines, and the empty line
   */
  static FilterHeaderLines of(HeaderFormat format, List<String> head) {
    FilterHeaderLines ours = new FilterHeaderLines(format);
    for (String text : head.subList(1, head.size())) {
      int colon = text.indexOf(':');
      if (colon > 0) {
        String value = text.substring(colon + 1);
        Line line =
            new Line(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        if (ours.isOurs(line.name()) || ours.namesOurs(line)) {
          ours.lines.add(line);
        }
      }
    }
    return ours;
  }

  private boolean isOurs(String name) {
    String prefix = format.chainPrefix();
    return (prefix != null && plain(name).startsWith(plain(prefix)))
        || names().anyMatch(own -> plain(own).equals(plain(name)));
  }

  private Stream<String> names() {
    return Stream.of(format.certificate(), format.chain(), format.verify())
        .filter(Objects::nonNull);
  }

  private boolean namesOurs(Line line) {
    return line.name().equalsIgnoreCase("Connection")
        && Stream.of(line.value().split(",", -1)).anyMatch(token -> isOurs(token.strip()));
  }

  /**
   * Returns a name as the filter compares it: in lower case, with a hyphen for every character that
   * is not a letter or digit.
   */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      plain.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
    return plain.toString();
  }

  /** Returns the reason for which the names alone are rejected, or null. */
  @Nullable String refusal() {
    if (lines.stream().anyMatch(this::namesOurs)) {
      return "header-hop-by-hop";
    }
    if (lines.stream().anyMatch(line -> isOurs(line.name()) && !isExact(line.name()))) {
      return "header-twin";
    }
    return names().anyMatch(name -> values(name).size() > 1) ? "header-duplicate" : null;
  }

  private boolean isExact(String name) {
    String prefix = format.chainPrefix();
    return names().anyMatch(name::equalsIgnoreCase)
        || (prefix != null && name.regionMatches(true, 0, prefix, 0, prefix.length()));
  }

  /** Returns true if there is a certificate. */
  boolean hasCertificate() {
    return values(format.certificate()).stream().anyMatch(this::isPresent);
  }

  /** Returns true if there are certificates besides the leaf. */
  boolean hasChain() {
    String chain = format.chainPrefix() == null ? format.chain() : format.chainPrefix() + "0";
    return chain != null && values(chain).stream().anyMatch(this::isPresent);
  }

  private boolean isPresent(String value) {
    return !value.isBlank() && !format.absent().contains(value.strip());
  }

  /** Returns the proxy's verdict, or {@code none}; null if the format has no verdict. */
  @Nullable String verdict() {
    return format.verify() == null
        ? null
        : values(format.verify()).stream().findFirst().map(String::strip).orElse("none");
  }

  private List<String> values(String name) {
    return lines.stream()
        .filter(line -> line.name().equalsIgnoreCase(name))
        .map(Line::value)
        .toList();
  }

  /** Returns the lines in the syntax of a vector file. */
  List<String> text() {
    return lines.stream().map(line -> (line.name() + ": " + escape(line.value())).strip()).toList();
  }

  /** Writes characters that are not printable, and spaces at the ends, as macros. */
  private static String escape(String value) {
    int start = value.length() - value.stripLeading().length();
    int end = value.stripTrailing().length();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain = c >= ' ' && c <= '~' && i >= start && i < end;
      if (plain) {
        text.append(c);
      } else {
        text.append("${chr ").append(Integer.toHexString(0x100 | c).substring(1)).append('}');
      }
    }
    return text.toString();
  }
}
