package io.github.proxymtls.samples.doctor;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.text.EscapedText;
import io.github.proxymtls.samples.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The findings of one command, in order.
 *
 * <h2>Prints nothing but printable ASCII</h2>
 *
 * Both forms escape everything else, so that no value moves the cursor of a terminal, reorders text
 * or forges a line.
 */
public final class Report {

  /** The exit status of a report without a problem. */
  public static final int FINE = 0;

  /** The exit status of a report with a problem. */
  public static final int FAULTY = 1;

  /** {@code EX_CONFIG} of sysexits.h: the configuration is invalid. */
  public static final int INVALID_CONFIGURATION = 78;

  private static final int LONGEST = 2_048;
  private static final String INDENT = " ".repeat(20);

  private final String command;
  private final List<Finding> findings = new ArrayList<>();
  private boolean invalidConfiguration;

  /**
   * @param command the name of the command
   */
  public Report(String command) {
    this.command = command;
  }

  /** Adds a finding. */
  public Report add(Finding finding) {
    findings.add(finding);
    return this;
  }

  /** Adds the problems of a configuration that the filter does not start with. */
  public Report addInvalid(List<Problem> problems) {
    problems.forEach(problem -> add(of(Level.PROBLEM, problem)));
    invalidConfiguration = true;
    return this;
  }

  /** Adds the warnings of a configuration. */
  public Report addWarnings(List<Problem> warnings) {
    warnings.forEach(warning -> add(of(Level.WARNING, warning)));
    return this;
  }

  private static Finding of(Level level, Problem problem) {
    return new Finding(level, "config", problem.what(), null, Map.of(), problem.fix())
        .with("code", problem.code())
        .with("where", problem.where());
  }

  /** Returns the findings. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Returns the exit status of the command. */
  public int exitStatus() {
    if (invalidConfiguration) {
      return INVALID_CONFIGURATION;
    }
    return has(Level.PROBLEM) ? FAULTY : FINE;
  }

  private boolean has(Level level) {
    return findings.stream().anyMatch(finding -> finding.level() == level);
  }

  /** Returns the findings as lines of text, each with its end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> append(finding, text));
    return text.toString();
  }

  private static void append(Finding finding, StringBuilder text) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-8s%-12s%s%n",
            label(finding.level()),
            finding.topic(),
            shown(finding.text())));
    Excerpt excerpt = finding.excerpt();
    if (excerpt != null) {
      line(text, "  " + excerpt.text());
      line(text, "  " + excerpt.caret());
    }
    finding.details().forEach((name, value) -> append(name, value, text));
    if (finding.fix() != null) {
      line(text, "fix: " + shown(finding.fix()));
    }
  }

  private static void append(String name, Object value, StringBuilder text) {
    if (value instanceof List<?> values) {
      values.forEach(element -> append(name, element, text));
    } else {
      line(text, shown(name) + ": " + shown(value.toString()));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(INDENT).append(line).append(System.lineSeparator());
  }

  /**
   * Returns the findings as one line of JSON: {@code command}, {@code result} ({@code ok}, {@code
   * warning} or {@code problem}), {@code exitStatus} and {@code findings}.
   *
   * @param exitStatus the exit status of the command
   */
  public String json(int exitStatus) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("command", command);
    members.put("result", label(worst()));
    members.put("exitStatus", exitStatus);
    members.put("findings", findings.stream().map(Report::members).toList());
    // Only strings hold other characters, and the escapes are those of JSON.
    return EscapedText.ascii(JSONObjectUtils.toJSONString(members)) + System.lineSeparator();
  }

  private Level worst() {
    if (has(Level.PROBLEM)) {
      return Level.PROBLEM;
    }
    return has(Level.WARNING) ? Level.WARNING : Level.OK;
  }

  private static Map<String, Object> members(Finding finding) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("level", label(finding.level()));
    members.put("topic", finding.topic());
    members.put("text", cut(finding.text()));
    Excerpt excerpt = finding.excerpt();
    if (excerpt != null) {
      members.put("offset", excerpt.offset());
      members.put("excerpt", excerpt.text());
      members.put("column", excerpt.column());
    }
    if (!finding.details().isEmpty()) {
      Map<String, Object> details = new LinkedHashMap<>();
      finding.details().forEach((name, value) -> details.put(name, cutAll(value)));
      members.put("details", details);
    }
    if (finding.fix() != null) {
      members.put("fix", cut(finding.fix()));
    }
    return members;
  }

  private static Object cutAll(Object value) {
    return value instanceof List<?> values
        ? values.stream().map(element -> cut(element.toString())).toList()
        : cut(value.toString());
  }

  private static String label(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static String shown(String text) {
    return EscapedText.ascii(cut(text));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
