package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.adapter.Dispatched;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.decision.Rejection;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/** One dispatch of a servlet request. */
record ServletDispatch(
    HttpServletRequest request,
    RequestSession session,
    RequestView view,
    Configuration.Source source)
    implements Dispatched {

  /** The server information of Spring's {@code MockServletContext}. */
  private static final String MOCK_CONTEXT = "MockServletContext";

  @Override
  public RequestFacts facts() {
    return new ServletFacts(request, view.body());
  }

  @Override
  public boolean isErrorPage() {
    return request.getDispatcherType() == DispatcherType.ERROR;
  }

  @Override
  public boolean hasSessionOfAnother(Decision decision) {
    return session.isOfAnotherClient(request, decision);
  }

  /** A test of the application without a container has no client, because it has no proxy. */
  @Override
  public Decision explained(Decision decision) {
    return decision instanceof Rejection rejection
            && rejection.reason() == Reason.CERTIFICATE_REQUIRED
            && rejection.proxy() == null
            && MOCK_CONTEXT.equals(request.getServletContext().getServerInfo())
        ? rejection.withRefusal(
            rejection
                .refusal()
                .withDetail(
                    "; the request is of MockMvc: in a test, send it as a client of TestClients"
                        + " (filter/docs/testing.md)"))
        : decision;
  }

  @Override
  public void show(Decision decision) {
    view.show(decision, request, source);
  }
}
