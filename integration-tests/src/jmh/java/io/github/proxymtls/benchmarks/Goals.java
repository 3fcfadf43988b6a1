package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.Row.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures of JMH as rows, with the project's limits for them. */
final class Goals {

  static final String KNOWN = "Known certificate";
  static final String PEERS = "What others pay for each request";
  static final String NEW = "New certificate";
  static final String BINDING = "Binding";
  static final String WORST = "Worst case";

  /** The look-up whose time shows how fast a machine is, and its time where the limits were set. */
  private static final String REFERENCE = "Peer.find(KEYCLOAK_RFC9440)";

  private static final String PEER = "Peer.find";

  private static final double REFERENCE_NANOSECONDS = 16_200;

  /** By the length of a claim: the token is cut, hashed and compared, but not decoded. */
  private static final Map<String, Double> TOKEN_BYTES = Map.of("(0)", 3_072.0, "(8192)", 26_624.0);

  private static final int NEWER = 25;

  private final Map<String, Measurement> measured;
  private final boolean newer;
  private final double scale;
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param feature the feature version of the JDK
   */
  private Goals(Map<String, Measurement> measured, int feature) {
    this.measured = measured;
    newer = feature >= NEWER;
    Measurement peer = measured.get(REFERENCE);
    scale = peer == null ? 1 : peer.nanoseconds() / REFERENCE_NANOSECONDS;
  }

  /**
   * Evaluates all limits for which there are figures; skips those without a figure to compare with.
   */
  static List<Row> of(Map<String, Measurement> measured, int feature) {
    Goals goals = new Goals(measured, feature);
    measured.keySet().forEach(goals::tell);
    return List.copyOf(goals.rows);
  }

  private void tell(String name) {
    int bracket = name.indexOf('(');
    String parameters = bracket < 0 ? "" : name.substring(bracket);
    Measurement figure = measured.get(name);
    switch (bracket < 0 ? name : name.substring(0, bracket)) {
      case "Known.decision" -> known(figure, parameters);
      case "Known.prototype" -> prototype(figure, parameters);
      case "Format.known" -> {
        add(KNOWN, "decision, header string included " + parameters, figure, null);
        peers(figure, parameters);
      }
      case "Peer.find" -> add(PEERS, peer(parameters).title(), figure, null);
      case "Scan.filter" ->
          ratio(KNOWN, "scan of 16 names against a bare loop", name, "Scan.loop", Limit.most(2));
      case "Format.unknown" -> add(NEW, "decision " + parameters, figure, null);
      case "Miss.againstParts" ->
          times(NEW, "against its parts " + parameters, figure, Limit.most(1.25));
      case "Miss.againstJdk" -> times(NEW, "against the JDK alone " + parameters, figure, null);
      case "Client.known" -> {
        onTop(BINDING, "client on top", name, "Client.formAlone" + parameters, 200, 1_000);
      }
      case "Token.knownToken" -> {
        Measurement base = measured.get("Token.bearerAlone" + parameters);
        if (base != null) {
          bytes(BINDING, "token on top " + parameters, figure, base, TOKEN_BYTES.get(parameters));
        }
      }
      case "Decoder.decoder" ->
          ratio(
              NEW,
              "decoder against the JDK's base64",
              name,
              "Decoder.base64" + parameters,
              Limit.most(1.5));
      case "LongValue.whole" ->
          ratio(
              WORST,
              "four times as long a malformed value",
              name,
              "LongValue.quarter" + parameters,
              Limit.most(6));
      case "Bundle.decide" ->
          rows.add(
              new Row(
                  WORST, "bundle " + parameters, "ms", figure.nanoseconds() / 1e6, Limit.most(50)));
      default -> {}
    }
  }

  /** Limits are those of the machine on which they were set; time is scaled to it. */
  private void known(Measurement figure, String parameters) {
    Measurement strings = measured.get("Known.strings" + parameters);
    if (strings == null) {
      return;
    }
    boolean one = parameters.startsWith("(1, ");
    String of = readable(parameters);
    double limit = one ? (newer ? 0.25 : 0.35) : newer ? 0.8 : 0.9;
    double own = figure.nanoseconds() - strings.nanoseconds();
    rows.add(new Row(KNOWN, "beyond its header strings " + of, "µs", own / 1e3, null));
    rows.add(
        new Row(
            KNOWN,
            "the same, scaled to the machine of the limits " + of,
            "µs",
            own / 1e3 / scale,
            Limit.most(limit)));
    bytes(KNOWN, "allocated " + of, figure, strings, 250.0);
  }

  /** What is possible on this machine; the prototype knows no proxy with a certificate. */
  private void prototype(Measurement figure, String parameters) {
    Measurement strings = measured.get("Known.strings" + parameters);
    if (strings != null && parameters.contains("basic")) {
      double own = (figure.nanoseconds() - strings.nanoseconds()) / 1e3;
      String what = "prototype beyond its header strings " + readable(parameters);
      rows.add(new Row(KNOWN, what, "µs", own, null));
    }
  }

  private static String readable(String parameters) {
    return parameters.replace("(1,", "(1 client,").replace("(8192,", "(8,192 clients,");
  }

  /** Compares a decision with those that read the same form. */
  private void peers(Measurement figure, String parameters) {
    measured.forEach(
        (name, other) -> {
          if (!name.startsWith(PEER)) {
            return;
          }
          PeerBenchmark.Peer peer = peer(name.substring(PEER.length()));
          if (parameters.equals("(" + peer.form() + ")")) {
            double times = other.nanoseconds() / figure.nanoseconds();
            rows.add(new Row(KNOWN, peer.title() + ", against ours", "times", times, null));
          }
        });
  }

  private static PeerBenchmark.Peer peer(String parameters) {
    return PeerBenchmark.Peer.valueOf(parameters.substring(1, parameters.length() - 1));
  }

  private void add(String group, String what, Measurement figure, Limit limit) {
    rows.add(new Row(group, what, "µs", figure.nanoseconds() / 1e3, limit));
  }

  /** A figure of an {@link Alternation} is a ratio. */
  private void times(String group, String what, Measurement figure, Limit limit) {
    rows.add(new Row(group, what, "times", figure.nanoseconds(), limit));
  }

  private void ratio(String group, String what, String name, String other, Limit limit) {
    Measurement base = measured.get(other);
    if (base != null) {
      String parameters = name.contains("(") ? " " + name.substring(name.indexOf('(')) : "";
      double value = measured.get(name).nanoseconds() / base.nanoseconds();
      rows.add(new Row(group, what + parameters, "times", value, limit));
    }
  }

  private void onTop(
      String group, String what, String name, String other, double bytes, double nanoseconds) {
    Measurement base = measured.get(other);
    if (base != null) {
      Measurement figure = measured.get(name);
      String parameters = name.substring(name.indexOf('('));
      double own = (figure.nanoseconds() - base.nanoseconds()) / 1e3;
      rows.add(new Row(group, what + " " + parameters, "µs", own, Limit.most(nanoseconds / 1e3)));
      bytes(group, what + " " + parameters, figure, base, bytes);
    }
  }

  private void bytes(
      String group, String what, Measurement figure, Measurement base, double limit) {
    rows.add(new Row(group, what, "bytes", figure.bytes() - base.bytes(), Limit.most(limit)));
  }
}
