package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.log.OperatorLog;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The engine for the adapters of this module. */
public non-sealed interface AdapterEngine extends ProxyMtls {

  /**
   * The init-parameter with Jetty's limit on the headers of a request, in octets. An adapter sets
   * it if Jetty gets its connectors after the filter starts.
   */
  String CONTAINER_HEADER_LIMIT = "container.header-limit";

  /** Returns the engine behind the API. */
  static AdapterEngine of(ProxyMtls engine) {
    return (AdapterEngine) engine;
  }

  /** Returns the current rules. */
  RequestRules rules();

  /** Begins a request, which keeps the current rules to its end. */
  RequestDecision begin();

  /** Writes the log lines that wait to be counted. */
  void flushLog();

  /** Returns the figures that meters show. */
  EngineFigures figures();

  /** Returns the operator's log. */
  OperatorLog log();

  /** Returns the entries of the files in use, and the CRLs from URLs. */
  Set<FileEntry> entries();

  /**
   * Returns what weakens security, what has expired or expires soon, and what is missing at this
   * time.
   */
  List<Problem> warnings(Instant now);
}
