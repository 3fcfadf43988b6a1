package io.github.proxymtls.servlet;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.FormParser;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form body of one request. It is read once, blocking, up to the limit. The application then
 * reads the same octets and, by name, exactly the same parameters. A body that is not a form is
 * never read.
 */
final class FormBody {

  static final String CONTENT_TYPE = "Content-Type";

  private static final String PARSED = "another component has parsed the body before this filter";

  private final int limit;
  private final @Nullable String query;
  private @Nullable Form form;
  private @Nullable List<String> contentType;
  private @Nullable ReplayedBody replayed;
  private boolean asked;
  private boolean post;

  /**
   * @param limit the maximum number of octets
   * @param query the query as received
   */
  FormBody(int limit, @Nullable String query) {
    this.limit = limit;
    this.query = query;
  }

  /** Returns the query as received. */
  @Nullable String query() {
    return query;
  }

  /** Returns the lines of {@code Content-Type}, which two stages read. */
  List<String> contentType(HttpServletRequest received) {
    List<String> known = contentType;
    if (known == null) {
      known = ServletFacts.list(received.getHeaders(CONTENT_TYPE));
      contentType = known;
    }
    return known;
  }

  /** Returns the form; the first call reads it through the given request. */
  Form form(HttpServletRequest request) {
    return form(request, false);
  }

  /**
   * Returns the form; the first call reads it.
   *
   * @param reportOnly true if the application gets what it would get without the filter: no body of
   *     unknown length is read, and what another component added is shown
   */
  Form form(HttpServletRequest request, boolean reportOnly) {
    if (form == null) {
      post = "POST".equals(Dispatch.innermost(request).getMethod());
      form = read(request, reportOnly);
      if (reportOnly || !Dispatch.isUnchanged(request)) {
        form = compared(form, request);
      }
    }
    return form;
  }

  /**
   * Returns the body that the application reads instead of the container's stream; null if nothing
   * was read.
   */
  @Nullable ReplayedBody replayed() {
    return replayed;
  }

  /**
   * Returns the parameters of the body, in its order; empty if there are none, or if the
   * application parses the body itself. A container need not do that for a request other than POST
   * (Servlet 6.0 section 3.1.1), so Spring's {@code FormContentFilter} does.
   */
  Map<String, List<String>> parameters() {
    boolean own = !post && replayed != null && replayed.isOpen();
    return form instanceof Form.Parameters read && !own ? read.parameters() : Map.of();
  }

  /**
   * Returns true if all parameters of the request are in the body that the filter read. A request
   * that nobody changed has no others (Servlet 6.0 section 3.1). The container is then not asked:
   * it would look for a form again, and a parameter that another component added must stay hidden,
   * because the filter has not decided on it.
   *
   * @param wrapped what the filter's wrapper wraps; in a dispatch the container adds its query
   * @throws IllegalStateException if another component gave the container a parameter of the form
   */
  boolean hasAllParameters(ServletRequest wrapped) {
    if (asked || !(form instanceof Form.Parameters read)) {
      return false;
    }
    if (Dispatch.isUnchanged(wrapped)) {
      return true;
    }
    if (wrapped instanceof HttpServletRequest request
        && readBefore(Dispatch.innermost(request), read)) {
      throw new IllegalStateException(PARSED);
    }
    return false;
  }

  private Form read(HttpServletRequest request, boolean reportOnly) {
    HttpServletRequest received = Dispatch.innermost(request);
    List<String> contentType = contentType(received);
    if (!FormParser.isForm(contentType)) {
      return new Form.None();
    }
    Form refused =
        FormParser.checkHeaders(
            contentType, ServletFacts.list(received.getHeaders("Content-Encoding")));
    if (!(refused instanceof Form.None)) {
      return refused;
    }
    long length = received.getContentLengthLong();
    if (length > limit) {
      return new Form.Unreadable(
          Reason.FORM_TOO_LARGE, "Content-Length " + length + " is above " + limit);
    }
    return length < 0 ? readUnannounced(request, reportOnly) : readAnnounced(request, length);
  }

  private Form readAnnounced(HttpServletRequest request, long length) {
    if (length == 0) {
      return new Form.None();
    }
    byte[] octets = octets(request, (int) length);
    if (octets == null || octets.length < length) {
      return malformed("the body ended early, or was read before this filter");
    }
    if (octets.length > length) {
      return malformed("the body is longer than Content-Length says");
    }
    return FormParser.parse(octets);
  }

  /**
   * Without Transfer-Encoding, an HTTP/1.1 request has no body. In HTTP/2 only the end of the
   * stream shows it.
   */
  private Form readUnannounced(HttpServletRequest request, boolean reportOnly) {
    boolean chunked = request.getHeader("Transfer-Encoding") != null;
    boolean framed = !request.getProtocol().startsWith("HTTP/1.");
    if (!chunked && !framed) {
      return new Form.None();
    }
    if (reportOnly) {
      return malformed("a body of unknown length is not read in report-only mode");
    }
    byte[] octets = octets(request, limit);
    if (octets == null) {
      return malformed("the body could not be read");
    }
    if (octets.length > limit) {
      return new Form.Unreadable(Reason.FORM_TOO_LARGE, "the body is longer than " + limit);
    }
    if (octets.length == 0) {
      boolean bodiless = "GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod());
      return bodiless && !chunked
          ? new Form.None()
          : malformed("the body is empty, or was read before this filter");
    }
    return FormParser.parse(octets);
  }

  /** Reads at most one octet more than allowed; returns null if the body cannot be read. */
  private byte @Nullable [] octets(HttpServletRequest request, int most) {
    try {
      byte[] octets = request.getInputStream().readNBytes(most + 1);
      replayed = new ReplayedBody(octets, Dispatch.innermost(request));
      return octets;
    } catch (IOException | RuntimeException unreadable) {
      return null;
    }
  }

  /** Asks the container, and refuses a form that another component has parsed. */
  private Form compared(Form parsed, HttpServletRequest request) {
    if (!(parsed instanceof Form.Parameters read)) {
      return parsed;
    }
    try {
      return readBefore(request, read) ? malformed(PARSED) : parsed;
    } catch (RuntimeException badQuery) {
      return malformed("the container cannot parse the query beside the form");
    }
  }

  /**
   * Returns true if the request has more values of a name than its queries, although its stream is
   * used up. Then another component has parsed the same body, and the application would see those
   * values, too. Where a forward reaches this filter, its wrapper may already add those of the
   * form.
   */
  private boolean readBefore(HttpServletRequest request, Form.Parameters read) {
    Map<String, List<String>> queried = queried(request);
    boolean shown = isShownBy(request);
    for (Map.Entry<String, List<String>> parameter : read.parameters().entrySet()) {
      String name = parameter.getKey();
      List<String> form = shown ? parameter.getValue() : List.of();
      String[] seen = request.getParameterValues(name);
      if (seen != null && !isJoined(seen, queried.getOrDefault(name, List.of()).size(), form)) {
        return true;
      }
    }
    asked = true;
    return false;
  }

  /**
   * Returns true if the values are those of the form after at most the given number of values of
   * queries.
   */
  private static boolean isJoined(String[] seen, int queried, List<String> form) {
    int others = seen.length - form.size();
    return others >= 0
        && others <= queried
        && Arrays.asList(seen).subList(others, seen.length).equals(form);
  }

  private boolean isShownBy(ServletRequest request) {
    if (request instanceof ReplayedRequest replayed && replayed.state().view().body() == this) {
      return true;
    }
    return request instanceof ServletRequestWrapper wrapper && isShownBy(wrapper.getRequest());
  }

  /** Returns the query parameters of the original request and of this dispatch. */
  private Map<String, List<String>> queried(HttpServletRequest request) {
    Set<String> queries = new LinkedHashSet<>();
    queries.add(query);
    queries.add(request.getQueryString());
    if (request.getAttribute(RequestDispatcher.INCLUDE_QUERY_STRING) instanceof String included) {
      queries.add(included);
    }
    queries.remove(null);
    byte[] all = String.join("&", queries).getBytes(StandardCharsets.ISO_8859_1);
    return FormParser.parse(all) instanceof Form.Parameters read ? read.parameters() : Map.of();
  }

  private static Form malformed(String detail) {
    return new Form.Unreadable(Reason.FORM_MALFORMED, detail);
  }
}
