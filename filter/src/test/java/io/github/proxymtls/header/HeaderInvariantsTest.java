package io.github.proxymtls.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.header.HeaderReader.Absent;
import io.github.proxymtls.header.HeaderReader.Certificates;
import io.github.proxymtls.header.HeaderReader.Found;
import io.github.proxymtls.header.HeaderReader.Lines;
import io.github.proxymtls.header.HeaderReader.Refused;
import io.github.proxymtls.header.OurHeaders.Match;
import io.github.proxymtls.header.Vector.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The invariants of the design that the headers keep. */
class HeaderInvariantsTest {

  private static final HeaderLimits LIMITS = new HeaderLimits(32768, 65536, 12288, 10);

  static List<Vector> accepted() {
    return Vector.all().stream().filter(vector -> vector.expect().startsWith("accepted")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void ambiguityIsRejectedNeverResolved(Vector vector) {
    for (Line line : vector.lines()) {
      if (isRead(vector, line.name())) {
        assertThat(reason(vector, line)).isEqualTo(Reason.HEADER_DUPLICATE);
        assertThat(reason(vector, new Line(line.name(), ""))).isEqualTo(Reason.HEADER_DUPLICATE);
        assertThat(reason(vector, new Line(line.name().replace('-', '_'), line.value())))
            .isEqualTo(Reason.HEADER_TWIN);
        assertThat(reason(vector, new Line(line.name().replace('-', '.'), line.value())))
            .isEqualTo(Reason.HEADER_TWIN);
        assertThat(reason(vector, new Line("Connection", "close, " + line.name())))
            .isEqualTo(Reason.HEADER_HOP_BY_HOP);
      }
    }
  }

  @Test
  void onlyTheLeafNamesTheClientAndThePositionAloneMakesTheLeaf() {
    HeaderFormat format = custom(Encoding.PERCENT_PEM, "X-Cert");
    String value = VectorValue.expand("${issuing+alice percent}");

    Certificates decoded =
        (Certificates) reader(format, LIMITS).decode(new Lines(value, List.of(), null));

    assertThat(decoded.certificate().leaf().der()).isEqualTo(VectorValue.der("issuing"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void verdictWithoutACertificateIsTheAbsenceOfACertificate(Vector vector) {
    HeaderFormat format = vector.format();
    List<Line> verdict =
        vector.lines().stream()
            .filter(line -> line.name().equalsIgnoreCase(format.verify()))
            .toList();

    assertThat(lines(vector, verdict)).isEqualTo(Absent.INSTANCE);
  }

  @Test
  void everyLimitIsAppliedBeforeTheWorkThatItLimits() {
    String alice = VectorValue.expand("${alice percent}");
    String garbage = "-----BEGIN CERTIFICATE-----!";
    HeaderLimits narrow = new HeaderLimits(32768, 65536, 99, 1);

    assertThat(decode(Encoding.PERCENT_PEM, LIMITS, alice.repeat(11) + garbage))
        .isEqualTo(Reason.CHAIN_TOO_LONG);
    assertThat(
            decode(
                Encoding.PERCENT_PEM,
                narrow,
                "-----BEGIN CERTIFICATE-----" + "A".repeat(136) + "!"))
        .isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
    assertThat(decode(Encoding.BASE64_DER, narrow, "A".repeat(136) + "!"))
        .isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
    assertThat(decode(Encoding.RFC9440, narrow, ":" + "A".repeat(136) + "!"))
        .isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
    assertThat(decode(Encoding.RFC9440, narrow, ":AAAA:, :AAAA:, :!"))
        .isEqualTo(Reason.CHAIN_TOO_LONG);
    assertThat(decode(Encoding.BASE64_DER, narrow, "AAAA,AAAA,!")).isEqualTo(Reason.CHAIN_TOO_LONG);
  }

  @Test
  void whatIsExactlyAtALimitIsAccepted() {
    String value = VectorValue.expand("${alice base64}");
    int size = VectorValue.der("alice").length;
    HeaderFormat format = custom(Encoding.BASE64_DER, null);
    List<Line> request = List.of(new Line("X-Cert", value));

    HeaderLimits exact = new HeaderLimits(value.length(), 0, size, 0);
    HeaderLimits shorter = new HeaderLimits(value.length() - 1, 0, size, 0);
    HeaderLimits smaller = new HeaderLimits(value.length(), 0, size - 1, 0);

    assertThat(outcome(format, exact, request)).isInstanceOf(Certificates.class);
    assertThat(((Refused) outcome(format, shorter, request)).reason())
        .isEqualTo(Reason.HEADER_TOO_LARGE);
    assertThat(((Refused) outcome(format, smaller, request)).reason())
        .isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
  }

  /** A header of the format that is read, and that may have one line only. */
  private static boolean isRead(Vector vector, String name) {
    HeaderFormat format = vector.format();
    boolean several =
        format.encoding() == Encoding.RFC9440
            && format.chainPrefix() == null
            && !format.chainIncluded()
            && name.equalsIgnoreCase(format.chain());
    boolean beyond = name.endsWith("-2") || name.endsWith("_2") || name.endsWith("_3");
    return new OurHeaders(List.of(format), Set.of()).match(name) == Match.OURS
        && !several
        && !beyond;
  }

  private static Reason reason(Vector vector, Line added) {
    List<Line> lines = new ArrayList<>(vector.lines());
    lines.add(added);
    return ((Refused) lines(vector, lines)).reason();
  }

  private static Found lines(Vector vector, List<Line> lines) {
    return reader(vector.format(), vector.limits()).lines(request(lines));
  }

  private static Object outcome(HeaderFormat format, HeaderLimits limits, List<Line> request) {
    HeaderReader reader = reader(format, limits);
    Found found = reader.lines(request(request));
    return found instanceof Lines lines ? reader.decode(lines) : found;
  }

  private static Reason decode(Encoding encoding, HeaderLimits limits, String value) {
    HeaderReader reader = reader(custom(encoding, "X-Cert"), limits);
    return ((Refused) reader.decode(new Lines(value, List.of(), null))).reason();
  }

  private static HeaderReader reader(HeaderFormat format, HeaderLimits limits) {
    return new HeaderReader(
        format, limits, new OurHeaders(List.of(format), Set.of("Proxy-Authorization")));
  }

  private static Vector request(List<Line> lines) {
    HeaderFormat none = custom(Encoding.PEM, null);
    return new Vector("", "", "", none, LIMITS, lines, null, "");
  }

  private static HeaderFormat custom(Encoding encoding, String chain) {
    return new HeaderFormat("custom", "X-Cert", chain, null, Set.of(), encoding, Set.of(""));
  }
}
