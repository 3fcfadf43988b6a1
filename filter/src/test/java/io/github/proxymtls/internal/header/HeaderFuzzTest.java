package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.HeaderReader.Lines;
import io.github.proxymtls.internal.header.Vector.Line;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded mutations of every accepted vector, and so of every encoding. */
@Tag("slow")
class HeaderFuzzTest {

  private static final int CHANGED = 30;
  private static final int MUTATED = 120;
  private static final String INTERESTING = "%+-=:;,\"\\ .AZaz09/_~\t\u0000\u00e9";

  static List<Vector> accepted() {
    return Vector.all().stream().filter(vector -> vector.expect().startsWith("accepted")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void changedCharacterGivesRejectionOrTheSameIdentity(Vector vector) {
    Random random = new Random(vector.toString().hashCode());
    byte[] leaf = VectorValue.der(vector.expect().split(" ", -1)[1]);

    for (int i = 0; i < CHANGED; i++) {
      Line line = pick(vector, random);
      String changed = changed(line.value(), random);
      ForwardedCertificate certificate = read(vector, replaced(vector, line, changed));
      if (certificate != null && !Arrays.equals(certificate.leaf().der(), leaf)) {
        assertThat(isSigned(certificate.leaf().der())).as(changed).isFalse();
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void acceptsOnlyCanonicalDer(Vector vector) throws IOException {
    Random random = new Random(vector.toString().hashCode() + 1L);

    for (int i = 0; i < MUTATED; i++) {
      Line line = pick(vector, random);
      String value = line.value();
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        value = mutated(value, pick(vector, random).value(), random);
      }
      ForwardedCertificate certificate = read(vector, replaced(vector, line, value));
      if (certificate != null) {
        for (DecodedCertificate decoded : all(certificate)) {
          assertThat(decoded.parsed().getEncoded(ASN1Encoding.DER)).isEqualTo(decoded.der());
          assertThat(ASN1Primitive.fromByteArray(decoded.der()).getEncoded(ASN1Encoding.DER))
              .isEqualTo(decoded.der());
        }
      }
    }
  }

  private static @Nullable ForwardedCertificate read(Vector vector, List<Line> lines) {
    HeaderReader reader =
        new HeaderReader(
            vector.format(),
            vector.limits(),
            new ReservedHeaders(List.of(vector.format()), Set.of()));
    Vector request =
        new Vector("", "", "", vector.format(), vector.limits(), lines, null, null, "fuzz");
    Result<Lines> found = reader.lines(request);
    if (found != null && found.refusal() == null) {
      Result<ForwardedCertificate> decoded = reader.decode(found.value());
      if (decoded.refusal() == null) {
        return decoded.value();
      }
    }
    // decode() must also be safe for values that lines() rejects.
    lines.forEach(line -> reader.decode(new Lines(line.value(), List.of(), null)));
    return null;
  }

  private static Line pick(Vector vector, Random random) {
    return vector.lines().get(random.nextInt(vector.lines().size()));
  }

  private static List<Line> replaced(Vector vector, Line old, String value) {
    List<Line> lines = new ArrayList<>(vector.lines());
    lines.replaceAll(line -> line.equals(old) ? new Line(line.name(), value) : line);
    return lines;
  }

  private static String changed(String value, Random random) {
    if (value.isEmpty()) {
      return value;
    }
    int at = random.nextInt(value.length());
    return value.substring(0, at) + character(random) + value.substring(at + 1);
  }

  private static String mutated(String value, String other, Random random) {
    int from = random.nextInt(value.length() + 1);
    int to = from + random.nextInt(Math.min(80, value.length() - from) + 1);
    String cut = value.substring(from, to);
    return switch (random.nextInt(6)) {
      case 0 -> value.substring(0, from) + value.substring(to);
      case 1 -> value.substring(0, to) + cut + value.substring(to);
      case 2 -> value.substring(0, from) + character(random) + value.substring(from);
      case 3 -> value.substring(0, from) + other.substring(Math.min(from, other.length()));
      case 4 -> value + other;
      default -> changed(value, random);
    };
  }

  private static char character(Random random) {
    return random.nextBoolean()
        ? (char) random.nextInt(256)
        : INTERESTING.charAt(random.nextInt(INTERESTING.length()));
  }

  private static List<DecodedCertificate> all(ForwardedCertificate certificate) {
    return Stream.concat(Stream.of(certificate.leaf()), certificate.chain().stream()).toList();
  }

  private static boolean isSigned(byte[] der) {
    return Stream.of("issuing", "root", "rfc9440-intermediate", "impostor")
        .anyMatch(issuer -> isSignedBy(issuer, der));
  }

  private static boolean isSignedBy(String issuer, byte[] der) {
    try {
      certificate(der).verify(certificate(VectorValue.der(issuer)).getPublicKey());
      return true;
    } catch (GeneralSecurityException notSignedByThisOne) {
      return false;
    }
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
