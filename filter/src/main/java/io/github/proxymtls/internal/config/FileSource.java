package io.github.proxymtls.internal.config;

import java.io.IOException;

/** Provides the content of configured files. */
@FunctionalInterface
public interface FileSource {

  /**
   * Returns the whole content, as a new array.
   *
   * @throws IOException if the file cannot be read
   */
  byte[] read(Resource file) throws IOException;
}
