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

/** Lets a dispatch through to the application, or does not. */
final class Admission {

  /**
   * What became of one dispatch.
   *
   * @param request what the application gets
   * @param response what the application gets
   * @param rejection null where the dispatch goes on
   * @param basic true where the client tried to authenticate by HTTP Basic
   */
  record Passage(
      HttpServletRequest request,
      HttpServletResponse response,
      Decision.@Nullable Rejected rejection,
      boolean basic) {

    /** Of one that nobody challenges. */
    Passage(
        HttpServletRequest request,
        HttpServletResponse response,
        Decision.@Nullable Rejected rejection) {
      this(request, response, rejection, false);
    }
  }

  private final AdapterEngine engine;
  private final ContextConfiguration claim;

  Admission(AdapterEngine engine, ContextConfiguration claim) {
    this.engine = engine;
    this.claim = claim;
  }

  /**
   * Decides. Never throws: whatever fails here ends in a rejection, and is logged once. In
   * report-only mode nothing is rejected.
   */
  Passage admit(HttpServletRequest request, HttpServletResponse response) {
    RequestState exchange = null;
    try {
      exchange = RequestState.of(request, claim);
      if (exchange == null) {
        exchange = RequestState.begin(request, claim, engine);
      }
      return admit(exchange, request, response);
    } catch (Throwable failure) {
      Decision.Rejected rejection = RejectionLog.defect(failure);
      engine.listener().decided(rejection, exchange == null || !exchange.reportOnly());
      if (exchange == null) {
        return new Passage(request, response, rejection);
      }
      exchange.fail(rejection);
      return exchange.reportOnly()
          ? new Passage(exchange.wrapped(request, response), response, null)
          : new Passage(request, response, rejection);
    }
  }

  /** Runs what comes behind the filter. */
  void run(Passage passage, FilterChain chain) throws IOException, ServletException {
    HttpServletRequest request = passage.request();
    RequestState exchange = RequestState.of(request, claim);
    if (exchange == null) {
      chain.doFilter(request, passage.response());
      return;
    }
    boolean include = Dispatch.isInclude(request);
    boolean before = exchange.enter(request);
    try {
      chain.doFilter(request, passage.response());
    } finally {
      if (include) {
        exchange.leave(before);
      }
    }
  }

  private static Passage admit(
      RequestState exchange, HttpServletRequest request, HttpServletResponse response) {
    boolean first = !exchange.admitted();
    Decision.Rejected refusal = exchange.refusal(request);
    if (refusal != null && !exchange.reportOnly()) {
      return new Passage(request, response, refusal, exchange.triedBasic(request));
    }
    if (exchange.admitted() && !exchange.reportOnly()) {
      forbidStorage(exchange.configuration(), response, first);
    }
    return new Passage(exchange.wrapped(request, response), exchange.guarded(response), null);
  }

  /** The application may overwrite what is set here; a later dispatch must not undo that. */
  private static void forbidStorage(
      Configuration configuration, HttpServletResponse response, boolean first) {
    HttpServletResponse container = Dispatch.innermost(response);
    if (configuration.cacheControl() != Configuration.CacheControl.OFF
        && (first || !container.containsHeader("Cache-Control"))) {
      container.setHeader("Cache-Control", "no-store");
    }
  }
}
