package io.github.proxymtls.internal.header;

import io.github.proxymtls.testing.PlainRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code vectors/<format>/*.txt}; the grammar is in {@code vectors/README.md}.
 *
 * @param expect {@code accepted} with the certificates from the leaf on, {@code absent}, or the
 *     code of a {@link io.github.proxymtls.Reason}
 */
public record Vector(
    String file,
    String name,
    String source,
    HeaderFormat format,
    HeaderLimits limits,
    List<Line> lines,
    @Nullable String verdict,
    @Nullable String detail,
    String expect)
    implements PlainRequest {

  /** One header line of the request. */
  public record Line(String name, String value) {}

  /** From the folder of any module. */
  static final Path FOLDER = Path.of("../filter/src/test/resources/vectors");

  private static final String DEFAULT_LIMITS = "32768 65536 12288 10";

  /** Returns every row of every file. */
  public static List<Vector> all() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(file -> read(file).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names that the filter hides. */
  public ReservedHeaders reserved() {
    return new ReservedHeaders(List.of(format), Set.of("Proxy-Authorization"));
  }

  @Override
  public Iterable<String> headerNames() {
    return lines.stream().map(Line::name).toList();
  }

  @Override
  public List<String> headers(String header) {
    return lines.stream()
        .filter(line -> line.name().equalsIgnoreCase(header))
        .map(Line::value)
        .toList();
  }

  @Override
  public String toString() {
    return FOLDER.relativize(Path.of(file)) + ": " + name;
  }

  private static List<Vector> read(Path file) {
    List<Vector> vectors = new ArrayList<>();
    Map<String, String> common = Map.of();
    for (List<String> paragraph : paragraphs(file)) {
      Map<String, String> keys = new LinkedHashMap<>(common);
      List<Line> lines = new ArrayList<>();
      paragraph.forEach(line -> readLine(line, keys, lines));
      if (keys.containsKey("vector")) {
        vectors.add(vector(file, keys, lines));
      } else {
        common = keys;
      }
    }
    return vectors;
  }

  private static Vector vector(Path file, Map<String, String> keys, List<Line> lines) {
    return new Vector(
        file.toString(),
        required(keys, "vector"),
        required(keys, "source"),
        format(required(keys, "format")),
        limits(keys.getOrDefault("limits", DEFAULT_LIMITS)),
        lines,
        keys.get("verdict"),
        keys.get("detail"),
        required(keys, "expect"));
  }

  private static void readLine(String line, Map<String, String> keys, List<Line> lines) {
    boolean header = line.startsWith("> ");
    String text = header ? line.substring(2) : line;
    int colon = text.indexOf(':');
    String name = text.substring(0, colon);
    String value = text.substring(Math.min(text.length(), colon + 2));
    if (header) {
      lines.add(new Line(name, VectorValue.expand(value)));
    } else {
      keys.put(name, value);
    }
  }

  private static List<List<String>> paragraphs(Path file) {
    List<List<String>> paragraphs = new ArrayList<>();
    try {
      for (String paragraph : Files.readString(file, StandardCharsets.UTF_8).split("\n\n+", -1)) {
        List<String> lines = paragraph.lines().filter(line -> !line.startsWith("#")).toList();
        if (!lines.isEmpty()) {
          paragraphs.add(lines);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paragraphs;
  }

  private static HeaderFormat format(String text) {
    if (!text.startsWith("custom ")) {
      return java.util.Objects.requireNonNull(Preset.named(text), text).format();
    }
    Map<String, String> keys = new LinkedHashMap<>();
    for (String pair : text.substring("custom ".length()).split(" ", -1)) {
      keys.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    Encoding encoding =
        Arrays.stream(Encoding.values())
            .filter(candidate -> candidate.key().equals(keys.get("encoding")))
            .findFirst()
            .orElseThrow();
    return new HeaderFormat(
        "custom",
        required(keys, "certificate"),
        keys.get("chain"),
        keys.get("verify"),
        Set.of(keys.getOrDefault("verify-success", "")),
        encoding,
        Set.of(keys.getOrDefault("absent", "").split("\\|")));
  }

  private static HeaderLimits limits(String text) {
    int[] numbers = Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    return new HeaderLimits(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  private static String required(Map<String, String> keys, String key) {
    return java.util.Objects.requireNonNull(keys.get(key), () -> key + " missing in " + keys);
  }
}
