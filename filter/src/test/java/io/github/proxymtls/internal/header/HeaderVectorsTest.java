package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.header.HeaderReader.Absent;
import io.github.proxymtls.internal.header.HeaderReader.Certificates;
import io.github.proxymtls.internal.header.HeaderReader.Found;
import io.github.proxymtls.internal.header.HeaderReader.Lines;
import io.github.proxymtls.internal.header.HeaderReader.Refused;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Hex;
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

    Found found = reader.lines(vector);
    Object outcome = found instanceof Lines lines ? reader.decode(lines) : found;

    assertThat(describe(outcome)).isEqualTo(expected(vector));
    if (vector.verdict() != null) {
      assertThat(((Lines) found).verdict())
          .isEqualTo(vector.verdict().equals("none") ? null : vector.verdict());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void detailContainsNothingOfTheCertificate(Vector vector) {
    HeaderReader reader = new HeaderReader(vector.format(), vector.limits(), vector.reserved());

    Found found = reader.lines(vector);
    Object outcome = found instanceof Lines lines ? reader.decode(lines) : found;

    if (outcome instanceof Refused refused) {
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

  private static String describe(Object outcome) {
    if (outcome instanceof Refused refused) {
      return refused.reason().code();
    }
    if (outcome == Absent.INSTANCE) {
      return "absent";
    }
    ForwardedCertificate certificate = ((Certificates) outcome).certificate();
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
