package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.HeaderReader.Lines;
import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import io.github.proxymtls.internal.header.Vector.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the invariants that concern the headers. */
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
        for (String twin : twins(line.name())) {
          assertThat(reason(vector, new Line(twin, line.value()))).isEqualTo(Reason.HEADER_TWIN);
        }
        assertThat(reason(vector, new Line("Connection", "close, " + line.name())))
            .isEqualTo(Reason.HEADER_HOP_BY_HOP);
      }
    }
  }

  @Test
  void onlyTheLeafNamesTheClientAndThePositionAloneMakesTheLeaf() {
    HeaderFormat format = custom(Encoding.PERCENT_PEM, "X-Cert");
    String value = VectorValue.expand("${issuing+alice percent}");

    Result<ForwardedCertificate> decoded =
        reader(format, LIMITS).decode(new Lines(value, List.of(), null));

    assertThat(decoded.value().leaf().der()).isEqualTo(VectorValue.der("issuing"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void verdictWithoutACertificateIsTheAbsenceOfACertificate(Vector vector) {
    HeaderFormat format = vector.format();
    List<Line> verdict =
        vector.lines().stream()
            .filter(line -> line.name().equalsIgnoreCase(format.verify()))
            .toList();

    assertThat(lines(vector, verdict)).isNull();
  }

  static List<Preset> presets() {
    return Preset.all();
  }

  /** Every value that means "no certificate" to some proxy, and similar values. */
  private static Set<String> spellings() {
    Set<String> spellings =
        new TreeSet<>(Set.of("(NULL)", "null", ":", ":::", "-", "none", "\"\""));
    Preset.all().forEach(preset -> spellings.addAll(preset.format().absent()));
    return spellings;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void rejectsAbsenceValuesOfOtherPresets(Preset preset) {
    HeaderFormat format = preset.format();
    for (String spelling : spellings()) {
      Result<ForwardedCertificate> outcome =
          outcome(format, LIMITS, List.of(new Line(format.certificate(), " " + spelling + " ")));
      if (format.absent().contains(spelling)) {
        assertThat(outcome).as(spelling).isNull();
      } else {
        assertThat(refusal(outcome).reason().status()).as(spelling).isEqualTo(400);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void acceptsTheSameAbsenceValuesInTheChainHeader(Preset preset) {
    HeaderFormat format = preset.format();
    String chain = format.chainPrefix() == null ? format.chain() : format.chain() + "0";
    if (chain == null || format.chainIncluded()) {
      return;
    }
    Line alice = new Line(format.certificate(), alice(format.encoding()));
    for (String spelling : spellings()) {
      Result<ForwardedCertificate> outcome =
          outcome(format, LIMITS, List.of(alice, new Line(chain, spelling)));
      boolean emptyList = format.encoding() == Encoding.RFC9440 && spelling.isEmpty();
      if (emptyList || format.absent().contains(spelling)) {
        assertThat(Objects.requireNonNull(outcome).value().chain()).as(spelling).isEmpty();
      } else {
        assertThat(refusal(outcome).reason().status()).as(spelling).isEqualTo(400);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void verdictIsNoCertificate(Preset preset) {
    HeaderFormat format = preset.format();
    if (format.verify() == null) {
      return;
    }
    Line verdict = new Line(format.verify(), format.verifySuccess().iterator().next());
    Line alice = new Line(format.certificate(), alice(format.encoding()));

    assertThat(lines(format, List.of(verdict))).isNull();
    for (String absent : format.absent()) {
      assertThat(lines(format, List.of(verdict, new Line(format.certificate(), absent)))).isNull();
    }
    assertThat(Objects.requireNonNull(lines(format, List.of(alice, verdict))).value().verdict())
        .isEqualTo(verdict.value());
    assertThat(Objects.requireNonNull(lines(format, List.of(alice))).value().verdict()).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void rejectsEveryOtherEncodingAndNamesTheFormatsThatReadIt(Preset preset) {
    HeaderFormat format = preset.format();
    for (Encoding other : Encoding.values()) {
      Result<ForwardedCertificate> outcome =
          outcome(format, LIMITS, List.of(new Line(format.certificate(), alice(other))));
      // Unescaped characters are literal, so that the form without escapes is also accepted.
      boolean literal =
          (format.encoding() == Encoding.PERCENT_BASE64_DER && other == Encoding.BASE64_DER)
              || (format.encoding() == Encoding.PERCENT_PEM && other == Encoding.PEM);
      if (other == format.encoding() || literal) {
        assertThat(Objects.requireNonNull(outcome).refusal()).as(other.key()).isNull();
      } else {
        Refusal refused = refusal(outcome);
        assertThat(refused.reason().status()).as(other.key()).isEqualTo(400);
        assertThat(refused.detail())
            .contains("it looks like " + other.key())
            .contains(format.name() + " with " + format.encoding().key());
      }
    }
  }

  private static String alice(Encoding encoding) {
    return VectorValue.expand(
        switch (encoding) {
          case RFC9440 -> "${alice byte-sequences}";
          case PERCENT_PEM -> "${alice percent}";
          case PEM -> "${alice pem}";
          case BASE64_DER -> "${alice base64}";
          case PERCENT_BASE64_DER -> "${alice percent-base64}";
          case BASE64_PEM -> "${alice base64-pem}";
          case XFCC -> "Hash=${alice sha256};Cert=\"${alice percent}\"";
          case XFCC_JSON -> "[{\"hash\":\"${alice sha256}\",\"cert\":\"${alice json}\"}]";
        });
  }

  private static @Nullable Result<Lines> lines(HeaderFormat format, List<Line> request) {
    return reader(format, LIMITS).lines(request(request));
  }

  /** ISO-8859-1 encodes a surrogate pair as one octet, so that offsets would differ. */
  @ParameterizedTest
  @EnumSource
  void decodesOnlyPrintableAscii(Encoding encoding) {
    HeaderReader reader = reader(custom(encoding, "X-Cert"), LIMITS);
    for (String character : List.of("\t", "\u007f", "\u00e9", "\u0100", "\ud83d\ude00")) {
      for (String head : List.of("", "Subject=\"", "[{\"subject\":\"", ":")) {
        Lines certificate = new Lines(head + character + "\\\"", List.of(), null);
        assertThat(refusal(reader.decode(certificate)).reason())
            .isEqualTo(Reason.HEADER_CONTROL_CHARACTER);
        Lines chain = new Lines("x", List.of("x", head + character), null);
        assertThat(refusal(reader.decode(chain)).reason())
            .isEqualTo(Reason.HEADER_CONTROL_CHARACTER);
      }
    }
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
  void acceptsValuesExactlyAtTheLimit() {
    String value = VectorValue.expand("${alice base64}");
    int size = VectorValue.der("alice").length;
    HeaderFormat format = custom(Encoding.BASE64_DER, null);
    List<Line> request = List.of(new Line("X-Cert", value));

    HeaderLimits exact = new HeaderLimits(value.length(), 0, size, 0);
    HeaderLimits shorter = new HeaderLimits(value.length() - 1, 0, size, 0);
    HeaderLimits smaller = new HeaderLimits(value.length(), 0, size - 1, 0);

    assertThat(Objects.requireNonNull(outcome(format, exact, request)).refusal()).isNull();
    assertThat(refusal(outcome(format, shorter, request)).reason())
        .isEqualTo(Reason.HEADER_TOO_LARGE);
    assertThat(refusal(outcome(format, smaller, request)).reason())
        .isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
  }

  private static List<String> twins(String name) {
    String hyphens = name.replace('_', '-');
    String underscores = name.replace('-', '_');
    return List.of(name.equals(hyphens) ? underscores : hyphens, hyphens.replace('-', '.'));
  }

  /** Returns true for a header that the format reads and that may occur once only. */
  private static boolean isRead(Vector vector, String name) {
    HeaderFormat format = vector.format();
    boolean several =
        format.encoding() == Encoding.RFC9440
            && format.chainPrefix() == null
            && !format.chainIncluded()
            && name.equalsIgnoreCase(format.chain());
    return new ReservedHeaders(List.of(format), Set.of()).match(name) == Match.RESERVED && !several;
  }

  private static Reason reason(Vector vector, Line added) {
    List<Line> lines = new ArrayList<>(vector.lines());
    lines.add(added);
    return refusal(lines(vector, lines)).reason();
  }

  private static @Nullable Result<Lines> lines(Vector vector, List<Line> lines) {
    return reader(vector.format(), vector.limits()).lines(request(lines));
  }

  private static @Nullable Result<ForwardedCertificate> outcome(
      HeaderFormat format, HeaderLimits limits, List<Line> request) {
    HeaderReader reader = reader(format, limits);
    Result<Lines> found = reader.lines(request(request));
    if (found == null) {
      return null;
    }
    return found.refusal() == null ? reader.decode(found.value()) : Result.refused(found.refusal());
  }

  private static Refusal refusal(@Nullable Result<?> result) {
    return Objects.requireNonNull(Objects.requireNonNull(result).refusal());
  }

  private static Reason decode(Encoding encoding, HeaderLimits limits, String value) {
    HeaderReader reader = reader(custom(encoding, "X-Cert"), limits);
    return refusal(reader.decode(new Lines(value, List.of(), null))).reason();
  }

  private static HeaderReader reader(HeaderFormat format, HeaderLimits limits) {
    return new HeaderReader(
        format, limits, new ReservedHeaders(List.of(format), Set.of("Proxy-Authorization")));
  }

  private static Vector request(List<Line> lines) {
    HeaderFormat none = custom(Encoding.PEM, null);
    return new Vector("", "", "", none, LIMITS, lines, null, null, "");
  }

  private static HeaderFormat custom(Encoding encoding, String chain) {
    return new HeaderFormat("custom", "X-Cert", chain, null, Set.of(), encoding, Set.of(""));
  }
}
