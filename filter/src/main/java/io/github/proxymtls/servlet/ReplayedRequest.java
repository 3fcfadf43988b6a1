package io.github.proxymtls.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request whose form body the filter may have read before the application. The application reads
 * the same octets, and its parameters are those of the query followed by those of the filter's
 * parse (Servlet 6.0 section 3.1). If the filter read nothing, everything comes from the container.
 */
sealed class ReplayedRequest extends HttpServletRequestWrapper permits MaskedRequest {

  private final RequestState state;

  ReplayedRequest(HttpServletRequest request, RequestState state) {
    super(request);
    this.state = state;
  }

  final RequestState state() {
    return state;
  }

  @Override
  public final ServletInputStream getInputStream() throws IOException {
    ReplayedBody body = state.view().body().replayed();
    return body == null ? super.getInputStream() : body.stream();
  }

  @Override
  public final BufferedReader getReader() throws IOException {
    ReplayedBody body = state.view().body().replayed();
    return body == null ? super.getReader() : body.reader();
  }

  @Override
  public final @Nullable String getParameter(String name) {
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public final String @Nullable [] getParameterValues(String name) {
    String[] query = isComplete() ? null : super.getParameterValues(name);
    List<String> form = state.view().body().parameters().get(name);
    return form == null ? query : joined(query, form);
  }

  @Override
  public final Enumeration<String> getParameterNames() {
    Set<String> names = new LinkedHashSet<>();
    if (!isComplete()) {
      names.addAll(Collections.list(super.getParameterNames()));
    }
    names.addAll(state.view().body().parameters().keySet());
    return Collections.enumeration(names);
  }

  @Override
  public final Map<String, String[]> getParameterMap() {
    Map<String, String[]> all = new LinkedHashMap<>();
    if (!isComplete()) {
      all.putAll(super.getParameterMap());
    }
    state
        .view()
        .body()
        .parameters()
        .forEach((name, form) -> all.put(name, joined(all.get(name), form)));
    return Collections.unmodifiableMap(all);
  }

  private boolean isComplete() {
    return state.view().body().hasAllParameters(getRequest());
  }

  private static String[] joined(String @Nullable [] query, List<String> form) {
    if (query == null) {
      return form.toArray(new String[0]);
    }
    List<String> all = new ArrayList<>(Arrays.asList(query));
    all.addAll(form);
    return all.toArray(new String[0]);
  }
}
