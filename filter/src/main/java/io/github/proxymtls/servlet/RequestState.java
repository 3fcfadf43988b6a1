package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.adapter.RequestRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.decision.Rejection;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * One request through all its dispatches: the configuration it began with, its decision, and what
 * the application sees of it. Lives in an attribute of the container's request that the application
 * cannot see.
 */
final class RequestState {

  private static final String AUTHORIZATION = "Authorization";
  private static final String BASIC = "Basic ";

  private final ContextConfiguration claim;
  private final RequestRules rules;
  private final ProxyMtlsListener listener;
  private final @Nullable String query;
  private final FormBody body;
  private final ClientAttributes attributes = new ClientAttributes();
  private final ClientUser user;
  private volatile Decision.@Nullable Rejected pathRefusal;
  private volatile @Nullable Decision decision;
  private volatile EndpointKind decidedFor = EndpointKind.PLAIN;
  private volatile boolean authenticating;

  /**
   * @param query as received: in a forward Undertow has the forward's in its place
   */
  private RequestState(ContextConfiguration claim, AdapterEngine engine, @Nullable String query) {
    this.claim = claim;
    rules = engine.rules();
    listener = engine.listener();
    Configuration configuration = rules.configuration();
    this.query = query;
    body = new FormBody(configuration.formBody(), query);
    user = new ClientUser(configuration);
  }

  /** The exchange that an earlier dispatch, or an earlier pass of this one, began; else null. */
  static @Nullable RequestState of(HttpServletRequest request, ContextConfiguration claim) {
    ReplayedRequest wrapper = wrapper(request, claim);
    if (wrapper != null) {
      return wrapper.exchange();
    }
    return Dispatch.innermost(request).getAttribute(claim.exchangeAttribute())
                instanceof RequestState exchange
            && exchange.claim == claim
        ? exchange
        : null;
  }

  /** Begins with the first dispatch; the raw path is judged here, whether covered or not. */
  static RequestState begin(
      HttpServletRequest request, ContextConfiguration claim, AdapterEngine engine) {
    HttpServletRequest container = Dispatch.innermost(request);
    RequestState exchange = new RequestState(claim, engine, container.getQueryString());
    container.setAttribute(claim.exchangeAttribute(), exchange);
    if (exchange.configuration().source() == Configuration.Source.TLS) {
      exchange.attributes.showConnection(container);
    }
    String rawPath = container.getRequestURI();
    exchange.refusePath(exchange.rules.refusalOfPath(rawPath == null ? "" : rawPath), request);
    return exchange;
  }

  /**
   * Decides at the first covered dispatch, and again at one whose path demands a client or a token
   * that no path before it did; null where this dispatch goes on.
   */
  Decision.@Nullable Rejected refusal(HttpServletRequest request) {
    String path = pathRefusal == null ? path(request) : null;
    if (path == null) {
      return pathRefusal;
    }
    if (!rules.covers(path)) {
      return null;
    }
    Decision decided =
        decision == null || demandsMore(request, path) ? decide(request, path) : decision;
    return decided instanceof Decision.Rejected rejected ? rejected : null;
  }

  /** An error page demands nothing, wherever it is. */
  private boolean demandsMore(HttpServletRequest request, String path) {
    EndpointKind kind = rules.kindOf(path);
    return admitted()
        && kind != EndpointKind.PLAIN
        && kind != decidedFor
        && request.getDispatcherType() != DispatcherType.ERROR;
  }

  /** Ends the request after a defect here. */
  void fail(Decision.Rejected rejection) {
    attributes.clear();
    user.show(rejection);
    decision = rejection;
  }

  Configuration configuration() {
    return rules.configuration();
  }

  /** True where the request passes whatever is decided; until then only if every one does. */
  boolean reportOnly() {
    return decision == null ? configuration().reportOnly(null) : reportOnly(decision);
  }

  private boolean reportOnly(Decision decided) {
    return configuration().reportOnly(profile(decided));
  }

  private static @Nullable String profile(Decision decided) {
    return decided.proxy() == null ? null : decided.proxy().profile();
  }

  /** True for the name of a header that the application must not see. */
  boolean hides(@Nullable String header) {
    Decision decided = decision;
    return rules.hides(header, decided == null || !admitted() ? null : decided.proxy());
  }

  /** True for the name of a trailer that the application must not see: no proxy vouches for it. */
  boolean hidesTrailer(@Nullable String trailer) {
    return rules.isOurs(trailer);
  }

  /** True where the client, and not the proxy, sent a credential of HTTP Basic. */
  boolean triedBasic(HttpServletRequest request) {
    String line = hides(AUTHORIZATION) ? null : request.getHeader(AUTHORIZATION);
    return line != null && line.regionMatches(true, 0, BASIC, 0, BASIC.length());
  }

  FormBody body() {
    return body;
  }

  ClientAttributes attributes() {
    return attributes;
  }

  ClientUser user() {
    return user;
  }

  /** The accepted client, or null. */
  @Nullable ClientIdentity client() {
    return decision instanceof Decision.Accepted accepted ? accepted.client() : null;
  }

  /**
   * Enters a dispatch, and tells whether the one before was to a path where clients authenticate.
   */
  boolean enter(HttpServletRequest request) {
    boolean before = authenticating;
    authenticating =
        isUnauthenticated()
            && rules.kindOf(Dispatch.path(request)) == EndpointKind.CLIENT_AUTHENTICATION;
    return before;
  }

  /** Goes back to the dispatch that included the one that was entered. */
  void leave(boolean before) {
    authenticating = before;
  }

  /** What this dispatch sees: no unauthenticated certificate but where clients authenticate. */
  ClientAttributes visibleAttributes() {
    return !authenticating && isUnauthenticated() ? new ClientAttributes() : attributes;
  }

  private boolean isUnauthenticated() {
    ClientIdentity client = client();
    return client != null && client.acceptance() == ClientIdentity.Acceptance.UNAUTHENTICATED;
  }

  /** True from the first covered dispatch on, unless it was rejected. */
  boolean admitted() {
    return decision != null && !(decision instanceof Decision.Rejected);
  }

  /** Wraps the request for the application, unless it is. */
  HttpServletRequest wrapped(HttpServletRequest request, HttpServletResponse response) {
    if (wrapper(request, claim) != null) {
      return request;
    }
    if (reportOnly()) {
      return body.replayed() == null ? request : new ReplayedRequest(request, this);
    }
    return new ClientCertificateRequest(request, response, this);
  }

  /** Wraps a response that must not be stored whatever the application says, unless it is. */
  HttpServletResponse guarded(HttpServletResponse response) {
    return admitted()
            && configuration().cacheControl() == Configuration.CacheControl.ENFORCE
            && !Dispatch.wraps(response, NoStore.class)
        ? new NoStore(response)
        : response;
  }

  /** Binds the session to the client at its first use; false where it is another's. */
  boolean mayUse(HttpSession session) {
    Decision decided = decision;
    return decided == null
        || decided instanceof Decision.Rejected
        || !configuration().sessionBound()
        || claim.sessions().bind(session, owner(decided));
  }

  private Decision decide(HttpServletRequest request, String path) {
    Decision decided = withSession(request, path);
    listener.decided(decided, !reportOnly(decided));
    if (decided instanceof Decision.Rejected rejected) {
      RejectionLog.rejected(rejected, request, reportOnly(decided));
    } else {
      attributes.show(decided, Dispatch.innermost(request), configuration().source());
      user.show(decided);
    }
    decision = decided;
    decidedFor = rules.kindOf(path);
    return decided;
  }

  private Decision withSession(HttpServletRequest request, String path) {
    Decision decided = rules.decide(new ServletFacts(request, path, query, body));
    if (decided instanceof Decision.Rejected
        || reportOnly(decided)
        || !configuration().sessionBound()) {
      return decided;
    }
    HttpSession session = request.getSession(false);
    return session != null && claim.sessions().refuses(session, owner(decided))
        ? new Rejection(
            Reason.SESSION_MISMATCH,
            "the session belongs to another client",
            rules.kindOf(path),
            decided.proxy())
        : decided;
  }

  /** The path of this dispatch; null where it is refused. */
  private @Nullable String path(HttpServletRequest request) {
    try {
      String path = Dispatch.path(request);
      refusePath(rules.refusalOfDecodedPath(path), request);
      return pathRefusal == null ? path : null;
    } catch (IllegalArgumentException ambiguous) {
      // Jetty refuses to tell the path of a URI that it calls ambiguous.
      refusePath(
          new Rejection(
              Reason.PATH_AMBIGUOUS, "the container calls the path ambiguous", EndpointKind.PLAIN),
          request);
      return null;
    }
  }

  private void refusePath(Decision.@Nullable Rejected refusal, HttpServletRequest request) {
    pathRefusal = refusal;
    if (refusal != null) {
      listener.decided(refusal, !reportOnly());
      RejectionLog.rejected(refusal, request, reportOnly());
    }
  }

  /** Null for nobody. */
  private static @Nullable String owner(Decision decided) {
    return decided instanceof Decision.Accepted accepted
        ? SessionOwner.of(accepted.client())
        : null;
  }

  private static @Nullable ReplayedRequest wrapper(
      HttpServletRequest request, ContextConfiguration claim) {
    ServletRequest current = request;
    while (current instanceof ServletRequestWrapper wrapper) {
      if (wrapper instanceof ReplayedRequest ours && ours.exchange().claim == claim) {
        return ours;
      }
      current = wrapper.getRequest();
    }
    return null;
  }
}
