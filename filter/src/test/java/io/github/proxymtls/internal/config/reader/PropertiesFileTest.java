package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.reader.PropertiesFile.Line;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {

  @TempDir private Path folder;
  private final Problems problems = new Problems();

  @Test
  void numbersTheFirstNaturalLineOfEachKey() throws IOException {
    assertThat(
            read(
                """
                # a comment that does not go on \\
                a=1

                b : 2\\
                    3
                ! another
                c
                d = M\u00fcller \\u00e9
                """))
        .containsExactly(
            new Line(2, "a", "1"),
            new Line(4, "b", "23"),
            new Line(7, "c", ""),
            new Line(8, "d", "M\u00fcller \u00e9"));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void readsEveryLineEndingAndTheByteOrderMark() throws IOException {
    assertThat(read("\uFEFFa=1\r\nb=2\rc=3\nd=4"))
        .containsExactly(
            new Line(1, "a", "1"),
            new Line(2, "b", "2"),
            new Line(3, "c", "3"),
            new Line(4, "d", "4"));
  }

  @Test
  void rejectsAKeyThatIsSetTwice() throws IOException {
    List<Line> lines = read("a=1\nb=2\na = 3\n");

    assertThat(lines).containsExactly(new Line(1, "a", "1"), new Line(2, "b", "2"));
    assertThat(problems.list())
        .containsExactly(
            new Problem(
                "duplicate-key",
                "the key is set twice in one file",
                "'a', set in conf.properties:1 and again in conf.properties:3",
                "remove one of the two lines"));
  }

  @Test
  void rejectsAKeyThatIsSetTwiceWithTheSameValueInAnotherSpelling() throws IOException {
    read("a=1\n\\u0061:1\n");

    assertThat(problems.list()).extracting(Problem::code).containsExactly("duplicate-key");
  }

  @Test
  void rejectsAMalformedEscapeAndContinues() throws IOException {
    assertThat(read("a=\\u12\nb=2\n")).containsExactly(new Line(2, "b", "2"));
    assertThat(problems.list())
        .extracting(Problem::code, Problem::where)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("config-file", "conf.properties:1"));
  }

  @Test
  void rejectsInvalidUtf8() {
    byte[] latin = "a=M\u00fcller".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> readBytes(latin)).isInstanceOf(ConfigurationException.class);
    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly("the properties file conf.properties is not UTF-8");
  }

  @Test
  void rejectsAMissingFile() {
    Path path = folder.resolve("missing");
    Resource missing = new Resource("proxymtls.config", "missing", path);
    assertThatThrownBy(() -> PropertiesFile.read(missing, problems))
        .isInstanceOf(ConfigurationException.class);
    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly("the properties file " + path + " cannot be read: it does not exist");
  }

  @Tag("slow")
  @Test
  void readsTheSameAsPropertiesForAnyText() throws IOException {
    Random random = new Random(20260101);
    String alphabet = "ab=: \\#!\n\r\tu0";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(24); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      compare(text.toString());
    }
  }

  private void compare(String text) throws IOException {
    Properties expected = new Properties();
    try {
      expected.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      expected = null;
    }
    Problems found = new Problems();
    List<Line> lines = readBytes(text.getBytes(StandardCharsets.UTF_8), found);
    boolean malformed = found.list().stream().anyMatch(p -> p.code().equals("config-file"));
    assertThat(malformed).as(text).isEqualTo(expected == null);
    if (found.list().isEmpty()) {
      Map<String, String> read = lines.stream().collect(Collectors.toMap(Line::key, Line::value));
      assertThat(read).as(text).isEqualTo(expected);
    }
  }

  private List<Line> read(String text) throws IOException {
    return readBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Line> readBytes(byte[] content) {
    return readBytes(content, problems);
  }

  private List<Line> readBytes(byte[] content, Problems into) {
    try {
      Path file = Files.write(folder.resolve("conf.properties"), content);
      return PropertiesFile.read(new Resource("proxymtls.config", "conf.properties", file), into);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
