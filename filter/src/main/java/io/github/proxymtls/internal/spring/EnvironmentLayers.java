package io.github.proxymtls.internal.spring;

import io.github.proxymtls.internal.config.reader.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads the library's keys from Spring's environment, with the origin of every value and with
 * placeholders resolved. Skips property sources that cannot list their property names.
 */
public final class EnvironmentLayers {

  private static final String OWN_WORD = "proxymtls";

  private final ConfigurableEnvironment environment;

  private EnvironmentLayers(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  /** Returns the property sources, highest precedence first. */
  public static List<Layer> of(ConfigurableEnvironment environment) {
    EnvironmentLayers reader = new EnvironmentLayers(environment);
    List<Layer> layers = new ArrayList<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> named
          && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
        layers.add(reader.layer(named));
      }
    }
    return layers;
  }

  private Layer layer(EnumerablePropertySource<?> source) {
    boolean variables = source instanceof SystemEnvironmentPropertySource;
    List<Layer.Entry> entries = new ArrayList<>();
    for (String name : source.getPropertyNames()) {
      Object value = hasLibraryPrefix(name) ? source.getProperty(name) : null;
      if (value != null) {
        String text = environment.resolvePlaceholders(value.toString());
        entries.add(new Layer.Entry(name, text, origin(source, name, variables), variables));
      }
    }
    return new Layer(entries);
  }

  private static boolean hasLibraryPrefix(String name) {
    return name.regionMatches(true, 0, OWN_WORD, 0, OWN_WORD.length());
  }

  private static String origin(PropertySource<?> source, String name, boolean variable) {
    if (variable) {
      return "the environment variable " + name;
    }
    Origin origin = OriginLookup.getOrigin(source, name);
    return Objects.requireNonNullElse(origin, "the property source " + source.getName()).toString();
  }
}
