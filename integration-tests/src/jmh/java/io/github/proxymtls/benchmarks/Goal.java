package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One figure of a run, and what the project promises of it.
 *
 * @param what was measured
 * @param bytes allocated per call
 * @param measure what the value is
 * @param limit the most it may be; infinite where nothing is promised
 */
record Goal(String what, double bytes, String measure, double value, double limit) {

  private static final double DECODER = 1.5;
  private static final double BINDING_NANOSECONDS = 1_000;
  private static final double BINDING_BYTES = 200;
  private static final double BUNDLE_MILLISECONDS = 50;
  private static final double NONE = Double.POSITIVE_INFINITY;

  /**
   * All that can be told of what was measured; what has nothing to be compared with is left out.
   */
  static List<Goal> of(Map<String, Measured> measured) {
    List<Goal> goals = new ArrayList<>();
    measured.forEach((name, result) -> add(goals, measured, name));
    return goals;
  }

  private static void add(List<Goal> goals, Map<String, Measured> measured, String name) {
    Measured result = measured.get(name);
    int bracket = name.indexOf('(');
    String parameter = bracket < 0 ? "" : name.substring(bracket);
    Measured jdk = measured.get(name.substring(0, name.indexOf('.')) + ".jdk" + parameter);
    Measured alone = measured.get("Binding.certificateAlone");
    if (name.startsWith("Bundle.")) {
      double milliseconds = result.nanoseconds() / 1e6;
      goals.add(new Goal(name, result.bytes(), "ms", milliseconds, BUNDLE_MILLISECONDS));
    } else if (name.startsWith("Decoder.decoder") && jdk != null) {
      goals.add(new Goal(name, result.bytes(), "x JDK", result.over(jdk), DECODER));
    } else if (name.startsWith("Decision.") && jdk != null) {
      goals.add(new Goal(name, result.bytes(), "x JDK's path validation", result.over(jdk), NONE));
    } else if (name.startsWith("Binding.known") && alone != null) {
      boolean client = name.equals("Binding.knownClient");
      goals.add(
          new Goal(
              name,
              result.bytes(),
              "ns on top",
              result.nanoseconds() - alone.nanoseconds(),
              client ? BINDING_NANOSECONDS : NONE));
      goals.add(
          new Goal(
              name,
              result.bytes(),
              "bytes on top",
              result.bytes() - alone.bytes(),
              client ? BINDING_BYTES : NONE));
    }
  }

  boolean missed() {
    return value > limit;
  }

  @Override
  public String toString() {
    String promise =
        limit == NONE ? "" : "%s (at most %.1f)".formatted(missed() ? "MISSED" : "met", limit);
    return String.format(
        Locale.ROOT, "%-36s %9.0f B %10.2f %-24s %s", what, bytes, value, measure, promise);
  }
}
