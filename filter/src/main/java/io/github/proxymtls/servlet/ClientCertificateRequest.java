package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The request as the application sees it: with the client instead of the proxy, as if the client
 * had connected to the container over TLS.
 */
final class ClientCertificateRequest extends MaskedRequest {

  private final HttpServletResponse response;

  /**
   * @param response the response of this dispatch
   */
  ClientCertificateRequest(
      HttpServletRequest request, HttpServletResponse response, RequestState state) {
    super(request, state);
    this.response = response;
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    ClientUser user = state().view().user();
    if (user.answers()) {
      return user.principal();
    }
    return userIsProxy() ? null : super.getUserPrincipal();
  }

  @Override
  public @Nullable String getRemoteUser() {
    ClientUser user = state().view().user();
    if (user.answers()) {
      Principal principal = user.principal();
      return principal == null ? null : principal.getName();
    }
    return userIsProxy() ? null : super.getRemoteUser();
  }

  @Override
  public @Nullable String getAuthType() {
    ClientUser user = state().view().user();
    if (user.answers()) {
      return user.principal() == null ? null : CLIENT_CERT_AUTH;
    }
    return userIsProxy() ? null : super.getAuthType();
  }

  /**
   * A certificate gives no roles; {@code **} is any authenticated user (Servlet 6.0 section 13.3).
   */
  @Override
  public boolean isUserInRole(String role) {
    ClientUser user = state().view().user();
    if (user.answers()) {
      return "**".equals(role) && user.principal() != null;
    }
    return !userIsProxy() && super.isUserInRole(role);
  }

  @Override
  public boolean authenticate(HttpServletResponse answer) throws IOException, ServletException {
    ClientUser user = state().view().user();
    if (!user.answers() && !super.authenticate(answer)) {
      return false;
    }
    if (getUserPrincipal() == null) {
      throw new ServletException("no client certificate authenticates this request");
    }
    return true;
  }

  @Override
  public void login(String name, String password) throws ServletException {
    if (state().view().user().answers()) {
      throw new ServletException("the client authenticates by its certificate");
    }
    super.login(name, password);
  }

  @Override
  public void logout() throws ServletException {
    if (state().view().user().answers()) {
      state().view().user().logout();
    } else {
      super.logout();
    }
  }

  private boolean userIsProxy() {
    return state().view().user().isProxy(super.getAuthType());
  }

  @Override
  public String getScheme() {
    return overTls() ? "https" : super.getScheme();
  }

  @Override
  public boolean isSecure() {
    return overTls() || super.isSecure();
  }

  @Override
  public int getServerPort() {
    return overTls() ? HostPort.of(getHeader("Host"), portWithoutHost()) : super.getServerPort();
  }

  /** An HTTP/2 request has {@code :authority} instead, which only the container sees. */
  private int portWithoutHost() {
    if (super.getProtocol().startsWith("HTTP/1")) {
      return HostPort.HTTPS;
    }
    int port = super.getServerPort();
    return port == HostPort.HTTP ? HostPort.HTTPS : port;
  }

  @Override
  public StringBuffer getRequestURL() {
    if (!overTls()) {
      return super.getRequestURL();
    }
    int port = getServerPort();
    StringBuffer url = new StringBuffer("https://").append(HostPort.inUri(getServerName()));
    if (port != HostPort.HTTPS) {
      url.append(':').append(port);
    }
    return url.append(getRequestURI());
  }

  /**
   * Returns true if the certificate came from a header: then the client's own connection used TLS.
   */
  private boolean overTls() {
    ClientIdentity client = state().decision().client();
    return client != null && client.source() == ClientIdentity.Source.HEADER;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the session was bound to another client while this request ran
   */
  @Override
  public HttpSession getSession() {
    HttpSession session = super.getSession();
    if (!state().mayUse(session)) {
      throw new IllegalStateException("the session belongs to another client");
    }
    return session;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    if (create) {
      return getSession();
    }
    HttpSession session = super.getSession(false);
    return session != null && state().mayUse(session) ? session : null;
  }

  /** The container would pass on its own request and response; these are the protected ones. */
  @Override
  public AsyncContext startAsync() {
    return startAsync(
        new ClientCertificateRequest(Dispatch.innermost(this), response, state()),
        state().guarded(Dispatch.innermost(response)));
  }
}
