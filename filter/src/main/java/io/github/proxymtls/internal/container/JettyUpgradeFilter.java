package io.github.proxymtls.internal.container;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Jetty's WebSocketUpgradeFilter behind the filter of this library. Jetty maps it in front of
 * all filters when WebSocket is set up, unless a filter of its name is declared; a request that it
 * upgrades reaches no other filter.
 *
 * <p>The Servlet API does not report the order of filters, but Jetty's own classes do. A web
 * application does not see these, so they are taken from the class loader of the context.
 */
public final class JettyUpgradeFilter {

  private static final Logger LOG = LoggerFactory.getLogger(JettyUpgradeFilter.class);

  private static final Pattern JETTY = Pattern.compile("(org\\.eclipse\\.jetty\\.ee\\d+)\\..*");

  /** The context attribute that exists once WebSocket is set up. */
  private static final String COMPONENTS = "org.eclipse.jetty.websocket.core.WebSocketComponents";

  private final ServletContext context;
  private final String environment;
  private final ClassLoader jetty;
  private final String upgradeFilter;

  private JettyUpgradeFilter(ServletContext context, String environment, ClassLoader jetty) {
    this.context = context;
    this.environment = environment;
    this.jetty = jetty;
    upgradeFilter = environment + ".websocket.servlet.WebSocketUpgradeFilter";
  }

  /**
   * Moves Jetty's filter behind the filter that is being initialised, if it precedes it.
   *
   * @param ours the name of the filter that is being initialised
   * @throws ServletException if this is impossible, or if Jetty may still add its filter in front
   */
  public static void keepBehind(ServletContext context, String ours) throws ServletException {
    JettyUpgradeFilter filter = of(context);
    if (filter == null) {
      return;
    }
    if (filter.mayBeAdded()) {
      throw new ServletException(filter.advice(ours));
    }
    try {
      filter.moveBehind(ours);
    } catch (ReflectiveOperationException | RuntimeException impossible) {
      throw new ServletException(filter.advice(ours), impossible);
    }
  }

  /**
   * Returns the names of other filters that Jetty maps before the first mapping of this filter;
   * empty in every other container, and if Jetty does not report them.
   *
   * @param ours the name of this filter
   */
  static List<String> filtersBefore(ServletContext context, String ours) {
    JettyUpgradeFilter filter = of(context);
    if (filter == null) {
      return List.of();
    }
    try {
      List<String> names = filter.names(filter.mappings(filter.servlets()));
      return names.subList(0, Math.max(0, names.indexOf(ours))).stream().distinct().toList();
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return List.of();
    }
  }

  /**
   * Returns Jetty's handler of the application.
   *
   * @throws ClassNotFoundException if the container is not Jetty
   */
  static Object contextHandler(ServletContext context) throws ReflectiveOperationException {
    JettyUpgradeFilter filter = of(context);
    if (filter == null) {
      throw new ClassNotFoundException(context.getClass().getName());
    }
    return filter.handler();
  }

  /** Returns null if the container is not Jetty. */
  private static @Nullable JettyUpgradeFilter of(ServletContext context) {
    for (Class<?> type = context.getClass(); type != null; type = type.getSuperclass()) {
      Matcher matcher = JETTY.matcher(type.getName());
      ClassLoader loader = type.getClassLoader();
      if (loader != null && matcher.matches()) {
        return new JettyUpgradeFilter(context, matcher.group(1), loader);
      }
    }
    return null;
  }

  /** The application may add an endpoint while it runs; Jetty then looks for the name. */
  private boolean mayBeAdded() {
    return context.getAttribute(COMPONENTS) != null
        && context.getFilterRegistration(upgradeFilter) == null;
  }

  private boolean isUpgrade(String filter) {
    FilterRegistration registration = context.getFilterRegistration(filter);
    return upgradeFilter.equals(filter)
        || (registration != null && upgradeFilter.equals(registration.getClassName()));
  }

  private void moveBehind(String ours) throws ReflectiveOperationException {
    Object servlets = servlets();
    Object[] mappings = mappings(servlets);
    Object[] ordered = ordered(mappings, ours);
    if (!Arrays.equals(ordered, mappings)) {
      load("ServletHandler")
          .getMethod("setFilterMappings", mappings.getClass())
          .invoke(servlets, (Object) ordered);
    }
  }

  private Object servlets() throws ReflectiveOperationException {
    return load("ServletContextHandler").getMethod("getServletHandler").invoke(handler());
  }

  private Object handler() throws ReflectiveOperationException {
    return load("ServletContextHandler")
        .getMethod("getServletContextHandler", ServletContext.class)
        .invoke(null, context);
  }

  private Object[] mappings(Object servlets) throws ReflectiveOperationException {
    return (Object[]) load("ServletHandler").getMethod("getFilterMappings").invoke(servlets);
  }

  /**
   * Mappings of Jetty's filter that precede the last mapping of this filter move directly behind
   * it.
   */
  private Object[] ordered(Object[] mappings, String ours) throws ReflectiveOperationException {
    List<String> names = names(mappings);
    int end = showsRawHeaders() ? mappings.length : names.lastIndexOf(ours) + 1;
    List<Object> ordered = new ArrayList<>();
    List<Object> moved = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      (isUpgrade(names.get(i)) ? moved : ordered).add(mappings[i]);
    }
    if (!showsRawHeaders()) {
      ordered.addAll(moved);
    } else if (!moved.isEmpty()) {
      LOG.warn(
          "{} shows WebSocket endpoints the headers that the proxy sent: Jetty's"
              + " WebSocketUpgradeFilter is taken away, and its endpoints are not found",
          context.getServerInfo());
    }
    ordered.addAll(Arrays.asList(mappings).subList(end, mappings.length));
    return ordered.toArray(Arrays.copyOf(mappings, 0));
  }

  /**
   * Before Jetty 12.1 an endpoint gets the container's headers, regardless of what a filter hides.
   */
  private boolean showsRawHeaders() {
    return context.getServerInfo().startsWith("jetty/12.0.");
  }

  private List<String> names(Object[] mappings) throws ReflectiveOperationException {
    Method filterName = load("FilterMapping").getMethod("getFilterName");
    List<String> names = new ArrayList<>();
    for (Object mapping : mappings) {
      names.add((String) filterName.invoke(mapping));
    }
    return names;
  }

  private Class<?> load(String type) throws ClassNotFoundException {
    return Class.forName(environment + ".servlet." + type, false, jetty);
  }

  private String advice(String ours) {
    return "Jetty may map its WebSocketUpgradeFilter before the filter "
        + ours
        + ", and WebSocket requests would not reach "
        + ours
        + ": declare a filter of the name and class "
        + upgradeFilter
        + " after it";
  }
}
