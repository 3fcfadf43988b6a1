package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides whether a dispatch continues to the application. */
final class Admission {

  /**
   * The result of the filter for one dispatch.
   *
   * @param request the request for the application
   * @param response the response for the application
   * @param rejection null if the dispatch continues
   * @param basic true if the client tried to authenticate with HTTP Basic
   */
  record FilterOutcome(
      HttpServletRequest request,
      HttpServletResponse response,
      Decision.@Nullable Rejected rejection,
      boolean basic) {

    /** Creates an outcome without HTTP Basic. */
    FilterOutcome(
        HttpServletRequest request,
        HttpServletResponse response,
        Decision.@Nullable Rejected rejection) {
      this(request, response, rejection, false);
    }
  }

  private final AdapterEngine engine;
  private final ContextConfiguration contextConfiguration;

  Admission(AdapterEngine engine, ContextConfiguration contextConfiguration) {
    this.engine = engine;
    this.contextConfiguration = contextConfiguration;
  }

  /**
   * Decides on a dispatch. Never throws: a failure here ends in a rejection and is logged once. In
   * report-only mode nothing is rejected.
   */
  FilterOutcome admit(HttpServletRequest request, HttpServletResponse response) {
    RequestState state = null;
    try {
      state = RequestState.of(request, contextConfiguration);
      if (state == null) {
        state = RequestState.begin(request, contextConfiguration, engine.begin());
      }
      return admit(state, request, response);
    } catch (Throwable failure) {
      if (state == null) {
        return new FilterOutcome(request, response, defect(failure, request));
      }
      Decision.Rejected rejection = state.fail(failure, request);
      return state.decision().reportOnly()
          ? new FilterOutcome(state.wrapped(request, response), response, null)
          : new FilterOutcome(request, response, rejection);
    }
  }

  /** Logs what is not logged yet. */
  void close() {
    engine.flushLog();
  }

  /** Rejects a request after a defect before its state exists. */
  private Decision.Rejected defect(Throwable failure, HttpServletRequest request) {
    return engine.begin().fail(failure, new ServletFacts(request, new FormBody(0, null)));
  }

  /** Runs the rest of the filter chain. */
  void run(FilterOutcome outcome, FilterChain chain) throws IOException, ServletException {
    HttpServletRequest request = outcome.request();
    RequestState state = RequestState.of(request, contextConfiguration);
    if (state == null) {
      chain.doFilter(request, outcome.response());
      return;
    }
    boolean include = Dispatch.isInclude(request);
    boolean before = state.enter();
    try {
      chain.doFilter(request, outcome.response());
    } finally {
      if (include) {
        state.leave(before);
      }
    }
  }

  private static FilterOutcome admit(
      RequestState state, HttpServletRequest request, HttpServletResponse response) {
    boolean first = !state.decision().admitted();
    Decision.Rejected refusal = state.refusal(request);
    if (refusal != null && !state.decision().reportOnly()) {
      return new FilterOutcome(request, response, refusal, state.triedBasic(request));
    }
    if (state.decision().admitted() && !state.decision().reportOnly()) {
      forbidStorage(state.configuration(), response, first);
    }
    return new FilterOutcome(state.wrapped(request, response), state.guarded(response), null);
  }

  /** The application may overwrite this header; a later dispatch must not undo that. */
  private static void forbidStorage(
      Configuration configuration, HttpServletResponse response, boolean first) {
    HttpServletResponse container = Dispatch.innermost(response);
    if (configuration.cacheControl() != Configuration.CacheControl.OFF
        && (first || !container.containsHeader("Cache-Control"))) {
      container.setHeader("Cache-Control", "no-store");
    }
  }
}
