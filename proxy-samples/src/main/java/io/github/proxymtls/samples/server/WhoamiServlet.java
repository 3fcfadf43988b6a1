package io.github.proxymtls.samples.server;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /whoami} and {@code /api/resource}: what the application sees of the client, as JSON. A
 * browser, which accepts {@code text/html} by this name, gets {@code /whoami} as a page.
 */
final class WhoamiServlet extends HttpServlet {

  static final String PAGE = "/whoami";

  private static final long serialVersionUID = 1L;

  private static final Pattern HTML = Pattern.compile("text/html(?!.*;q=0(\\.0*)?(;|$))(;.*)?");

  @Override
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getServletPath().equals(PAGE) && acceptsHtml(request.getHeaders("Accept"))) {
      WhoamiPage.write(request, response);
    } else {
      Json.write(response, HttpServletResponse.SC_OK, describe(request));
    }
  }

  /** Returns true if a media range is {@code text/html}, with another weight than 0. */
  static boolean acceptsHtml(Enumeration<String> lines) {
    return Collections.list(lines).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(range -> lowerCase(range).replaceAll("[ \\t]", ""))
        .anyMatch(range -> HTML.matcher(range).matches());
  }

  private static Map<String, @Nullable Object> describe(HttpServletRequest request) {
    ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
    ProxyIdentity proxy = (ProxyIdentity) request.getAttribute(ProxyIdentity.ATTRIBUTE);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("authenticated", client != null);
    members.put("source", client == null ? null : lowerCase(client.source().name()));
    members.put("proxy", proxy == null ? null : describe(proxy));
    members.put("profile", proxy == null ? null : proxy.profile());
    members.put("certificate", client == null ? null : CertificateJson.of(client.certificate()));
    members.put("chain", client == null ? List.of() : CertificateJson.chain(client));
    members.put("clientId", client == null ? null : client.clientId());
    members.put("principal", principal(request));
    members.put("scheme", request.getScheme());
    members.put("headers", headerNames(request));
    return members;
  }

  private static Map<String, Object> describe(ProxyIdentity proxy) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("methods", proxy.methods());
    members.put("name", proxy.name());
    return members;
  }

  static @Nullable String principal(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  static List<String> headerNames(HttpServletRequest request) {
    return Collections.list(request.getHeaderNames()).stream()
        .map(WhoamiServlet::lowerCase)
        .distinct()
        .toList();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
