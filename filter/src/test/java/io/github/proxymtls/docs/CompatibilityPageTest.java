package io.github.proxymtls.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on compatibility names the versions that the build tests. */
class CompatibilityPageTest {

  private static final Path TOP = Path.of("..");

  @ParameterizedTest
  @CsvSource({
    "pom.xml, tomcat.version, Tomcat",
    "pom.xml, jetty.version, Jetty",
    "pom.xml, spring-boot.version, Spring Boot",
    "pom.xml, newer-spring-boot.version, Spring Boot",
    "integration-tests/pom.xml, undertow.version, Undertow"
  })
  void namesTestedVersion(String pom, String property, String product) throws IOException {
    Matcher version =
        Pattern.compile("<" + Pattern.quote(property) + ">(\\d+\\.\\d+)\\.")
            .matcher(Files.readString(TOP.resolve(pom)));

    assertThat(version.find()).isTrue();
    assertThat(Files.readString(Path.of("docs", "compatibility.md")))
        .contains(product + " " + version.group(1));
  }
}
