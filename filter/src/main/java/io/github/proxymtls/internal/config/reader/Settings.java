package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.KeyNames;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The raw value of every key and the place that set it. In order of precedence, the sources are
 * code, init-parameters, system properties, environment variables, and the file that {@code
 * proxymtls.config} names.
 */
public final class Settings {

  /**
   * A named set of values. Keys that do not begin with {@code proxymtls} are ignored.
   *
   * @param origin the name of the source for messages, such as {@code the filter's init-parameters}
   */
  public record Source(String origin, Map<String, String> values) {
    public Source {
      values = Map.copyOf(values);
    }
  }

  /**
   * One value.
   *
   * @param origin the place that set the value, for messages
   * @param file the properties file that contains it, or null for any other place
   */
  record Setting(String value, String origin, @Nullable Resource file) {}

  private final Map<String, Setting> settings = new TreeMap<>();
  private final Problems problems;
  private boolean layered;

  private Settings(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads all sources.
   *
   * @param sources code and init-parameters, highest precedence first
   * @param systemProperties the system properties of the JVM
   * @param environment the environment variables
   * @param problems receives each problem, such as an unknown key, and the origin of each key; an
   *     unknown environment variable is a warning
   * @throws ConfigurationException if the file that {@code proxymtls.config} names cannot be read
   */
  public static Settings read(
      List<Source> sources,
      Map<String, String> systemProperties,
      Map<String, String> environment,
      Problems problems) {
    Settings settings = new Settings(problems);
    sources.forEach(settings::addSource);
    settings.addSource(new Source("the system properties", systemProperties));
    new TreeMap<>(environment).forEach(settings::addVariable);
    settings.addFile();
    return settings;
  }

  /**
   * Reads an application's environment instead of the standard sources, for a filter that is
   * registered automatically. {@code proxymtls.enabled} must be set if any other key is.
   *
   * @param sources code, highest precedence first
   * @param layers the property sources of the environment, highest precedence first
   * @param problems as in {@link #read}
   */
  public static Settings readLayers(List<Source> sources, List<Layer> layers, Problems problems) {
    Settings settings = new Settings(problems);
    settings.layered = true;
    sources.forEach(settings::addSource);
    layers.forEach(settings::addLayer);
    settings.refuseFile();
    settings.requireEnabled();
    return settings;
  }

  /** Returns the value of a key, or null if it is not set. */
  @Nullable Setting get(String key) {
    return settings.get(key);
  }

  /** Returns the same settings without a key, for a tool that cannot follow its value. */
  public Settings without(String key) {
    Settings fewer = new Settings(problems);
    fewer.settings.putAll(settings);
    fewer.layered = layered;
    fewer.settings.remove(key);
    return fewer;
  }

  /**
   * Returns the end of a message that asks the operator to remove a key. A higher layer replaces
   * the value of a key, but cannot remove the key.
   */
  String howToRemove() {
    return layered
        ? "; the file of a Spring profile cannot remove a key: where the key stands, put it into a"
            + " document of its own with spring.config.activate.on-profile: \"!NAME\", which the"
            + " profile NAME leaves out"
        : "";
  }

  /** Returns the keys that are set, sorted. */
  Set<String> keys() {
    return settings.keySet();
  }

  /** Returns the files that the keys name, even if there are problems. Does not include URLs. */
  public Map<FileKind, List<Resource>> files() {
    Map<FileKind, List<Resource>> files = new EnumMap<>(FileKind.class);
    settings.forEach(
        (name, setting) -> {
          FileKind kind = Keys.fileKind(name);
          if (kind != null) {
            String[] values =
                kind == FileKind.CRLS
                    ? setting.value().split(",", -1)
                    : new String[] {setting.value()};
            files
                .computeIfAbsent(kind, it -> new ArrayList<>())
                .addAll(files(name, setting, values));
          }
        });
    return files;
  }

  private static List<Resource> files(String name, Setting setting, String[] values) {
    List<Resource> files = new ArrayList<>();
    for (String value : values) {
      try {
        files.add(Resource.of(name, value.strip(), setting.file()));
      } catch (IllegalArgumentException noFile) {
        // The reader of the key reports a problem if it must be a file.
      }
    }
    return files;
  }

  private void addSource(Source source) {
    new TreeMap<>(source.values())
        .forEach(
            (key, value) -> {
              if (Keys.hasLibraryPrefix(key)) {
                add(key, new Setting(value, source.origin(), null));
              }
            });
  }

  private void addVariable(String variable, String value) {
    if (!Keys.hasEnvironmentPrefix(variable)) {
      return;
    }
    String key = Keys.ofEnvironment(variable);
    if (key != null) {
      add(key, new Setting(value, "the environment variable " + variable, null));
      return;
    }
    Keys.warnOfVariable(variable, problems);
  }

  /** Adds a layer. A list in a higher layer replaces the whole list. */
  private void addLayer(Layer layer) {
    Set<String> above = new HashSet<>();
    keys().forEach(key -> above.add(KeyNames.withoutNumber(key)));
    LayerReader.read(layer, problems)
        .forEach(
            (key, setting) -> {
              if (!above.contains(KeyNames.withoutNumber(key))) {
                add(key, setting);
              }
            });
  }

  private void refuseFile() {
    String key = HeaderKeys.CONFIG.name();
    if (settings.get(key) != null) {
      problems.add(
          "not-in-force",
          key,
          key + " has no effect: the application's environment provides all values",
          "set the file in spring.config.import, or copy its lines");
    }
  }

  private void requireEnabled() {
    String key = HeaderKeys.ENABLED.name();
    if (settings.get(key) == null) {
      problems.add(
          "required",
          key,
          key + " is not set, but other proxymtls keys are",
          "set it to true, or to false if the application registers the filter in code");
    }
  }

  private void addFile() {
    Setting config = settings.get(HeaderKeys.CONFIG.name());
    Resource file = config == null ? null : locate(config);
    if (file == null) {
      return;
    }
    for (PropertiesFile.Line line : PropertiesFile.read(file, problems)) {
      Setting setting = new Setting(line.value(), file.location() + ":" + line.number(), file);
      if (line.key().equals(HeaderKeys.CONFIG.name())) {
        problems.addAt(
            "conflict",
            at(line.key(), setting),
            "a properties file cannot name another properties file",
            "remove the line");
      } else if (Keys.resemblesLibraryKey(line.key())) {
        add(line.key(), setting);
      }
    }
  }

  private @Nullable Resource locate(Setting config) {
    String key = HeaderKeys.CONFIG.name();
    try {
      return Resource.of(key, config.value(), null);
    } catch (IllegalArgumentException e) {
      problems.add(
          "invalid-value",
          key,
          EscapedText.inMessage(config.value()) + " " + e.getMessage(),
          "set a path, a file: URL or a classpath: entry");
      return null;
    }
  }

  private void add(String key, Setting setting) {
    String shared = KeyNames.shared(key);
    if (!shared.equals(key) && Keys.knownShared(shared) && !KeyNames.covers(shared)) {
      problems.addAt(
          "shared-key",
          at(key, setting),
          "this key applies to all profiles and cannot be set for one",
          "set " + shared + " instead");
      return;
    }
    if (!Keys.known(key)) {
      Keys.refuseUnknown(key, at(key, setting), problems);
      return;
    }
    Setting stripped = new Setting(setting.value().strip(), setting.origin(), setting.file());
    if (settings.putIfAbsent(key, stripped) == null) {
      problems.setIn(key, setting.origin());
    }
    check(key, stripped);
  }

  private void check(String key, Setting setting) {
    if (setting.value().isEmpty()) {
      problems.addAt(
          "empty-value",
          at(key, setting),
          "the value is empty",
          "set a value or remove the key" + howToRemove());
    } else if (setting.value().chars().anyMatch(Character::isISOControl)) {
      problems.addAt(
          "invalid-value",
          at(key, setting),
          "the value contains a control character",
          "write it on one line, without tabs");
    }
  }

  private static String at(String key, Setting setting) {
    String shown = Keys.known(key) ? key : EscapedText.inMessage(key);
    return shown + ", set in " + setting.origin();
  }
}
