package io.github.proxymtls.samples;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that names the active profiles of a Spring Boot application. */
final class SpringProfiles {

  @Option(
      names = "--spring-profile",
      split = ",",
      paramLabel = "NAME",
      description = "Active profiles of the Spring Boot application, besides those of the file.")
  private List<String> names = List.of();

  List<String> names() {
    return names;
  }
}
