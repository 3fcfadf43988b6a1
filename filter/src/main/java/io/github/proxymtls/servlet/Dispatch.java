package io.github.proxymtls.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the target of a dispatch, and finds the container's own request and response. */
final class Dispatch {

  /** The requests of Tomcat and of Jetty (EE 10 and 11). */
  private static final Set<String> UNCHANGED =
      Set.of(
          "org.apache.catalina.connector.RequestFacade",
          "org.eclipse.jetty.ee10.servlet.ServletApiRequest",
          "org.eclipse.jetty.ee11.servlet.ServletApiRequest");

  private Dispatch() {}

  /**
   * Returns the decoded path of this dispatch within the application: servlet path and path info;
   * in an include, those of the included resource (Servlet 6.0 section 9.3.1).
   */
  static String path(HttpServletRequest request) {
    String path =
        isInclude(request)
                && request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH) instanceof String
            ? joined(
                request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO))
            : joined(request.getServletPath(), request.getPathInfo());
    return path.isEmpty() ? "/" : path;
  }

  static boolean isInclude(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.INCLUDE;
  }

  /** Returns the container's own request, which neither a filter nor a dispatch has changed. */
  static HttpServletRequest innermost(HttpServletRequest request) {
    HttpServletRequest current = request;
    while (current instanceof ServletRequestWrapper wrapper
        && wrapper.getRequest() instanceof HttpServletRequest next) {
      current = next;
    }
    return current;
  }

  /** Returns the container's own response. */
  static HttpServletResponse innermost(HttpServletResponse response) {
    HttpServletResponse current = response;
    while (current instanceof ServletResponseWrapper wrapper
        && wrapper.getResponse() instanceof HttpServletResponse next) {
      current = next;
    }
    return current;
  }

  /** Returns true if the response, or one that it wraps, is of the given type. */
  static boolean wraps(ServletResponse response, Class<? extends ServletResponseWrapper> type) {
    return response instanceof ServletResponseWrapper wrapper
        && (type.isInstance(wrapper) || wraps(wrapper.getResponse(), type));
  }

  /**
   * Returns true if the request is the container's own, in its first dispatch without a query.
   * Undertow's request is not: Undertow's handlers, such as {@code PathTemplateHandler}, add
   * parameters to it.
   */
  static boolean isUnchanged(ServletRequest request) {
    return request instanceof HttpServletRequest container
        && UNCHANGED.contains(request.getClass().getName())
        && container.getQueryString() == null
        && container.getDispatcherType() == DispatcherType.REQUEST;
  }

  private static String joined(@Nullable Object servletPath, @Nullable Object pathInfo) {
    String path = servletPath instanceof String text ? text : "";
    return pathInfo instanceof String info ? path + info : path;
  }
}
