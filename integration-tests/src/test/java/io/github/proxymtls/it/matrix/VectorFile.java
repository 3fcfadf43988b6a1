package io.github.proxymtls.it.matrix;

import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Captured header lines as a vector file; {@code vectors/README.md} defines the syntax. */
final class VectorFile {

  /** The lines that arrived and the expected result. Equal ones are one vector. */
  private record Row(List<String> lines, String expect, @Nullable String verdict) {}

  private final HeaderFormat format;
  private final String source;
  private final Map<Row, List<String>> rows = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();

  VectorFile(HeaderFormat format, String source) {
    this.format = format;
    this.source = source;
  }

  /** Adds a request that arrived. */
  void add(Case what, FilterHeaderLines lines, String expect) {
    String verdict = expect.startsWith("accepted ") ? lines.verdict() : null;
    rows.computeIfAbsent(new Row(lines.text(), expect, verdict), row -> new ArrayList<>())
        .add(title(what));
  }

  /** Adds a request that the proxy did not forward. */
  void addRefused(Case what) {
    refused.add(title(what));
  }

  private static String title(Case what) {
    return what.title() + ", at " + what.listener().label();
  }

  String text() {
    StringBuilder text = new StringBuilder("# Written by integration-tests/capture.\n");
    refused.forEach(title -> text.append("# not handed on: ").append(title).append('\n'));
    text.append("format: ").append(formatText()).append('\n');
    text.append("source: ").append(source).append('\n');
    rows.forEach((row, titles) -> append(text, row, titles));
    return text.toString();
  }

  private static void append(StringBuilder text, Row row, List<String> titles) {
    text.append("\nvector: ").append(titles.get(0)).append('\n');
    titles.stream()
        .skip(1)
        .forEach(title -> text.append("# the same octets: ").append(title).append('\n'));
    row.lines().forEach(line -> text.append("> ").append(line).append('\n'));
    text.append("expect: ").append(row.expect()).append('\n');
    if (row.verdict() != null) {
      text.append("verdict: ").append(row.verdict()).append('\n');
    }
  }

  /** Returns the name of the preset that equals the format. */
  private String formatText() {
    Preset preset = Preset.named(format.name());
    if (preset != null && preset.format().equals(format)) {
      return format.name();
    }
    StringBuilder text = new StringBuilder("custom certificate=" + format.certificate());
    if (format.chain() != null) {
      text.append(" chain=").append(format.chain());
    }
    if (format.verify() != null) {
      text.append(" verify=").append(format.verify());
      text.append(" verify-success=").append(format.verifySuccess().iterator().next());
    }
    return text.append(" encoding=")
        .append(format.encoding().key())
        .append(" absent=")
        .append(String.join("|", format.absent().stream().sorted().toList()))
        .toString();
  }
}
