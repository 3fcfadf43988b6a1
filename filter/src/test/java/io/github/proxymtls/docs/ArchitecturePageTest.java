package io.github.proxymtls.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on the architecture names what is in the tree, and nothing else. */
class ArchitecturePageTest {

  private static final Path TOP = Path.of("..");
  private static final Path PAGE = Path.of("docs", "architecture.md");
  private static final Path LIBRARY = Path.of("src/main/java/io/github/proxymtls");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Predicate<String> PATH =
      Pattern.compile("[\\w./-]*(/|\\.(java|md|txt|csv))").asMatchPredicate();
  private static final Predicate<String> CLASS =
      Pattern.compile("[A-Z]\\w*[a-z]\\w*").asMatchPredicate();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `\\.([a-z0-9.]+)` \\|");

  @Test
  void everyPathExists() throws IOException {
    List<String> paths = named(PATH);

    assertThat(paths)
        .hasSizeGreaterThan(50)
        .allMatch(path -> Files.exists(LIBRARY.resolve(path)) || Files.exists(TOP.resolve(path)));
  }

  @Test
  void everyClassExists() throws IOException {
    Set<String> types =
        Stream.concat(sources(Path.of("src/main/java")), sources(Path.of("src/test/java")))
            .flatMap(ArchitecturePageTest::types)
            .collect(Collectors.toSet());

    assertThat(named(CLASS)).isNotEmpty().isSubsetOf(types);
  }

  @Test
  void everyPackageHasARow() throws IOException {
    List<String> packages =
        sources(LIBRARY)
            .filter(file -> file.endsWith("package-info.java"))
            .map(file -> LIBRARY.relativize(file.getParent()).toString().replace('/', '.'))
            .filter(name -> !name.isEmpty())
            .toList();

    assertThat(ROW.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void everySectionOfRecipesNamesFiles() throws IOException {
    String recipes = Files.readString(PAGE).split("\n## Recipes\n", -1)[1];

    assertThat(recipes.split("\n### ", -1)).hasSize(5);
    assertThat(Stream.of(recipes.split("\n### ", -1)).skip(1))
        .allMatch(recipe -> recipe.split("\n\\| `", -1).length > 4);
  }

  private static List<String> named(Predicate<String> kind) throws IOException {
    return CODE.matcher(Files.readString(PAGE))
        .results()
        .map(code -> code.group(1))
        .filter(kind)
        .distinct()
        .toList();
  }

  private static Stream<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    }
  }

  /** The type of a file, and those that it nests. */
  private static Stream<String> types(Path file) {
    try {
      return Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w*)")
          .matcher(Files.readString(file))
          .results()
          .map(type -> type.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
