package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.adapter.RequestRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.decision.Presented;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.decision.RequestId;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The decision on one request, which a later dispatch may replace. */
final class RequestDecision {

  /** What Spring's {@code MockServletContext} says that it is. */
  private static final String MOCK_CONTEXT = "MockServletContext";

  private final RequestRules rules;
  private final DecisionReporter reporter;
  private final RequestSession session;
  private final RequestView view;
  private final RequestId id = new RequestId();
  private volatile Decision.@Nullable Rejected pathRefusal;
  private volatile @Nullable Decision decision;
  private volatile @Nullable EndpointKind endpoint;
  private volatile EndpointKind decidedFor = EndpointKind.PLAIN;

  RequestDecision(
      RequestRules rules, DecisionReporter reporter, RequestSession session, RequestView view) {
    this.rules = rules;
    this.reporter = reporter;
    this.session = session;
    this.view = view;
  }

  /** Checks the raw path of the first dispatch, whether it is covered or not. */
  void checkRawPath(HttpServletRequest request) {
    String rawPath = Dispatch.innermost(request).getRequestURI();
    refusePath(rules.refusalOfPath(rawPath == null ? "" : rawPath), request);
  }

  /**
   * Decides at the first covered dispatch, and again at one whose path requires a client or a token
   * if no earlier path did. Returns null if this dispatch continues.
   */
  Decision.@Nullable Rejected refusal(HttpServletRequest request) {
    String path = pathRefusal == null ? path(request) : null;
    EndpointKind kind = path == null ? null : rules.endpoint(path);
    endpoint = kind;
    if (path == null || kind == null) {
      return pathRefusal;
    }
    Decision decided =
        decision == null || requiresMore(request, kind) ? decide(kind, request, path) : decision;
    return decided instanceof Decision.Rejected rejected ? rejected : null;
  }

  /** Rejects the request after a defect of this library, and reports it. */
  Decision.Rejected fail(Throwable failure, HttpServletRequest request) {
    Decision.Rejected rejection = reporter.defect(failure, facts(request, ""), id, !reportOnly());
    view.clear(rejection);
    decision = rejection;
    return rejection;
  }

  /** Returns the kind of endpoint of the current dispatch; null if its path is not covered. */
  @Nullable EndpointKind endpoint() {
    return endpoint;
  }

  /** Returns the current decision; null before the first one. */
  @Nullable Decision current() {
    return decision;
  }

  /** Returns true from the first covered dispatch on, unless it was rejected. */
  boolean admitted() {
    return decision != null && !(decision instanceof Decision.Rejected);
  }

  /** Returns the accepted client, or null. */
  @Nullable ClientIdentity client() {
    return decision instanceof Decision.Accepted accepted ? accepted.client() : null;
  }

  /** Returns true if the client's certificate was not accepted for authentication. */
  boolean isUnauthenticated() {
    ClientIdentity client = client();
    return client != null && client.acceptance() == ClientIdentity.Acceptance.UNAUTHENTICATED;
  }

  /**
   * Returns true if the request continues after every decision. Before the first decision, this is
   * true only if it holds for every profile.
   */
  boolean reportOnly() {
    return decision == null ? configuration().reportOnly(null) : reportOnly(decision);
  }

  private boolean reportOnly(Decision decided) {
    return configuration().reportOnly(profile(decided));
  }

  private static @Nullable String profile(Decision decided) {
    return decided.proxy() == null ? null : decided.proxy().profile();
  }

  /** An error page has no requirements of its own, regardless of its path. */
  private boolean requiresMore(HttpServletRequest request, EndpointKind kind) {
    return admitted()
        && kind != EndpointKind.PLAIN
        && kind != decidedFor
        && request.getDispatcherType() != DispatcherType.ERROR;
  }

  private Decision decide(EndpointKind kind, HttpServletRequest request, String path) {
    ServletFacts facts = facts(request, path);
    Decision found = explainMock(request, checkSession(kind, request, rules.decide(kind, facts)));
    Decision decided = reporter.report(found, facts, id, !reportOnly(found));
    if (!(decided instanceof Decision.Rejected)) {
      view.show(decided, request, configuration().source());
    }
    decision = decided;
    decidedFor = kind;
    return decided;
  }

  private ServletFacts facts(HttpServletRequest request, String path) {
    return new ServletFacts(request, path, view.body());
  }

  private Decision checkSession(EndpointKind kind, HttpServletRequest request, Decision decided) {
    return !(decided instanceof Decision.Rejected)
            && !reportOnly(decided)
            && session.isOfAnotherClient(request, decided)
        ? sessionMismatch(decided, kind)
        : decided;
  }

  private static Rejection sessionMismatch(Decision decided, EndpointKind kind) {
    PresentedCertificate presented =
        decided instanceof Decision.Accepted accepted ? Presented.of(accepted.client()) : null;
    return new Refusal(
            Reason.SESSION_MISMATCH,
            "the session belongs to another client; if it is this client's and its certificate was"
                + " renewed with other names or by another CA, the client must drop its session"
                + " cookie")
        .withCertificate(presented)
        .at(kind, decided.proxy());
  }

  /** A test of the application without a container knows no client, as no proxy is before it. */
  private static Decision explainMock(HttpServletRequest request, Decision decided) {
    return decided instanceof Rejection rejection
            && rejection.reason() == Reason.CERTIFICATE_REQUIRED
            && rejection.proxy() == null
            && MOCK_CONTEXT.equals(request.getServletContext().getServerInfo())
        ? rejection.withRefusal(
            rejection
                .refusal()
                .withDetail(
                    "; the request is of MockMvc: in a test, send it as a client of TestClients"
                        + " (filter/docs/testing.md)"))
        : decided;
  }

  /** Returns the path of this dispatch; null if it is rejected. */
  private @Nullable String path(HttpServletRequest request) {
    try {
      String path = Dispatch.path(request);
      refusePath(rules.refusalOfDecodedPath(path), request);
      return pathRefusal == null ? path : null;
    } catch (IllegalArgumentException ambiguous) {
      // Jetty throws it instead of returning the path of a URI that it considers ambiguous.
      refusePath(
          new Refusal(Reason.PATH_AMBIGUOUS, "the container considers the path ambiguous")
              .at(EndpointKind.PLAIN, null),
          request);
      return null;
    }
  }

  private void refusePath(Decision.@Nullable Rejected refusal, HttpServletRequest request) {
    pathRefusal =
        refusal == null ? null : reporter.reject(refusal, facts(request, ""), id, !reportOnly());
  }

  private Configuration configuration() {
    return rules.configuration();
  }
}
