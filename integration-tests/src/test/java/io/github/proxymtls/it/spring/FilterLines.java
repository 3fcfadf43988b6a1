package io.github.proxymtls.it.spring;

import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The properties of a proxy's sample as lines of an application.properties file: with absolute
 * paths, and with the line that registers the filter.
 */
final class FilterLines {

  private final Path folder;
  private final List<String> lines = new ArrayList<>(List.of("proxymtls.enabled=true"));

  private FilterLines(Path folder) {
    this.folder = folder;
  }

  static FilterLines of(Site site) throws IOException {
    FilterLines result = new FilterLines(site.file("application"));
    Files.readAllLines(site.file("application/proxymtls.properties")).stream()
        .filter(line -> line.startsWith("proxymtls."))
        .map(result::withAbsolutePath)
        .forEach(result.lines::add);
    return result;
  }

  private String withAbsolutePath(String line) {
    String value = line.substring(line.indexOf('=') + 1);
    return Files.exists(folder.resolve(value))
        ? line.substring(0, line.indexOf('=') + 1) + folder.resolve(value)
        : line;
  }

  /** Returns a copy without the keys with this prefix. */
  FilterLines without(String... prefixes) {
    for (String prefix : prefixes) {
      Predicate<String> begins = line -> line.startsWith("proxymtls." + prefix);
      lines.removeIf(begins);
    }
    return this;
  }

  FilterLines with(String key, Object value) {
    without(key + "=");
    lines.add("proxymtls." + key + "=" + value);
    return this;
  }

  /** Returns a copy with additional lines of the application. */
  List<String> and(String... more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(List.of(more));
    return all;
  }
}
