package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one value as the certificate header of a format, as the filter does. */
final class ValueReading {

  private final HeaderFormat format;
  private final HeaderReader reader;

  ValueReading(HeaderFormat format, HeaderLimits limits) {
    this.format = format;
    this.reader = new HeaderReader(format, limits, new ReservedHeaders(List.of(format), Set.of()));
  }

  /** Returns the lines of a request, or a refusal; null if they are absent. */
  @Nullable Result<HeaderReader.Lines> lines(RequestFacts request) {
    return reader.lines(request);
  }

  /** Returns the line, or a refusal; null if it means that there is no certificate. */
  @Nullable Result<HeaderReader.Lines> line(String value) {
    return lines(CapturedRequest.of(List.of(Map.entry(format.certificate(), value))));
  }

  /** Returns the certificate, or a refusal. */
  Result<ForwardedCertificate> decode(HeaderReader.Lines lines) {
    return reader.decode(lines);
  }

  boolean reads(String value) {
    Result<HeaderReader.Lines> line = line(value);
    return line != null && line.refusal() == null && decode(line.value()).refusal() == null;
  }
}
