package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.Key.Kind;
import io.github.proxymtls.internal.config.reader.Layer.Entry;
import io.github.proxymtls.internal.config.reader.Settings.Setting;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link Layer} and converts its names to the documented keys. An unknown name is kept as
 * it is, and {@link Settings} rejects it.
 */
final class LayerReader {

  private final Problems problems;
  private final Map<String, Setting> settings = new TreeMap<>();
  private final Map<String, NavigableMap<Integer, Entry>> lists = new TreeMap<>();

  private LayerReader(Problems problems) {
    this.problems = problems;
  }

  /** Returns the values by key. Adds each problem instead of throwing. */
  static Map<String, Setting> read(Layer layer, Problems problems) {
    LayerReader reader = new LayerReader(problems);
    for (Entry entry : layer.entries()) {
      if (Keys.hasLibraryPrefix(entry.name())) {
        reader.read(entry);
      }
    }
    reader.lists.forEach(reader::join);
    return reader.settings;
  }

  private void read(Entry entry) {
    if (!entry.variable()) {
      read(entry, RelaxedName.of(entry.name()));
      return;
    }
    RelaxedName name = RelaxedName.ofVariable(entry.name());
    if (name == null) {
      Keys.warnOfVariable(entry.name(), problems);
    } else {
      read(entry, name);
    }
  }

  private void read(Entry entry, @Nullable RelaxedName name) {
    if (name == null) {
      put(entry.name(), entry);
    } else if (name.number() == 0) {
      put(name.key(), entry);
    } else if (name.kind() == Kind.NUMBERED) {
      put(name.key() + "." + name.number(), entry);
    } else {
      lists.computeIfAbsent(name.key(), key -> new TreeMap<>()).put(name.number(), entry);
    }
  }

  /** Joins list elements to one value. Elements after a gap keep their names. */
  private void join(String key, NavigableMap<Integer, Entry> members) {
    int contiguous = 0;
    while (members.containsKey(contiguous + 1)) {
      contiguous++;
    }
    members.tailMap(contiguous, false).values().forEach(entry -> put(entry.name(), entry));
    Entry first = members.get(1);
    if (first != null) {
      String value =
          members.headMap(contiguous, true).values().stream()
              .map(Entry::value)
              .collect(Collectors.joining(","));
      put(key, new Entry(first.name(), value, first.origin(), false));
    }
  }

  private void put(String key, Entry entry) {
    Setting earlier = settings.putIfAbsent(key, new Setting(entry.value(), entry.origin(), null));
    if (earlier != null) {
      problems.addAt(
          "duplicate-key",
          EscapedText.inMessage(key)
              + ", set in "
              + earlier.origin()
              + " and again in "
              + entry.origin(),
          "the key is set twice in one source, in two spellings",
          "remove one of the two");
    }
    if (entry.value().contains("${")) {
      problems.addInstead(
          new Problem(
              "invalid-value",
              "the value contains a placeholder that cannot be resolved",
              EscapedText.inMessage(key) + ", set in " + entry.origin(),
              "define the property that it names, or write the value itself"),
          key,
          entry.origin());
    }
  }
}
