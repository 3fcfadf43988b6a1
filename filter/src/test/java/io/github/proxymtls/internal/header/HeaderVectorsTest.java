package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.HeaderReader.Lines;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderVectorsTest {

  static List<Vector> vectors() {
    return Vector.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void agreesWithVector(Vector vector) {
    HeaderReader reader = new HeaderReader(vector.format(), vector.limits(), vector.reserved());

    Result<Lines> found = reader.lines(vector);

    assertThat(describe(outcome(reader, found))).isEqualTo(expected(vector));
    if (vector.verdict() != null) {
      assertThat(Objects.requireNonNull(found).value().verdict())
          .isEqualTo(vector.verdict().equals("none") ? null : vector.verdict());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void detailContainsNothingOfTheCertificate(Vector vector) {
    HeaderReader reader = new HeaderReader(vector.format(), vector.limits(), vector.reserved());

    Result<ForwardedCertificate> outcome = outcome(reader, reader.lines(vector));

    if (outcome != null && outcome.refusal() != null) {
      Refusal refused = outcome.refusal();
      if (vector.detail() != null) {
        assertThat(refused.detail()).contains(vector.detail());
      }
      assertThat(refused.detail()).hasSizeLessThan(300).matches("[ -~]+").doesNotContain("MII");
    }
  }

  @Test
  void onlyRejectionsHaveADetail() {
    assertThat(vectors())
        .filteredOn(vector -> vector.detail() != null)
        .hasSizeGreaterThan(30)
        .noneMatch(vector -> vector.expect().matches("absent|accepted.*"));
  }

  @Test
  void everyPresetHasVectors() {
    Set<String> formats =
        vectors().stream().map(vector -> vector.format().name()).collect(Collectors.toSet());
    assertThat(Preset.all())
        .as("presets without a folder of vectors under src/test/resources/vectors")
        .filteredOn(preset -> !formats.contains(preset.format().name()))
        .isEmpty();
  }

  @Test
  void everyVectorNamesItsSource() {
    assertThat(vectors()).hasSizeGreaterThan(100).noneMatch(vector -> vector.source().isBlank());
  }

  private static @Nullable Result<ForwardedCertificate> outcome(
      HeaderReader reader, @Nullable Result<Lines> found) {
    if (found == null) {
      return null;
    }
    return found.refusal() == null ? reader.decode(found.value()) : Result.refused(found.refusal());
  }

  private static String describe(@Nullable Result<ForwardedCertificate> outcome) {
    if (outcome == null) {
      return "absent";
    }
    if (outcome.refusal() != null) {
      return outcome.refusal().reason().code();
    }
    ForwardedCertificate certificate = outcome.value();
    List<String> thumbprints =
        Stream.concat(Stream.of(certificate.leaf()), certificate.chain().stream())
            .map(DecodedCertificate::der)
            .map(HeaderVectorsTest::thumbprint)
            .toList();
    return "accepted " + thumbprints;
  }

  private static String expected(Vector vector) {
    if (!vector.expect().startsWith("accepted ")) {
      return vector.expect();
    }
    return "accepted "
        + Arrays.stream(vector.expect().substring("accepted ".length()).split(" "))
            .map(VectorValue::der)
            .map(HeaderVectorsTest::thumbprint)
            .toList();
  }

  private static String thumbprint(byte[] der) {
    return Hex.toHexString(VectorValue.sha256(der));
  }
}
