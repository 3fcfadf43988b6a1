package io.github.proxymtls.samples.settings;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.config.reader.Layer;
import io.github.proxymtls.internal.spring.EnvironmentLayers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.config.UnsupportedConfigDataLocationException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Reads the properties of a Spring Boot application with Spring Boot itself: YAML, profiles,
 * imported files, and every spelling of a key. Ignores the system properties and environment
 * variables of this machine.
 */
final class SpringFile {

  private SpringFile() {}

  /**
   * Returns true for {@code application.properties}, its profile-specific variants, and every YAML
   * file.
   */
  static boolean is(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".yml")
        || name.endsWith(".yaml")
        || name.matches("application(-[a-z0-9_.-]+)?\\.properties");
  }

  /**
   * Returns the layers of the application's environment.
   *
   * @param profiles active Spring profiles besides those that the file activates
   * @throws ConfigurationException if Spring Boot cannot read the file
   */
  static List<Layer> read(Path file, List<String> profiles) {
    StandardEnvironment environment = new Empty();
    Map<String, Object> given = new HashMap<>();
    given.put("spring.config.location", file.toAbsolutePath().toUri().toString());
    given.put("spring.profiles.include", String.join(",", profiles));
    environment.getPropertySources().addFirst(new MapPropertySource("the command line", given));
    try {
      // The other overloads differ between Spring Boot 3.5 and 4.
      ConfigDataEnvironmentPostProcessor.applyTo(environment);
      return EnvironmentLayers.of(environment);
    } catch (ConfigurationException unusable) {
      throw unusable;
    } catch (RuntimeException unreadable) {
      throw UnusableFile.exception(what(unreadable), file.toString());
    }
  }

  /** Returns a text of this tool, because Spring's own messages quote locations and values. */
  private static String what(RuntimeException unreadable) {
    for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnsupportedConfigDataLocationException) {
        return "it imports from a location of a kind that only the application can read";
      }
      if (cause instanceof ConfigDataNotFoundException) {
        return "it imports a file that does not exist";
      }
      if (cause instanceof PlaceholderResolutionException) {
        return "a placeholder has no value, or stands for itself";
      }
    }
    return "a property or an import is invalid (" + unreadable.getClass().getSimpleName() + ")";
  }

  private static final class Empty extends StandardEnvironment {

    @Override
    protected void customizePropertySources(MutablePropertySources sources) {
      // Ignores the property sources of this tool, which are not the application's.
    }
  }
}
