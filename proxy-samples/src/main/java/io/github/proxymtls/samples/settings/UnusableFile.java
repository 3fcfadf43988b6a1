package io.github.proxymtls.samples.settings;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import java.util.List;

/** The problem with a file of a Spring Boot application that cannot be used. */
final class UnusableFile {

  private UnusableFile() {}

  /** Returns the exception. The text contains nothing of the file. */
  static ConfigurationException exception(String what, String place) {
    return new ConfigurationException(
        List.of(
            new Problem(
                "config-file",
                "Spring Boot cannot read the file: " + what,
                place,
                "correct the file, and give it with the files that it imports")));
  }
}
