package io.github.proxymtls.it.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A release into a folder, unsigned, from a copy of the sources. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class ReleaseIT {

  private Path folder;
  private Path repository;

  @BeforeAll
  void releaseIntoAFolder(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path sources = folder.resolve("sources");
    repository = folder.resolve("repository");
    SourceTree.copyTo(sources);
    MavenRun.in(
        sources,
        "--quiet",
        "-Prelease",
        "-Dgpg.skip",
        "-DskipTests",
        "-Dspotless.check.skip",
        "--projects=filter",
        "--also-make",
        "verify",
        "deploy:deploy",
        "-DaltDeploymentRepository=folder::" + repository.toUri());
  }

  @Test
  void holdsTheLibraryWithSourcesJavadocBillOfMaterialsAndTestFixture() throws Exception {
    List<String> kinds = List.of(".jar", "-sources.jar", "-javadoc.jar", "-tests.jar", ".pom");
    for (String kind : kinds) {
      assertThat(released("proxymtls-filter", kind)).as(kind).exists();
    }
    assertThat(Files.readString(released("proxymtls-filter", "-cyclonedx.json")))
        .contains("\"name\" : \"bcpkix-jdk18on\"", "\"licenses\"");
  }

  @Test
  void holdsNeitherTheSamplesNorTheIntegrationTests() throws Exception {
    try (Stream<Path> artifacts = Files.list(repository.resolve("io/github/proxymtls"))) {
      assertThat(artifacts.map(artifact -> artifact.getFileName().toString()))
          .containsExactlyInAnyOrder("proxymtls-parent", "proxymtls-filter");
    }
  }

  @Test
  void twoBuildsOfTheSameSourcesGiveTheSameBytes() throws Exception {
    for (String kind : List.of(".jar", "-tests.jar")) {
      try (Stream<Path> built = Files.list(Path.of("../filter/target"))) {
        Path other =
            built
                .filter(
                    file ->
                        file.getFileName()
                            .toString()
                            .matches("proxymtls-filter-[\\w.]+(-SNAPSHOT)?" + Pattern.quote(kind)))
                .findAny()
                .orElseThrow();
        assertThat(released("proxymtls-filter", kind)).as(kind).hasSameBinaryContentAs(other);
      }
    }
  }

  @Test
  void everyJarHoldsTheLicence() throws Exception {
    for (String kind : List.of(".jar", "-sources.jar", "-tests.jar")) {
      try (JarFile jar = new JarFile(released("proxymtls-filter", kind).toFile())) {
        assertThat(jar.getEntry("META-INF/LICENSE")).as(kind).isNotNull();
      }
    }
  }

  @Test
  void theManifestNamesTheVersion() throws Exception {
    try (JarFile jar = new JarFile(released("proxymtls-filter", ".jar").toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
          .isEqualTo(version());
    }
  }

  @Test
  void emptyProjectUsesIt() throws Exception {
    Path consumer = folder.resolve("consumer");
    Files.createDirectories(consumer.resolve("src/main/java/example"));
    Files.writeString(
        consumer.resolve("pom.xml"),
        resource("pom.xml")
            .replace("@version@", version())
            .replace("@repository@", repository.toUri().toString()));
    Files.writeString(
        consumer.resolve("src/main/java/example/Consumer.java"), resource("Consumer.java"));
    LocalRepository.viewIn(folder.resolve("local"));

    String printed =
        MavenRun.in(
            consumer,
            "--quiet",
            "-Dmaven.repo.local=" + folder.resolve("local"),
            "compile",
            "exec:java");

    assertThat(printed).contains("started ");
  }

  private Path released(String artifact, String kind) throws IOException {
    Path versions = repository.resolve("io/github/proxymtls").resolve(artifact);
    try (Stream<Path> files = Files.walk(versions)) {
      Pattern name =
          Pattern.compile(artifact + "-[\\d.]+(-\\d+\\.\\d+-\\d+)?" + Pattern.quote(kind));
      return files
          .filter(file -> name.matcher(file.getFileName().toString()).matches())
          .findAny()
          .orElseThrow(() -> new AssertionError("no " + artifact + kind));
    }
  }

  private static String version() throws IOException {
    Matcher matcher =
        Pattern.compile("<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String resource(String name) throws IOException {
    try (InputStream content = ReleaseIT.class.getResourceAsStream("/consumer/" + name)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
