package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Presented;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * The decision on one request through all its dispatches: path, endpoint, decision, session and
 * report. It keeps the rules with which the request began.
 */
public final class RequestDecision {

  private final RequestRules rules;
  private final DecisionReporter reporter;
  private final RequestId id = new RequestId();
  private boolean begun;
  private volatile Decision.@Nullable Rejected pathRefusal;
  private volatile @Nullable Decision decision;
  private volatile @Nullable EndpointKind endpoint;
  private volatile EndpointKind decidedFor = EndpointKind.PLAIN;

  public RequestDecision(RequestRules rules, DecisionReporter reporter) {
    this.rules = rules;
    this.reporter = reporter;
  }

  /** Returns the rules with which the request began. */
  public RequestRules rules() {
    return rules;
  }

  /**
   * Decides at the first covered dispatch, and again at one whose path requires a client or a token
   * if no earlier path did. Returns null if this dispatch continues. In report-only mode it
   * continues after a rejection, too.
   */
  public Decision.@Nullable Rejected decide(Dispatched dispatch) {
    RequestFacts facts = dispatch.facts();
    if (!begun) {
      begun = true;
      refusePath(rules.refusalOfPath(facts.rawPath()), facts);
    }
    String path = pathRefusal == null ? path(facts) : null;
    EndpointKind kind = path == null ? null : rules.endpoint(path);
    endpoint = kind;
    if (kind == null) {
      return pathRefusal;
    }
    Decision decided =
        decision == null || requiresMore(dispatch, kind) ? decide(kind, dispatch, facts) : decision;
    return decided instanceof Decision.Rejected rejected ? rejected : null;
  }

  /** Rejects the request after a defect of this library, and reports it. */
  public Decision.Rejected fail(Throwable failure, RequestFacts facts) {
    Decision.Rejected rejection = reporter.defect(failure, facts, id, !reportOnly());
    decision = rejection;
    return rejection;
  }

  /** Returns the kind of endpoint of the current dispatch; null if its path is not covered. */
  public @Nullable EndpointKind endpoint() {
    return endpoint;
  }

  /** Returns the current decision; null before the first one. */
  public @Nullable Decision current() {
    return decision;
  }

  /** Returns true from the first covered dispatch on, unless it was rejected. */
  public boolean admitted() {
    return decision != null && !(decision instanceof Decision.Rejected);
  }

  /** Returns the accepted client, or null. */
  public @Nullable ClientIdentity client() {
    return decision instanceof Decision.Accepted accepted ? accepted.client() : null;
  }

  /** Returns true if the client's certificate was not accepted for authentication. */
  public boolean isUnauthenticated() {
    ClientIdentity client = client();
    return client != null && client.acceptance() == ClientIdentity.Acceptance.UNAUTHENTICATED;
  }

  /**
   * Returns true if the request continues whatever the decision. Before the first decision, returns
   * true only if this holds for every profile.
   */
  public boolean reportOnly() {
    return reportOnly(decision);
  }

  private boolean reportOnly(@Nullable Decision decided) {
    ProxyIdentity proxy = decided == null ? null : decided.proxy();
    return rules.configuration().reportOnly(proxy == null ? null : proxy.profile());
  }

  private boolean requiresMore(Dispatched dispatch, EndpointKind kind) {
    return admitted()
        && kind != EndpointKind.PLAIN
        && kind != decidedFor
        && !dispatch.isErrorPage();
  }

  private Decision decide(EndpointKind kind, Dispatched dispatch, RequestFacts facts) {
    Decision found = rules.decide(kind, facts);
    Decision checked = dispatch.explained(checkSession(kind, dispatch, found));
    Decision decided = reporter.report(checked, facts, id, !reportOnly(checked));
    if (!(decided instanceof Decision.Rejected)) {
      dispatch.show(decided);
    }
    decision = decided;
    decidedFor = kind;
    return decided;
  }

  private Decision checkSession(EndpointKind kind, Dispatched dispatch, Decision decided) {
    return !(decided instanceof Decision.Rejected)
            && !reportOnly(decided)
            && dispatch.hasSessionOfAnother(decided)
        ? sessionMismatch(decided, kind)
        : decided;
  }

  private static Decision sessionMismatch(Decision decided, EndpointKind kind) {
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

  /** Returns the path of this dispatch; null if it is rejected. */
  private @Nullable String path(RequestFacts facts) {
    try {
      String path = facts.path();
      refusePath(rules.refusalOfDecodedPath(path), facts);
      return pathRefusal == null ? path : null;
    } catch (IllegalArgumentException ambiguous) {
      refusePath(
          new Refusal(Reason.PATH_AMBIGUOUS, "the container considers the path ambiguous")
              .at(EndpointKind.PLAIN, null),
          facts);
      return null;
    }
  }

  private void refusePath(Decision.@Nullable Rejected refusal, RequestFacts facts) {
    pathRefusal = refusal == null ? null : reporter.reject(refusal, facts, id, !reportOnly());
  }
}
