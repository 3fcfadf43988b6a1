package io.github.proxymtls.servlet;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a request as the container itself reports them. They are read below every wrapper,
 * so that no filter and no dispatch can change them. Only the path is that of the dispatch, and the
 * form is read through the wrappers of other filters.
 */
final class ServletFacts implements RequestFacts {

  private static final String FORWARDED = "org.apache.tomcat.request.forwarded";

  private final HttpServletRequest dispatched;
  private final HttpServletRequest container;
  private final FormBody body;

  ServletFacts(HttpServletRequest dispatched, FormBody body) {
    this.dispatched = dispatched;
    this.container = Dispatch.innermost(dispatched);
    this.body = body;
  }

  @Override
  public String method() {
    return container.getMethod();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException by Jetty, if it considers the path of the URI ambiguous
   */
  @Override
  public String path() {
    return Dispatch.path(dispatched);
  }

  @Override
  public String rawPath() {
    String uri = container.getRequestURI();
    return uri == null ? "" : uri;
  }

  @Override
  public @Nullable String query() {
    return body.query();
  }

  @Override
  public String protocol() {
    return container.getProtocol();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Tomcat has no address for a peer that closed its HTTP/2 connection while a stream was open.
   */
  @Override
  public String remoteAddress() {
    String address = container.getRemoteAddr();
    if (address == null) {
      return "";
    }
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }

  @Override
  public boolean addressRewritten() {
    return container.getAttribute(FORWARDED) != null;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Does not use {@code isSecure()} of the request, which Tomcat's RemoteIpValve and Jetty's
   * ForwardedRequestCustomizer set from a header. They do not change the connection's own value.
   */
  @Override
  public boolean tls() {
    return container.getServletConnection().isSecure()
        && container.getAttribute(TlsAttributes.CIPHER_SUITE) != null;
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return container.getAttribute(TlsAttributes.CERTIFICATES) instanceof X509Certificate[] found
        ? List.of(found)
        : List.of();
  }

  @Override
  public Iterable<String> headerNames() {
    return () -> {
      Enumeration<String> names = container.getHeaderNames();
      return names == null ? Collections.emptyIterator() : names.asIterator();
    };
  }

  @Override
  public List<String> headers(String name) {
    return name.equals(FormBody.CONTENT_TYPE)
        ? body.contentType(container)
        : list(container.getHeaders(name));
  }

  @Override
  public Form form() {
    return body.form(dispatched);
  }

  @Override
  public Form announcedForm() {
    return body.form(dispatched, true);
  }

  static List<String> list(@Nullable Enumeration<String> values) {
    if (values == null || !values.hasMoreElements()) {
      return List.of();
    }
    String first = values.nextElement();
    return values.hasMoreElements() ? several(first, values) : Collections.singletonList(first);
  }

  private static List<String> several(String first, Enumeration<String> rest) {
    List<String> all = new ArrayList<>();
    all.add(first);
    rest.asIterator().forEachRemaining(all::add);
    return all;
  }
}
