package io.github.proxymtls.servlet;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.container.ContainerCheck;
import io.github.proxymtls.internal.container.HeaderLimitCheck;
import io.github.proxymtls.internal.container.JettyUpgradeFilter;
import io.github.proxymtls.internal.log.OperatorLog;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The filter that shows an application the client certificates that an authenticated proxy
 * forwards, as if the client had connected to the container over TLS.
 *
 * <p>It must be the first filter, mapped to {@code /*}, with asynchronous support and for all five
 * dispatcher types: on a dispatch that it does not see, the application sees the raw request.
 * {@link #register} does that; in web.xml:
 *
 * <pre>{@code
 * <filter>
 *   <filter-name>proxymtls</filter-name>
 *   <filter-class>io.github.proxymtls.servlet.ProxyMtlsFilter</filter-class>
 *   <async-supported>true</async-supported>
 *   <init-param>
 *     <param-name>proxymtls.config</param-name>
 *     <param-value>/etc/proxymtls.properties</param-value>
 *   </init-param>
 * </filter>
 * <filter-mapping>
 *   <filter-name>proxymtls</filter-name>
 *   <url-pattern>/*</url-pattern>
 *   <dispatcher>REQUEST</dispatcher>
 *   <dispatcher>FORWARD</dispatcher>
 *   <dispatcher>INCLUDE</dispatcher>
 *   <dispatcher>ERROR</dispatcher>
 *   <dispatcher>ASYNC</dispatcher>
 * </filter-mapping>
 * }</pre>
 *
 * <h2>No WebSocket request bypasses the filter</h2>
 *
 * Jetty maps its {@code WebSocketUpgradeFilter} in front of all filters. This filter moves it
 * behind itself when it is initialised. If Jetty may add its filter later, because WebSocket is set
 * up but no endpoint is mapped yet, the application does not start. In that case declare, after
 * this filter, a filter whose name and class are {@code
 * org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter}. Tomcat and Undertow map their
 * filters after the declared ones; map this filter with {@code isMatchAfter=false}, as {@link
 * #register} does.
 *
 * <h2>A failure of the filter never reaches the application</h2>
 *
 * If the filter itself fails, the response is 500 and the application does not run. The filter does
 * not change failures of the application.
 */
public final class ProxyMtlsFilter implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtlsFilter.class);
  private static final String NAME = "proxymtls";
  private static final String EVERYTHING = "/*";

  private final @Nullable ProxyMtls given;
  private @Nullable ProxyMtls own;
  private @Nullable ContextConfiguration contextConfiguration;
  private @Nullable Admission admission;
  private @Nullable OperatorLog log;
  private @Nullable Consumer<String> contextLog;

  /**
   * Creates a filter that reads its configuration when it is initialised: from the filter's
   * init-parameters, then those of the context, then the standard sources.
   */
  public ProxyMtlsFilter() {
    given = null;
  }

  /**
   * Creates a filter with a ready engine, which the caller closes.
   *
   * @param engine decides on requests
   */
  public ProxyMtlsFilter(ProxyMtls engine) {
    given = engine;
  }

  /**
   * Registers a filter with a ready engine in the required way: before the declared filters, on
   * every path, for every dispatcher type, with asynchronous support.
   *
   * @throws IllegalStateException if the context has started, or already has a filter named {@code
   *     proxymtls}
   */
  public static FilterRegistration.Dynamic register(ServletContext context, ProxyMtls engine) {
    FilterRegistration.Dynamic registration = context.addFilter(NAME, new ProxyMtlsFilter(engine));
    if (registration == null) {
      throw new IllegalStateException("the context has a filter named " + NAME);
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, EVERYTHING);
    return registration;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ServletException with every problem of the configuration; or if the context has a
   *     filter with another configuration; or if WebSocket requests could bypass this filter; or if
   *     the container decides on requests before it, and the configuration does not allow that
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    ServletContext context = config.getServletContext();
    JettyUpgradeFilter.keepBehind(context, config.getFilterName());
    ProxyMtls engine = given == null ? build(config) : given;
    Configuration configuration = AdapterEngine.of(engine).rules().configuration();
    ContainerCheck check = new ContainerCheck(config, ProxyMtlsFilter.class);
    try {
      check.refuseSecurity(configuration);
      contextConfiguration = ContextConfiguration.of(context, configuration);
    } catch (ServletException refused) {
      if (given == null) {
        engine.close();
      }
      throw refused;
    }
    own = given == null ? engine : null;
    admission = new Admission(AdapterEngine.of(engine), contextConfiguration);
    log = AdapterEngine.of(engine).log();
    contextLog = context::log;
    log.give(contextLog);
    OptionalInt limit = check.headerLimit();
    if (limit.isPresent() && new HeaderLimitCheck(configuration).isLow(limit.getAsInt())) {
      log.write(Level.INFO, LOG, "event=container header-limit={}B", limit.getAsInt());
    }
    for (Problem warning : check.warnings(configuration)) {
      log.write(Level.WARN, LOG, "event=configuration-warning", warning);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Admission.FilterOutcome outcome =
        admission().admit((HttpServletRequest) request, (HttpServletResponse) response);
    if (outcome.rejection() != null) {
      Rejections.write(outcome.rejection(), outcome);
      return;
    }
    admission().run(outcome, chain);
  }

  /** Closes the engine that the filter created; an engine that the caller gave stays open. */
  @Override
  public void destroy() {
    if (admission != null) {
      admission.close();
    }
    if (own != null) {
      own.close();
    }
    if (log != null && contextLog != null) {
      log.take(contextLog);
    }
    if (contextConfiguration != null) {
      contextConfiguration.release();
    }
  }

  private Admission admission() throws ServletException {
    if (admission == null) {
      throw new ServletException(
          "the filter is not initialised; MockMvc initialises a filter that is added with a name:"
              + " addFilter(filter, \"proxymtls\", parameters, types, \"/*\")");
    }
    return admission;
  }

  private static ProxyMtls build(FilterConfig config) throws ServletException {
    ServletContext context = config.getServletContext();
    try {
      return ProxyMtls.builder()
          .initParameters(
              "init-parameter of the filter " + config.getFilterName(),
              parameters(config.getInitParameterNames(), config::getInitParameter))
          .initParameters(
              "init-parameter of the context",
              parameters(context.getInitParameterNames(), context::getInitParameter))
          .build();
    } catch (ConfigurationException unusable) {
      throw new ServletException(unusable.getMessage(), unusable);
    }
  }

  private static Map<String, String> parameters(
      Enumeration<String> names, Function<String, @Nullable String> value) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : Collections.list(names)) {
      String text = value.apply(name);
      if (text != null) {
        parameters.put(name, text);
      }
    }
    return parameters;
  }
}
