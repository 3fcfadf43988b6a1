package io.github.proxymtls.internal.config;

import java.io.IOException;

/** Gives the content of configured files. */
@FunctionalInterface
public interface FileSource {

  /**
   * The whole content, to be changed at will.
   *
   * @throws IOException if there is none
   */
  byte[] read(Resource file) throws IOException;
}
