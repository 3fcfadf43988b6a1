package io.github.proxymtls.servlet;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the containers report beyond the Servlet API: the order of filters, and (not Undertow) the
 * limit on the headers of a request. {@link JettyUpgradeFilter} finds the order in Jetty.
 *
 * <p>A web application does not see the container's classes, so the objects that the container
 * gives are asked by their public methods. Where a container differs from what is expected here,
 * nothing is known.
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
    if (tomcat != null) {
      for (Object mapping : all(get(tomcat, "findFilterMaps"))) {
        if ((boolean) get(mapping, "getMatchAllUrlPatterns")
            || !all(get(mapping, "getURLPatterns")).isEmpty()) {
          names.add((String) get(mapping, "getFilterName"));
        }
      }
    } else if (UNDERTOW.equals(context.getClass().getName())) {
      Object deployment = get(get(context, "getDeployment"), "getDeploymentInfo");
      for (Object mapping : all(get(deployment, "getFilterMappings"))) {
        if ("URL".equals(get(mapping, "getMappingType").toString())) {
          names.add((String) get(mapping, "getFilterName"));
        }
      }
    } else {
      throw new ClassNotFoundException(context.getClass().getName());
    }
    return names;
  }

  private @Nullable Object tomcat() throws ReflectiveOperationException {
    Object resources = context.getAttribute(TOMCAT_RESOURCES);
    return resources == null ? null : get(resources, "getContext");
  }

  private List<Integer> tomcatLimits() throws ReflectiveOperationException {
    Object host = get(get(context.getAttribute(TOMCAT_RESOURCES), "getContext"), "getParent");
    Object service = get(get(host, "getParent"), "getService");
    List<Integer> limits = new ArrayList<>();
    for (Object connector : all(get(service, "findConnectors"))) {
      Object protocol = get(connector, "getProtocolHandler");
      if (has(protocol, "getMaxHttpRequestHeaderSize")) {
        limits.add((Integer) get(protocol, "getMaxHttpRequestHeaderSize"));
      }
    }
    return limits;
  }

  private List<Integer> jettyLimits() throws ReflectiveOperationException {
    List<Integer> limits = new ArrayList<>();
    for (Object connector : all(get(JettyUpgradeFilter.server(context), "getConnectors"))) {
      for (Object protocol : all(get(connector, "getConnectionFactories"))) {
        if (has(protocol, "getHttpConfiguration")) {
          Object configuration = get(protocol, "getHttpConfiguration");
          limits.add((Integer) get(configuration, "getRequestHeaderSize"));
        }
      }
    }
    return limits;
  }

  private static boolean has(Object target, String getter) {
    for (var method : target.getClass().getMethods()) {
      if (method.getName().equals(getter) && method.getParameterCount() == 0) {
        return true;
      }
    }
    return false;
  }

  private static Object get(Object target, String getter) throws ReflectiveOperationException {
    Object value = target.getClass().getMethod(getter).invoke(target);
    if (value == null) {
      throw new NoSuchFieldException(getter);
    }
    return value;
  }

  private static List<Object> all(Object several) {
    return several instanceof Object[] array
        ? List.of(array)
        : List.copyOf((Collection<?>) several);
  }
}
