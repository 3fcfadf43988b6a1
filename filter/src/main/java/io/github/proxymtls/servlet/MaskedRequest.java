package io.github.proxymtls.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.PushBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request without what the application must never see, on whatever path.
 *
 * <h2>Our headers are not there</h2>
 *
 * Neither by name nor in a list, nor among the trailers; a server push is not offered, because it
 * would copy them. Companion headers are not there either, unless the configuration passes them and
 * an authenticated proxy sent them.
 *
 * <h2>The connection from the proxy is not there</h2>
 *
 * The attributes that tell of a TLS connection are answered from what was decided about the client,
 * and only from that.
 */
sealed class MaskedRequest extends ReplayedRequest permits ClientCertificateRequest {

  MaskedRequest(HttpServletRequest request, RequestState exchange) {
    super(request, exchange);
  }

  @Override
  public final @Nullable String getHeader(String name) {
    return exchange().hides(name) ? null : super.getHeader(name);
  }

  @Override
  public final Enumeration<String> getHeaders(String name) {
    return exchange().hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public final Enumeration<String> getHeaderNames() {
    List<String> names = new ArrayList<>();
    for (String name : Collections.list(super.getHeaderNames())) {
      if (!exchange().hides(name)) {
        names.add(name);
      }
    }
    return Collections.enumeration(names);
  }

  @Override
  public final int getIntHeader(String name) {
    return exchange().hides(name) ? -1 : super.getIntHeader(name);
  }

  @Override
  public final long getDateHeader(String name) {
    return exchange().hides(name) ? -1 : super.getDateHeader(name);
  }

  @Override
  public final Map<String, String> getTrailerFields() {
    Map<String, String> trailers = new LinkedHashMap<>(super.getTrailerFields());
    trailers.keySet().removeIf(exchange()::hidesTrailer);
    return trailers;
  }

  @Override
  public final @Nullable PushBuilder newPushBuilder() {
    return null;
  }

  @Override
  public final @Nullable Object getAttribute(String name) {
    return TlsAttributes.guards(name)
        ? exchange().visibleAttributes().get(name)
        : super.getAttribute(name);
  }

  @Override
  public final Enumeration<String> getAttributeNames() {
    List<String> names = new ArrayList<>(exchange().visibleAttributes().names());
    for (String name : Collections.list(super.getAttributeNames())) {
      if (!TlsAttributes.guards(name)) {
        names.add(name);
      }
    }
    return Collections.enumeration(names);
  }

  @Override
  public final void setAttribute(String name, @Nullable Object value) {
    if (TlsAttributes.guards(name)) {
      exchange().attributes().set(name, value);
    } else {
      super.setAttribute(name, value);
    }
  }

  @Override
  public final void removeAttribute(String name) {
    if (TlsAttributes.guards(name)) {
      exchange().attributes().set(name, null);
    } else {
      super.removeAttribute(name);
    }
  }
}
