package io.github.proxymtls.internal.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the listeners of a context to which the container shows its own request. A {@link
 * ServletRequestListener} is called before every filter, and a {@link
 * ServletRequestAttributeListener} whenever a filter or the application sets an attribute.
 */
final class RequestListeners {

  private final ServletContext context;
  private final ContainerFacts facts;

  RequestListeners(ServletContext context) {
    this.context = context;
    facts = new ContainerFacts(context);
  }

  /**
   * Returns the names of their classes in the order in which the container has them. Tomcat, Jetty
   * and Undertow report all of them; of another container, those that {@code web.xml} and the
   * fragments declare are known.
   */
  List<String> names() {
    return types().stream()
        .filter(RequestListeners::seesRequests)
        .map(Class::getName)
        .distinct()
        .toList();
  }

  private List<Class<?>> types() {
    try {
      return reported();
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      List<Class<?>> types = new ArrayList<>();
      for (String name : DeploymentDescriptors.of(context).listeners()) {
        Class<?> type = ContainerFacts.type(context, name);
        if (type != null) {
          types.add(type);
        }
      }
      return types;
    }
  }

  private List<Class<?>> reported() throws ReflectiveOperationException {
    List<Class<?>> types = new ArrayList<>();
    Object tomcat = facts.tomcat();
    Object undertow = facts.undertow();
    if (undertow != null) {
      for (Object listener : Getters.all(undertow, "getListeners")) {
        types.add((Class<?>) Getters.get(listener, "getListenerClass"));
      }
      return types;
    }
    List<Object> listeners =
        tomcat != null
            ? Getters.all(tomcat, "getApplicationEventListeners")
            : Getters.all(JettyUpgradeFilter.contextHandler(context), "getEventListeners");
    listeners.forEach(listener -> types.add(listener.getClass()));
    return types;
  }

  private static boolean seesRequests(Class<?> type) {
    return ServletRequestListener.class.isAssignableFrom(type)
        || ServletRequestAttributeListener.class.isAssignableFrom(type);
  }
}
