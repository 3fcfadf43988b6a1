package io.github.proxymtls.benchmarks;

import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Loads the filter of an earlier version from its jar, beside today's. Its libraries are today's.
 */
final class EarlierVersion extends URLClassLoader {

  private static final String OWN = "io.github.proxymtls.";

  private EarlierVersion(Path jar) throws IOException {
    super(new URL[] {jar.toUri().toURL()}, EarlierVersion.class.getClassLoader());
  }

  /** Returns a filter that the container configures by init parameters. */
  static Filter filter(Path jar, String name) throws IOException, ReflectiveOperationException {
    Class<?> type = Class.forName(name, true, new EarlierVersion(jar));
    return (Filter) type.getConstructor().newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OWN)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? super.getResource(name) : own;
  }
}
