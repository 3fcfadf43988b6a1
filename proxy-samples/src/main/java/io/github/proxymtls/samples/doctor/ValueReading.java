package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one value as the certificate header of a format, as the filter does. */
final class ValueReading {

  private final HeaderFormat format;
  private final HeaderReader reader;

  ValueReading(HeaderFormat format, HeaderLimits limits) {
    this.format = format;
    this.reader = new HeaderReader(format, limits, new ReservedHeaders(List.of(format), Set.of()));
  }

  /** Returns the lines of a request, their absence, or a refusal. */
  HeaderReader.Found lines(RequestFacts request) {
    return reader.lines(request);
  }

  /** Returns the line, its absence, or a refusal. */
  HeaderReader.Found line(String value) {
    return lines(CapturedRequest.of(List.of(Map.entry(format.certificate(), value))));
  }

  /** Returns the certificate, or a refusal. */
  HeaderReader.Decoded decode(HeaderReader.Lines lines) {
    return reader.decode(lines);
  }

  boolean reads(String value) {
    return line(value) instanceof HeaderReader.Lines lines
        && decode(lines) instanceof HeaderReader.Certificates;
  }
}
