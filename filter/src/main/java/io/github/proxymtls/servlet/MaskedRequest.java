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
 * A request without the headers and attributes that the application must never see, on any path.
 *
 * <h2>The filter's headers are absent</h2>
 *
 * They are absent by name, in lists, and in the trailers; there is no server push, because it would
 * copy them. Companion headers are absent, too, unless the configuration passes them and an
 * authenticated proxy sent them.
 *
 * <h2>The proxy's connection is absent</h2>
 *
 * The attributes that describe a TLS connection have values of the client only, taken from the
 * decision.
 */
sealed class MaskedRequest extends ReplayedRequest permits ClientCertificateRequest {

  MaskedRequest(HttpServletRequest request, RequestState state) {
    super(request, state);
  }

  @Override
  public final @Nullable String getHeader(String name) {
    return state().hides(name) ? null : super.getHeader(name);
  }

  @Override
  public final Enumeration<String> getHeaders(String name) {
    return state().hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public final Enumeration<String> getHeaderNames() {
    List<String> names = new ArrayList<>();
    for (String name : Collections.list(super.getHeaderNames())) {
      if (!state().hides(name)) {
        names.add(name);
      }
    }
    return Collections.enumeration(names);
  }

  @Override
  public final int getIntHeader(String name) {
    return state().hides(name) ? -1 : super.getIntHeader(name);
  }

  @Override
  public final long getDateHeader(String name) {
    return state().hides(name) ? -1 : super.getDateHeader(name);
  }

  @Override
  public final Map<String, String> getTrailerFields() {
    Map<String, String> trailers = new LinkedHashMap<>(super.getTrailerFields());
    trailers.keySet().removeIf(state()::hidesTrailer);
    return trailers;
  }

  @Override
  public final @Nullable PushBuilder newPushBuilder() {
    return null;
  }

  @Override
  public final @Nullable Object getAttribute(String name) {
    return TlsAttributes.guards(name)
        ? state().visibleAttributes().get(name)
        : super.getAttribute(name);
  }

  @Override
  public final Enumeration<String> getAttributeNames() {
    List<String> names = new ArrayList<>(state().visibleAttributes().names());
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
      state().view().attributes().set(name, value);
    } else {
      super.setAttribute(name, value);
    }
  }

  @Override
  public final void removeAttribute(String name) {
    if (TlsAttributes.guards(name)) {
      state().view().attributes().set(name, null);
    } else {
      super.removeAttribute(name);
    }
  }
}
