package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.internal.x509.PemBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads a client's certificate, followed by its chain, as if a proxy had forwarded both. */
final class CertificateFile {

  private static final byte SEQUENCE = 0x30;

  private CertificateFile() {}

  /**
   * Reads a file in PEM, or one certificate in DER.
   *
   * @throws IOException if the file cannot be read or holds something else
   */
  static Result<ForwardedCertificate> read(Path file, HeaderLimits limits) throws IOException {
    List<String> values = base64(Input.read(file)).stream().map(der -> ":" + der + ":").toList();
    if (values.isEmpty()) {
      throw new IOException("no certificate: give PEM with CERTIFICATE blocks, or DER");
    }
    // RFC 9440 carries the octets as they are.
    HeaderFormat format = Objects.requireNonNull(Preset.named("rfc9440")).format();
    HeaderReader reader =
        new HeaderReader(format, limits, new ReservedHeaders(List.of(format), Set.of()));
    return reader.decode(
        new HeaderReader.Lines(values.get(0), values.subList(1, values.size()), null));
  }

  /** Returns the certificates of a file as a container has them. */
  static List<X509Certificate> x509(Path file) throws IOException {
    try {
      return base64(Input.read(file)).stream()
          .map(Base64.getDecoder()::decode)
          .map(ParsedCertificate::of)
          .map(ParsedCertificate::toX509Certificate)
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static List<String> base64(byte[] content) throws IOException {
    Base64.Encoder encoder = Base64.getEncoder();
    if (content.length > 0 && content[0] == SEQUENCE) {
      return List.of(encoder.encodeToString(content));
    }
    try {
      return PemBlocks.read(content, PemBlocks.CERTIFICATE).stream()
          .map(block -> encoder.encodeToString(block.content()))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
