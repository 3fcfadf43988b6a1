package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.internal.adapter.RequestDecision;
import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The state of one request through all its dispatches: the rules with which it began, its decision,
 * and what the application sees. An attribute of the container's request holds it, which the
 * application cannot see.
 */
final class RequestState {

  private static final String AUTHORIZATION = "Authorization";
  private static final String BASIC = "Basic ";

  private final ContextConfiguration context;
  private final RequestDecision decision;
  private final RequestView view;
  private final RequestSession session;
  private volatile boolean authenticating;

  /**
   * @param query the query as received; in a forward, Undertow replaces it by that of the forward
   */
  private RequestState(
      ContextConfiguration context, RequestDecision decision, @Nullable String query) {
    this.context = context;
    this.decision = decision;
    Configuration configuration = decision.rules().configuration();
    view = RequestView.of(configuration, query);
    session = new RequestSession(context.sessions(), configuration.sessionBound());
  }

  /**
   * Returns the state that an earlier dispatch, or an earlier filter of this dispatch, created;
   * null if there is none.
   */
  static @Nullable RequestState of(HttpServletRequest request, ContextConfiguration context) {
    ReplayedRequest wrapper = wrapper(request, context);
    if (wrapper != null) {
      return wrapper.state();
    }
    return Dispatch.innermost(request).getAttribute(context.stateAttribute())
                instanceof RequestState state
            && state.context == context
        ? state
        : null;
  }

  /** Creates the state at the first dispatch. */
  static RequestState begin(
      HttpServletRequest request, ContextConfiguration context, RequestDecision decision) {
    HttpServletRequest container = Dispatch.innermost(request);
    RequestState state = new RequestState(context, decision, container.getQueryString());
    container.setAttribute(context.stateAttribute(), state);
    if (state.configuration().source() == Configuration.Source.TLS) {
      state.view.attributes().showConnection(container);
    }
    return state;
  }

  Configuration configuration() {
    return decision.rules().configuration();
  }

  RequestDecision decision() {
    return decision;
  }

  /** Returns why a dispatch is rejected; null if it continues. */
  Decision.@Nullable Rejected refusal(HttpServletRequest request) {
    return decision.decide(new ServletDispatch(request, session, view, configuration().source()));
  }

  /** Rejects the request after a defect of this library. */
  Decision.Rejected fail(Throwable failure, HttpServletRequest request) {
    Decision.Rejected rejection = decision.fail(failure, new ServletFacts(request, view.body()));
    view.clear(rejection);
    return rejection;
  }

  RequestView view() {
    return view;
  }

  /** Returns true for the name of a header that the application must not see. */
  boolean hides(@Nullable String header) {
    Decision decided = decision.current();
    return decision
        .rules()
        .hides(header, decided == null || !decision.admitted() ? null : decided.proxy());
  }

  /**
   * Returns true for the name of a trailer that the application must not see. The proxy does not
   * remove trailers that a client sends.
   */
  boolean hidesTrailer(@Nullable String trailer) {
    return decision.rules().isReserved(trailer);
  }

  /** Returns true if the client, and not the proxy, sent a credential of HTTP Basic. */
  boolean triedBasic(HttpServletRequest request) {
    String line = hides(AUTHORIZATION) ? null : request.getHeader(AUTHORIZATION);
    return line != null && line.regionMatches(true, 0, BASIC, 0, BASIC.length());
  }

  /**
   * Enters a dispatch; returns whether the previous one went to a path where clients authenticate.
   */
  boolean enter() {
    boolean before = authenticating;
    authenticating =
        decision.isUnauthenticated() && decision.endpoint() == EndpointKind.CLIENT_AUTHENTICATION;
    return before;
  }

  /** Returns from an included dispatch to the one that included it. */
  void leave(boolean before) {
    authenticating = before;
  }

  /**
   * Returns the attributes that this dispatch sees: it sees an unauthenticated certificate only
   * where clients authenticate.
   */
  ClientAttributes visibleAttributes() {
    return !authenticating && decision.isUnauthenticated()
        ? new ClientAttributes()
        : view.attributes();
  }

  /** Wraps the request for the application, unless it is already wrapped. */
  HttpServletRequest wrapped(HttpServletRequest request, HttpServletResponse response) {
    if (wrapper(request, context) != null) {
      return request;
    }
    if (decision.reportOnly()) {
      return view.body().replayed() == null ? request : new ReplayedRequest(request, this);
    }
    return new ClientCertificateRequest(request, response, this);
  }

  /**
   * Wraps a response that must not be stored, regardless of the application's headers, unless it is
   * already wrapped.
   */
  HttpServletResponse guarded(HttpServletResponse response) {
    return decision.admitted()
            && configuration().cacheControl() == Configuration.CacheControl.ENFORCE
            && !Dispatch.wraps(response, NoStore.class)
        ? new NoStore(response)
        : response;
  }

  /** Binds the session to the client at its first use; false if it belongs to another client. */
  boolean mayUse(HttpSession used) {
    return session.mayUse(used, decision.current());
  }

  private static @Nullable ReplayedRequest wrapper(
      HttpServletRequest request, ContextConfiguration context) {
    ServletRequest current = request;
    while (current instanceof ServletRequestWrapper wrapper) {
      if (wrapper instanceof ReplayedRequest replayed && replayed.state().context == context) {
        return replayed;
      }
      current = wrapper.getRequest();
    }
    return null;
  }
}
