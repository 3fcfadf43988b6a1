package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.header.HeaderFormat;
import java.nio.file.Path;
import java.util.List;

/** The headers that a filter reads. */
public final class FilterFormat {

  private FilterFormat() {}

  /** Returns the headers that a properties file describes. */
  public static HeaderFormat read(Path properties) {
    return FilterExpectations.read(properties, List.of(), null, new Problems()).format();
  }
}
