package io.github.proxymtls.samples.settings;

import java.io.IOException;
import java.util.List;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Loads the properties files of a Spring Boot application as Spring Boot does, within the bounds of
 * {@link BoundedFile}. Spring Boot finds this class by {@code META-INF/spring.factories}.
 */
final class BoundedPropertiesLoader implements PropertySourceLoader, Ordered {

  private final PropertySourceLoader loader = new PropertiesPropertySourceLoader();

  BoundedPropertiesLoader() {}

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public String[] getFileExtensions() {
    return loader.getFileExtensions();
  }

  @Override
  public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
    BoundedFile.read(resource);
    return loader.load(name, resource);
  }
}
