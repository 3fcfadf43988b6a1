package io.github.proxymtls.samples.proxy;

import java.io.IOException;

/** The program of a proxy is not installed. */
public final class MissingProgramException extends IOException {

  private static final long serialVersionUID = 1L;

  MissingProgramException(String message) {
    super(message);
  }
}
