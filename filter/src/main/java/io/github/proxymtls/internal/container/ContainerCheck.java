package io.github.proxymtls.internal.container;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Finds what runs before the filter in a servlet context, ways around the filter, and limits of the
 * container below its limits, as far as the container reports them. No container reports dispatcher
 * types and asynchronous support.
 */
public final class ContainerCheck {

  private static final String EVERYTHING = "/*";
  private static final String BEAN_MANAGER = "jakarta.enterprise.inject.spi.BeanManager";

  private final FilterConfig config;
  private final Class<? extends Filter> type;
  private final ServletContext context;
  private final String filter;
  private final ContainerFacts facts;

  /**
   * @param config the configuration of the filter
   * @param type the class of the filter
   */
  public ContainerCheck(FilterConfig config, Class<? extends Filter> type) {
    this.config = config;
    this.type = type;
    context = config.getServletContext();
    filter = config.getFilterName();
    facts = new ContainerFacts(context);
  }

  /**
   * Returns the container's limit on the headers of a request, in octets; empty if neither the
   * container nor an adapter reports it.
   */
  public OptionalInt headerLimit() {
    String embedded = config.getInitParameter(AdapterEngine.CONTAINER_HEADER_LIMIT);
    return facts.headerLimit(embedded == null ? null : Integer.valueOf(embedded));
  }

  /** Returns a warning for each way around the filter, and for a limit that is too low. */
  public List<Problem> warnings(Configuration configuration) {
    List<Problem> warnings = new ArrayList<>();
    FilterRegistration registration = context.getFilterRegistration(filter);
    if (registration != null && !registration.getUrlPatternMappings().contains(EVERYTHING)) {
      warnings.add(notMapped(registration.getUrlPatternMappings()));
    }
    List<String> earlier =
        facts.filtersBefore(filter).stream().filter(name -> !isOurs(name)).toList();
    if (!earlier.isEmpty()) {
      warnings.add(behind(earlier));
    }
    if (Collections.list(context.getAttributeNames()).stream()
        .anyMatch(name -> name.endsWith(BEAN_MANAGER))) {
      warnings.add(injected());
    }
    List<String> listeners = new RequestListeners(context).names();
    if (!listeners.isEmpty()) {
      warnings.add(listening(listeners));
    }
    Problem security = configuration.allowsContainerSecurity() ? security() : null;
    if (security != null) {
      warnings.add(security);
    }
    headerLimit().ifPresent(limit -> addIfLow(limit, configuration, warnings));
    return warnings;
  }

  /**
   * Fails if the container decides on requests before the filter, unless the configuration allows
   * it.
   */
  public void refuseSecurity(Configuration configuration) throws ServletException {
    Problem security = configuration.allowsContainerSecurity() ? null : security();
    if (security != null) {
      ConfigurationException refused = new ConfigurationException(List.of(security));
      throw new ServletException(refused.getMessage(), refused);
    }
  }

  private static void addIfLow(int limit, Configuration configuration, List<Problem> warnings) {
    Problem low = new HeaderLimitCheck(configuration).warning(limit);
    if (low != null) {
      warnings.add(low);
    }
  }

  private boolean isOurs(String name) {
    FilterRegistration registration = context.getFilterRegistration(name);
    return registration != null && type.getName().equals(registration.getClassName());
  }

  private Problem notMapped(@Nullable Collection<String> patterns) {
    return new Problem(
        "filter-not-mapped-to-all",
        "the filter "
            + filter
            + " is mapped to "
            + patterns
            + " and not to /*: elsewhere the application sees the raw request, with whatever"
            + " headers a client sent",
        "the mapping of the filter " + filter,
        "map it to /*, and exclude paths by proxymtls.paths.exclude");
  }

  private Problem behind(List<String> earlier) {
    return new Problem(
        "filter-behind-another",
        "the filters "
            + earlier
            + " run before the filter "
            + filter
            + ": they see unchecked headers from any peer, the proxy's credential and the proxy's"
            + " certificate",
        "the order of the filters",
        "declare the filter " + filter + " before every other filter");
  }

  private @Nullable Problem security() {
    List<String> rules = new ContainerSecurity(context).rules();
    if (rules.isEmpty()) {
      return null;
    }
    return new Problem(
        "container-security",
        "the container decides on requests before the filter, by "
            + rules
            + ": it answers peers that are no proxy and clients without a certificate, and the"
            + " application does not see the user for whom it decided",
        "the context '" + context.getContextPath() + "': web.xml, a fragment, an annotation, code",
        "remove these, and decide behind the filter by its principal; to keep them in spite of"
            + " this, set proxymtls.servlet.container-security=allow");
  }

  private Problem listening(List<String> listeners) {
    return new Problem(
        "request-listeners",
        "the container calls the listeners "
            + listeners
            + " with its own request, and request listeners before the filter: they see unchecked"
            + " headers from any peer, the proxy's credential and the proxy's certificate",
        "the context '" + context.getContextPath() + "'",
        "do what they do in a filter behind the filter " + filter);
  }

  private Problem injected() {
    return new Problem(
        "requests-injected",
        "the application has CDI: an injected HttpServletRequest is the container's, with the"
            + " headers that any peer sends, the proxy's credential and the proxy's certificate",
        "the context " + context.getContextPath(),
        "use the request that the servlet gets, and not an injected one");
  }
}
