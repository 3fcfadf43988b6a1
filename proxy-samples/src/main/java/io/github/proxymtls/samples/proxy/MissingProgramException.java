package io.github.proxymtls.samples.proxy;

import java.io.IOException;

/** A proxy's program is not installed. */
public final class MissingProgramException extends IOException {

  private static final long serialVersionUID = 1L;

  MissingProgramException(String message) {
    super(message);
  }
}
