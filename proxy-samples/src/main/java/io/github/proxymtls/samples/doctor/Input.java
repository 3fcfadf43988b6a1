package io.github.proxymtls.samples.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a command examines, up to a limit. */
final class Input {

  /** The maximum size of an input, in octets: that of a configured file. */
  static final int MAXIMUM_SIZE = 16 * 1024 * 1024;

  private Input() {}

  static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  static byte[] read(InputStream in) throws IOException {
    byte[] content = in.readNBytes(MAXIMUM_SIZE + 1);
    if (content.length > MAXIMUM_SIZE) {
      throw new IOException("the input is larger than " + MAXIMUM_SIZE + " bytes");
    }
    return content;
  }
}
