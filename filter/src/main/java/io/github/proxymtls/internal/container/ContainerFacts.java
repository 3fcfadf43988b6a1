package io.github.proxymtls.internal.container;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the containers report beyond the Servlet API: the order of filters, and (not Undertow) the
 * limit on the headers of a request. {@link JettyUpgradeFilter} finds the order in Jetty.
 *
 * <p>A web application does not see the container's classes, so the public methods of the
 * container's objects are called by reflection. If a container differs from what is expected here,
 * the result is unknown.
 */
final class ContainerFacts {

  /** Tomcat's resources of the application, which know its context. */
  private static final String TOMCAT_RESOURCES = "org.apache.catalina.resources";

  private static final String UNDERTOW = "io.undertow.servlet.spec.ServletContextImpl";

  private final ServletContext context;

  ContainerFacts(ServletContext context) {
    this.context = context;
  }

  /**
   * Returns the names of other filters that the container maps before the first mapping of this
   * filter; empty if the container does not report them.
   */
  List<String> filtersBefore(String ours) {
    try {
      List<String> names = mappedFilters();
      return names.subList(0, Math.max(0, names.indexOf(ours))).stream().distinct().toList();
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return JettyUpgradeFilter.filtersBefore(context, ours);
    }
  }

  /**
   * Returns how many octets of headers the connector with the lowest limit reads in a request of
   * HTTP/1.1; empty if the container does not report it.
   *
   * @param embedded the limit of a Jetty that gets its connectors later, as in Spring Boot; null if
   *     it is not known
   */
  OptionalInt headerLimit(@Nullable Integer embedded) {
    try {
      List<Integer> limits = tomcat() == null ? jettyLimits() : tomcatLimits();
      return limits.isEmpty() && tomcat() == null && embedded != null
          ? OptionalInt.of(embedded)
          : limits.stream().mapToInt(Integer::intValue).min();
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return OptionalInt.empty();
    }
  }

  /** A mapping to a servlet's name comes after every mapping to a pattern. */
  private List<String> mappedFilters() throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    Object tomcat = tomcat();
    Object undertow = undertow();
    if (tomcat != null) {
      for (Object mapping : Getters.all(tomcat, "findFilterMaps")) {
        if ((boolean) Getters.get(mapping, "getMatchAllUrlPatterns")
            || !Getters.all(mapping, "getURLPatterns").isEmpty()) {
          names.add((String) Getters.get(mapping, "getFilterName"));
        }
      }
    } else if (undertow != null) {
      for (Object mapping : Getters.all(undertow, "getFilterMappings")) {
        if ("URL".equals(Getters.get(mapping, "getMappingType").toString())) {
          names.add((String) Getters.get(mapping, "getFilterName"));
        }
      }
    } else {
      throw new ClassNotFoundException(context.getClass().getName());
    }
    return names;
  }

  /** Returns Undertow's description of the application; null in every other container. */
  @Nullable Object undertow() throws ReflectiveOperationException {
    return UNDERTOW.equals(context.getClass().getName())
        ? Getters.get(Getters.get(context, "getDeployment"), "getDeploymentInfo")
        : null;
  }

  /** Returns Tomcat's context; null in every other container. */
  @Nullable Object tomcat() throws ReflectiveOperationException {
    Object resources = context.getAttribute(TOMCAT_RESOURCES);
    return resources == null ? null : Getters.get(resources, "getContext");
  }

  private List<Integer> tomcatLimits() throws ReflectiveOperationException {
    Object host =
        Getters.get(Getters.get(context.getAttribute(TOMCAT_RESOURCES), "getContext"), "getParent");
    Object service = Getters.get(Getters.get(host, "getParent"), "getService");
    List<Integer> limits = new ArrayList<>();
    for (Object connector : Getters.all(service, "findConnectors")) {
      Object protocol = Getters.get(connector, "getProtocolHandler");
      if (Getters.has(protocol, "getMaxHttpRequestHeaderSize")) {
        limits.add((Integer) Getters.get(protocol, "getMaxHttpRequestHeaderSize"));
      }
    }
    return limits;
  }

  private List<Integer> jettyLimits() throws ReflectiveOperationException {
    List<Integer> limits = new ArrayList<>();
    Object server = Getters.get(JettyUpgradeFilter.contextHandler(context), "getServer");
    for (Object connector : Getters.all(server, "getConnectors")) {
      for (Object protocol : Getters.all(connector, "getConnectionFactories")) {
        if (Getters.has(protocol, "getHttpConfiguration")) {
          Object configuration = Getters.get(protocol, "getHttpConfiguration");
          limits.add((Integer) Getters.get(configuration, "getRequestHeaderSize"));
        }
      }
    }
    return limits;
  }

  /**
   * Returns a class of the application without initialising it; null if it is not found. An
   * embedded Jetty may have no class loader for the application.
   */
  static @Nullable Class<?> type(ServletContext context, @Nullable String name) {
    if (name == null) {
      return null;
    }
    ClassLoader application = context.getClassLoader();
    ClassLoader own = ContainerFacts.class.getClassLoader();
    try {
      return Class.forName(name, false, application == null ? own : application);
    } catch (ClassNotFoundException | LinkageError | RuntimeException unknown) {
      return null;
    }
  }
}
