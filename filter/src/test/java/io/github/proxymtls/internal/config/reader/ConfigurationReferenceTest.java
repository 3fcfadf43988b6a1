package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the reference page agrees with the code. */
class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("docs", "configuration.md");
  private static final String WRITE = "reference.write";

  /** A row of a table of keys: the key, its values, and its default in code marks or in words. */
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(proxymtls\\.[^`]+)` \\| (.*?) \\| (.*?) \\| .* \\|$", Pattern.MULTILINE);

  private static final Pattern EXAMPLE =
      Pattern.compile("^```properties\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void tablesMatchTheCode() throws IOException {
    String page = Files.readString(PAGE);
    String expected = ReferencePage.of(page);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, expected);
      return;
    }

    assertThat(page)
        .as(
            "filter/docs/configuration.md is not what the code says; to write its tables anew:"
                + " mvn -pl filter test -Dtest=%s -D%s=true",
            getClass().getSimpleName(), WRITE)
        .isEqualTo(expected);
  }

  @Test
  void everyKeyHasARow() throws IOException {
    assertThat(rows().keySet())
        .containsExactlyInAnyOrderElementsOf(Keys.ALL.stream().map(Key::name).toList());
  }

  @Test
  void documentedDefaultIsTheActualDefault() throws IOException {
    Configuration expected = Given.binding().accepted();
    List<String> compared = new ArrayList<>();
    for (Map.Entry<String, String> row : rows().entrySet()) {
      String value = row.getValue();
      if (value.startsWith("`") && value.indexOf('`', 1) == value.length() - 1) {
        String key = row.getKey().replace("proxymtls.", "");
        String plain = value.substring(1, value.length() - 1);
        assertThat(Given.binding().with(key, plain).accepted()).as(key).isEqualTo(expected);
        compared.add(key);
      }
    }
    assertThat(compared).hasSizeGreaterThan(25);
  }

  @Test
  void everyWordOfAKeyHasAnEffect() {
    for (Key key : Keys.ALL) {
      if (key.kind() != Key.Kind.WORD || key.name().contains("header.")) {
        continue;
      }
      Set<Object> configurations = new HashSet<>();
      for (String word : key.words()) {
        Problems problems = new Problems();
        Map<String, String> keys = new LinkedHashMap<>(mtlsWithBinding().keys());
        keys.put(key.name(), word);
        Settings settings =
            Settings.read(List.of(new Settings.Source("code", keys)), Map.of(), Map.of(), problems);
        Configuration read = ConfigurationReader.read(settings, InCode.NOTHING, problems);
        assertThat(problems.list())
            .as(key.name() + "=" + word)
            .noneMatch(problem -> problem.code().equals("invalid-value"));
        configurations.add(read == null || !problems.list().isEmpty() ? problems.list() : read);
      }
      assertThat(configurations).as(key.name()).hasSize(key.words().size());
    }
  }

  private static Given mtlsWithBinding() {
    return Given.mtls()
        .with("header.verify", "X-Verify")
        .with("header.verify-success", "OK")
        .with("header.certificate", "X-Cert")
        .with("header.encoding", "pem")
        .with("binding.clients", "clients.json")
        .with("binding.client-authentication", "/token");
  }

  @Test
  void everyExampleIsAccepted() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
    int examples = 0;
    while (example.find()) {
      Path file = Files.writeString(folder.resolve("proxymtls.properties"), example.group(1));
      Problems problems = new Problems();
      Settings settings =
          Settings.read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of(), problems);
      Configuration read = ConfigurationReader.read(settings, InCode.NOTHING, problems);
      assertThat(problems.list()).as(example.group(1)).isEmpty();
      Objects.requireNonNull(read);
      examples++;
    }
    assertThat(examples).isEqualTo(7);
  }

  @Test
  void everyCodeOfAProblemIsExplained() throws IOException {
    Set<String> codes = new HashSet<>();
    try (var sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        Matcher code =
            Pattern.compile("(?:\\b(?:add|addAt|warn|warnAt)|new Problem)\\(\\s*\"([a-z-]+)\",")
                .matcher(Files.readString(source));
        while (code.find()) {
          codes.add(code.group(1));
        }
      }
    }
    assertThat(codes).hasSizeGreaterThan(30);
    for (String code : codes) {
      assertThat(Files.readString(PAGE)).contains("`" + code + "`");
    }
  }

  /** Returns the default of every key on the page. */
  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      assertThat(rows.put(row.group(1), row.group(3))).as(row.group(1)).isNull();
    }
    return rows;
  }
}
