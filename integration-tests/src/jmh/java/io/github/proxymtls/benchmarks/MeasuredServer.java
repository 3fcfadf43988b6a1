package io.github.proxymtls.benchmarks;

import io.github.proxymtls.servlet.ProxyMtlsFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.SSLValve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.modeler.Registry;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A process with several servers of a small token endpoint: behind the filter, behind that of an
 * earlier version, behind one that only reads the header, and behind what the container itself
 * offers. In one process, the JVM compiles the container for all of them alike. It prints their
 * ports, and ends with its input.
 */
public final class MeasuredServer {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int HEADER_BYTES = 32 * 1024;
  private static final String EVERYTHING = "/*";
  private static final String CONFIGURATION = "proxymtls.config";

  private MeasuredServer() {}

  /** What is in front of the endpoint. */
  enum Front {
    /** A filter that reads the header and does nothing with it. */
    HEADER_ONLY("reading the header only"),
    /** The filter. */
    FILTER("the filter"),
    /** That of an earlier version. */
    EARLIER("the earlier version"),
    /** Tomcat's valve, which parses the certificate. */
    SSL_VALVE("SSLValve");

    private final String title;

    Front(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * @param arguments the container, the filter's properties file, the filter's jar of an earlier
   *     version, and what is in front of each server
   */
  public static void main(String[] arguments) throws Exception {
    // Several servers of Tomcat would register the same names for management.
    Registry.disableRegistry();
    Path configuration = Path.of(arguments[1]);
    for (String argument : List.of(arguments).subList(3, arguments.length)) {
      Front front = Front.valueOf(argument);
      Filter filter = filter(front, Path.of(arguments[2]));
      int port =
          arguments[0].equals("Jetty")
              ? jetty(filter, configuration)
              : tomcat(filter, front, configuration);
      System.out.println("port " + port);
    }
    while (System.in.read() >= 0) {
      // Until the parent process closes the stream.
    }
    System.exit(0);
  }

  private static Filter filter(Front front, Path earlier) throws Exception {
    return switch (front) {
      case FILTER -> new ProxyMtlsFilter();
      case EARLIER -> EarlierVersion.filter(earlier, ProxyMtlsFilter.class.getName());
      case HEADER_ONLY, SSL_VALVE -> new HeaderOnly();
    };
  }

  private static int jetty(Filter filter, Path properties) throws Exception {
    Server server = new Server();
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector connector =
        new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost(LOOPBACK);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    holder.setInitParameter(CONFIGURATION, properties.toString());
    context.addFilter(holder, EVERYTHING, EnumSet.allOf(DispatcherType.class));
    context.addServlet(new ServletHolder(new TokenEndpoint()), Setting.TOKEN);
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  private static int tomcat(Filter filter, Front front, Path properties) throws Exception {
    Path base = properties.resolveSibling("tomcat-" + front);
    Files.createDirectories(base);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", LOOPBACK);
    connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(HEADER_BYTES));
    connector.setProperty("maxKeepAliveRequests", "-1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", base.toString());
    if (front == Front.SSL_VALVE) {
      context.getPipeline().addValve(new SSLValve());
    }
    FilterDef definition = new FilterDef();
    definition.setFilterName("measured");
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    definition.addInitParameter(CONFIGURATION, properties.toString());
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("measured");
    mapping.addURLPattern(EVERYTHING);
    context.addFilterMap(mapping);
    Tomcat.addServlet(context, "token", new TokenEndpoint());
    context.addServletMappingDecoded(Setting.TOKEN, "token");
    tomcat.start();
    return connector.getLocalPort();
  }

  /** Reads the header of the certificate, which every filter must. */
  private static final class HeaderOnly implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      request.setAttribute(
          "certificate", ((HttpServletRequest) request).getHeader(HeaderForm.PERCENT_PEM.header()));
      chain.doFilter(request, response);
    }
  }

  /** Reads the client's identifier, as a token endpoint does. */
  public static final class TokenEndpoint extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getParameter("client_id") == null) {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        return;
      }
      byte[] body = "{\"access_token\":\"token\"}".getBytes(StandardCharsets.US_ASCII);
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
