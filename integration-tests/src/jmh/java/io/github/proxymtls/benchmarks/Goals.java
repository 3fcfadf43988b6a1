package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a run and the project's goals for them. */
final class Goals {

  private static final double DECODER = 1.5;
  private static final double BINDING_NANOSECONDS = 1_000;
  private static final double BINDING_BYTES = 200;

  /** By the length of a claim: the token is cut, hashed and compared, but not decoded. */
  private static final Map<String, Double> TOKEN_BYTES = Map.of("(0)", 3_072.0, "(8192)", 26_624.0);

  /**
   * Four times as long a value takes four times as long; the rest is for caches of the processor.
   */
  private static final double LINEAR = 6;

  private static final double BUNDLE_MILLISECONDS = 50;
  private static final boolean OLD_JDK = Runtime.version().feature() < 25;
  private static final double KNOWN_ONE = OLD_JDK ? 350 : 250;
  private static final double KNOWN_MANY = OLD_JDK ? 900 : 800;
  private static final double KNOWN_BYTES = 250;

  /** The look-up whose time tells how fast a machine is, and its time where the limits were set. */
  private static final String REFERENCE = "Peer.find(KEYCLOAK_RFC9440)";

  private static final double REFERENCE_NANOSECONDS = 16_200;
  private static final double NONE = Double.POSITIVE_INFINITY;

  private final Map<String, Measurement> measured;
  private final List<String> lines = new ArrayList<>();
  private boolean missed;

  private Goals(Map<String, Measurement> measured) {
    this.measured = measured;
  }

  /**
   * Evaluates all goals for which there are figures; skips those without a figure to compare with.
   */
  static Goals of(Map<String, Measurement> measured) {
    Goals goals = new Goals(measured);
    measured.keySet().forEach(goals::tell);
    return goals;
  }

  /** Returns a line for each figure. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns true if a goal was missed. */
  boolean missed() {
    return missed;
  }

  private void tell(String name) {
    int bracket = name.indexOf('(');
    String parameter = bracket < 0 ? "" : name.substring(bracket);
    switch (bracket < 0 ? name : name.substring(0, bracket)) {
      case "Bundle.decide" -> bundle(name);
      case "Decoder.decoder" -> {
        ratio(name, "Decoder.base64" + parameter, DECODER);
        ratio(name, "Decoder.plain" + parameter, NONE);
      }
      case "Decision.hitBehindBasic", "Decision.hitBehindMtls" ->
          ratio(name, "Miss.decision" + parameter, NONE);
      case "Miss.decision" -> ratio(name, "Miss.jdk" + parameter, NONE);
      case "Client.known" ->
          onTop(name, "Client.formAlone" + parameter, BINDING_NANOSECONDS, BINDING_BYTES);
      case "Token.knownToken" ->
          onTop(name, "Token.bearerAlone" + parameter, NONE, TOKEN_BYTES.get(parameter));
      case "Known.decision" -> known(name, parameter);
      case "LongValue.whole" -> ratio(name, "LongValue.quarter" + parameter, LINEAR);
      default -> {}
    }
  }

  private void known(String name, String parameter) {
    Measurement strings = measured.get("Known.strings" + parameter);
    Measurement peer = measured.get(REFERENCE);
    if (strings != null && peer != null) {
      double scale = peer.nanoseconds() / REFERENCE_NANOSECONDS;
      boolean many = !parameter.endsWith(", 1)");
      double limit = many ? KNOWN_MANY : KNOWN_ONE;
      line(
          name,
          "bytes on top of its strings",
          measured.get(name).bytes() - strings.bytes(),
          KNOWN_BYTES);
      line(
          name,
          "ns on top of its strings, scaled",
          (measured.get(name).nanoseconds() - strings.nanoseconds()) / scale,
          limit);
    }
  }

  private void bundle(String name) {
    line(name, "ms", measured.get(name).nanoseconds() / 1e6, BUNDLE_MILLISECONDS);
  }

  private void ratio(String name, String other, double limit) {
    Measurement base = measured.get(other);
    if (base != null) {
      line(name, "x " + other, measured.get(name).nanoseconds() / base.nanoseconds(), limit);
    }
  }

  private void onTop(String name, String other, double nanoseconds, double bytes) {
    Measurement base = measured.get(other);
    Measurement result = measured.get(name);
    if (base != null) {
      String what = " on top of " + other;
      line(name, "ns" + what, result.nanoseconds() - base.nanoseconds(), nanoseconds);
      line(name, "bytes" + what, result.bytes() - base.bytes(), bytes);
    }
  }

  private void line(String name, String measure, double value, double limit) {
    missed |= value > limit;
    String verdict = limit == NONE ? "" : (value > limit ? "MISSED" : "met") + ", limit " + limit;
    lines.add(
        String.format(
            Locale.ROOT,
            "%-36s %9.0f B %9.2f %-36s %s",
            name,
            measured.get(name).bytes(),
            value,
            measure,
            verdict));
  }
}
