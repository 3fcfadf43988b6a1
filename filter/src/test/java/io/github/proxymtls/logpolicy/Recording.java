package io.github.proxymtls.logpolicy;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** The log lines of one test, or those of a class outside its tests. */
final class Recording {

  /**
   * Tomcat's valve logs each certificate that it cannot read; the filter can do nothing about it.
   */
  private static final String SHOWS_CERTIFICATES = "org.apache.catalina.valves.SSLValve: ";

  private final Queue<LogLine> severe = new ConcurrentLinkedQueue<>();
  private final Queue<LogLine> leaks = new ConcurrentLinkedQueue<>();
  private final String thread = Thread.currentThread().getName();

  void add(LogLine line) {
    if (!line.text().startsWith(SHOWS_CERTIFICATES) && Secrets.in(line.text())) {
      leaks.add(line);
    }
    if (line.severe()) {
      severe.add(line);
    }
  }

  /**
   * Checks the lines.
   *
   * @param declared what is expected of this test, and what is allowed
   * @param late what the whole class declares: lines of other threads may belong to an earlier test
   * @throws AssertionError if a line is undeclared or leaks, or an expected one is missing
   */
  void check(Declarations declared, Declarations late) {
    List<String> problems =
        List.of(
            problem("holds a certificate or a secret", leaks, line -> true),
            problem(
                "is not declared by @ExpectedLog or @AllowedLog",
                severe,
                line ->
                    !declared.covers(line) && (line.thread().equals(thread) || !late.covers(line))),
            missing(declared));
    String all = String.join("", problems);
    if (!all.isEmpty()) {
      throw new AssertionError(all);
    }
  }

  private static String problem(String what, Queue<LogLine> lines, Predicate<LogLine> counts) {
    return lines.stream()
        .filter(counts)
        .map(line -> "This log line " + what + ": " + line.text() + "\n")
        .reduce("", String::concat);
  }

  private String missing(Declarations declared) {
    return declared.expected().stream()
        .filter(part -> severe.stream().noneMatch(line -> line.text().contains(part)))
        .map(part -> "No log line holds what @ExpectedLog declares: " + part + "\n")
        .reduce("", String::concat);
  }
}
