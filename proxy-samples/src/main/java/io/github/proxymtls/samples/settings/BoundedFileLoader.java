package io.github.proxymtls.samples.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Loads the files of a Spring Boot application as Spring Boot does, after a check that Spring Boot
 * does not make: a file is a regular one, not too large, and YAML is within bounds. Spring Boot
 * finds this class by {@code META-INF/spring.factories}.
 */
final class BoundedFileLoader implements PropertySourceLoader, Ordered {

  private static final int MOST_OCTETS = 1024 * 1024;

  private final PropertySourceLoader properties = new PropertiesPropertySourceLoader();
  private final PropertySourceLoader yaml = new YamlPropertySourceLoader();

  BoundedFileLoader() {}

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public String[] getFileExtensions() {
    return Stream.of(properties, yaml)
        .flatMap(loader -> Stream.of(loader.getFileExtensions()))
        .toArray(String[]::new);
  }

  @Override
  public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
    String place = place(resource);
    if (resource.isFile() && !Files.isRegularFile(resource.getFile().toPath())) {
      throw UnusableFile.exception("it is not a regular file", place);
    }
    byte[] content = read(resource, place);
    if (isProperties(resource.getFilename())) {
      return properties.load(name, resource);
    }
    BoundedYaml.check(content, place);
    try {
      return yaml.load(name, resource);
    } catch (YAMLException malformed) {
      throw BoundedYaml.unusable(malformed, place);
    }
  }

  private static byte[] read(Resource resource, String place) throws IOException {
    try (InputStream in = resource.getInputStream()) {
      byte[] content = in.readNBytes(MOST_OCTETS + 1);
      if (content.length > MOST_OCTETS) {
        throw UnusableFile.exception("it is larger than " + MOST_OCTETS + " bytes", place);
      }
      return content;
    }
  }

  private static String place(Resource resource) throws IOException {
    return resource.isFile() ? resource.getFile().toString() : resource.getDescription();
  }

  private boolean isProperties(@Nullable String file) {
    String lower = String.valueOf(file).toLowerCase(Locale.ROOT);
    return Stream.of(properties.getFileExtensions()).anyMatch(lower::endsWith);
  }
}
