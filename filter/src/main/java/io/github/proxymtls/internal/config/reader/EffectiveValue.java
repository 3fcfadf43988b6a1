package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.KeyNames;
import io.github.proxymtls.internal.config.reader.Settings.Setting;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value in force, for tools.
 *
 * @param value the value; that of a secret key is hidden
 * @param origin the place that set it; null for a default
 */
public record EffectiveValue(String key, String value, @Nullable String origin) {

  private static final String HIDDEN = "(hidden)";
  private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

  /** Returns the values that are set, then the defaults of all other keys. */
  public static List<EffectiveValue> of(Settings settings) {
    Stream<EffectiveValue> set =
        settings.keys().stream().map(name -> of(name, Objects.requireNonNull(settings.get(name))));
    Stream<EffectiveValue> defaults =
        Keys.ALL.stream()
            .filter(key -> key.byDefault() != null && settings.get(key.name()) == null)
            .map(key -> new EffectiveValue(key.name(), String.valueOf(key.byDefault()), null));
    return Stream.concat(set, defaults).toList();
  }

  private static EffectiveValue of(String name, Setting setting) {
    String shared = KeyNames.withoutNumber(KeyNames.shared(name));
    boolean secret = Keys.ALL.stream().anyMatch(key -> key.name().equals(shared) && key.secret());
    String shown = USER_INFO.matcher(setting.value()).replaceAll("//" + HIDDEN + "@");
    return new EffectiveValue(name, secret ? HIDDEN : shown, setting.origin());
  }
}
