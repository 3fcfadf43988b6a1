package io.github.proxymtls.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Everything that an application can learn of its peer, as {@code name=value} lines. */
final class View {

  private View() {}

  static void write(HttpServletRequest request, jakarta.servlet.http.HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().write(of(request));
  }

  static String of(HttpServletRequest request) {
    StringBuilder view = new StringBuilder();
    line(view, "dispatcher", request.getDispatcherType());
    line(view, "headers", lower(Collections.list(request.getHeaderNames())));
    for (String name :
        List.of("Client-Cert", "client_cert", "Client.Cert", "Proxy-Authorization")) {
      line(
          view,
          "header." + name,
          request.getHeader(name) + " " + Collections.list(request.getHeaders(name)));
    }
    line(view, "int", number(() -> request.getIntHeader("Client-Cert")));
    line(view, "date", number(() -> request.getDateHeader("Client-Cert")));
    line(view, "push", push(request));
    line(view, "attributes", lower(Collections.list(request.getAttributeNames())));
    line(view, "certificates", certificates(request));
    line(view, "identity", request.getAttribute("io.github.proxymtls.ClientIdentity") != null);
    line(view, "proxy", request.getAttribute("io.github.proxymtls.ProxyIdentity"));
    line(view, "exchange", request.getAttribute("io.github.proxymtls.servlet.RequestState"));
    line(view, "cipher", request.getAttribute("jakarta.servlet.request.cipher_suite"));
    line(view, "key-size", request.getAttribute("jakarta.servlet.request.key_size"));
    line(view, "tls-session", request.getAttribute("jakarta.servlet.request.ssl_session_id"));
    Principal principal = request.getUserPrincipal();
    line(view, "principal", principal == null ? null : principal.getName());
    line(view, "user", request.getRemoteUser());
    line(view, "auth", request.getAuthType());
    line(view, "role.proxy", request.isUserInRole("proxy"));
    line(view, "role.any", request.isUserInRole("**"));
    line(view, "scheme", request.getScheme());
    line(view, "secure", request.isSecure());
    line(view, "port", request.getServerPort());
    line(view, "url", request.getRequestURL());
    return view.toString();
  }

  private static String number(LongSupplier header) {
    try {
      return String.valueOf(header.getAsLong());
    } catch (IllegalArgumentException unreadable) {
      return "unreadable";
    }
  }

  @SuppressWarnings("deprecation")
  private static Object push(HttpServletRequest request) {
    return request.newPushBuilder();
  }

  private static String certificates(HttpServletRequest request) {
    return request.getAttribute("jakarta.servlet.request.X509Certificate")
            instanceof X509Certificate[] chain
        ? Arrays.stream(chain)
            .map(certificate -> certificate.getSubjectX500Principal().getName())
            .collect(Collectors.joining(" | "))
        : "none";
  }

  private static SortedSet<String> lower(List<String> names) {
    SortedSet<String> sorted = new TreeSet<>();
    names.forEach(name -> sorted.add(name.toLowerCase(Locale.ROOT)));
    return sorted;
  }

  private static void line(StringBuilder view, String name, Object value) {
    view.append(name).append('=').append(value).append('\n');
  }
}
