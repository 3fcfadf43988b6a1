package io.github.proxymtls.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands in CONTRIBUTING name tests, profiles and files that exist. */
class ContributingPageTest {

  private static final Path TOP = Path.of("..");
  private static final Path PAGE = TOP.resolve("CONTRIBUTING.md");

  @Test
  void everyTestExists() throws IOException {
    Set<String> tests = new HashSet<>();
    for (String module : List.of("filter", "proxy-samples", "integration-tests")) {
      tests.addAll(sources(TOP.resolve(module).resolve("src/test")));
    }

    assertThat(named("-D(?:it\\.)?test='?([A-Z]\\w+)")).isNotEmpty().isSubsetOf(tests);
  }

  @Test
  void everyProfileExists() throws IOException {
    String pom =
        Files.readString(TOP.resolve("pom.xml"))
            + Files.readString(TOP.resolve("integration-tests/pom.xml"));

    assertThat(named("mvn -P(\\w+)"))
        .isNotEmpty()
        .allMatch(profile -> pom.contains("<id>" + profile + "</id>"));
  }

  @Test
  void everyFileExists() throws IOException {
    assertThat(named("`((?:filter|proxy-samples|integration-tests)/[\\w./-]+)[` ]"))
        .isNotEmpty()
        .filteredOn(path -> !path.contains("/target/"))
        .allMatch(path -> Files.exists(TOP.resolve(path)));
  }

  private static List<String> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .map(name -> name.replace(".java", ""))
          .toList();
    }
  }

  private static List<String> named(String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }
}
