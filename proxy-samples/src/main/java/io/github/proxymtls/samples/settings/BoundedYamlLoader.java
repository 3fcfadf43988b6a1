package io.github.proxymtls.samples.settings;

import java.io.IOException;
import java.util.List;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Loads the YAML files of a Spring Boot application as Spring Boot does, within the bounds of
 * {@link BoundedFile} and {@link BoundedYaml}. Spring Boot finds this class by {@code
 * META-INF/spring.factories}.
 */
final class BoundedYamlLoader implements PropertySourceLoader, Ordered {

  private final PropertySourceLoader loader = new YamlPropertySourceLoader();

  BoundedYamlLoader() {}

  /** Just below the loader of properties, which Spring Boot prefers, too. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }

  @Override
  public String[] getFileExtensions() {
    return loader.getFileExtensions();
  }

  @Override
  public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
    BoundedFile file = BoundedFile.read(resource);
    BoundedYaml.check(file.content(), file.place());
    try {
      return loader.load(name, resource);
    } catch (YAMLException malformed) {
      throw BoundedYaml.unusable(malformed, file.place());
    }
  }
}
