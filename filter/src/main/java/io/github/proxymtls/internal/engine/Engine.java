package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Health;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.adapter.DecisionReporter;
import io.github.proxymtls.internal.adapter.EngineFigures;
import io.github.proxymtls.internal.adapter.RejectionLog;
import io.github.proxymtls.internal.adapter.RequestDecision;
import io.github.proxymtls.internal.adapter.RequestRules;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.engine.Snapshot.Dependencies;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.reload.LoadedFiles;
import io.github.proxymtls.internal.reload.Reloader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The current snapshot, and everything that runs in the background. */
final class Engine implements AdapterEngine {

  private final Reloader<Snapshot> reloader;
  private final GuardedListener listener;
  private final Dependencies dependencies;
  private final Reporting reporting;

  Engine(
      Reloader<Snapshot> reloader,
      GuardedListener listener,
      Dependencies dependencies,
      Reporting reporting) {
    this.reloader = reloader;
    this.listener = listener;
    this.dependencies = dependencies;
    this.reporting = reporting;
  }

  /**
   * Starts to reload, to fetch keys and to check revocation, after the configuration was found
   * valid.
   */
  Engine started() {
    boolean started = false;
    try {
      dependencies.revocation().start();
      snapshot().binding().start();
      reloader.start();
      listener.started(this);
      started = true;
      return this;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Where an engine reports.
   *
   * @param lookUps the look-ups that failed last
   * @param logged reports decisions on the requests of an adapter
   * @param unlogged reports decisions on other requests, which their caller logs
   */
  record Reporting(
      OperatorLog log, LookUps lookUps, DecisionReporter logged, DecisionReporter unlogged) {

    static Reporting of(OperatorLog log, LookUps lookUps, ProxyMtlsListener listener) {
      return new Reporting(
          log,
          lookUps,
          new DecisionReporter(listener, new RejectionLog(log)),
          new DecisionReporter(listener, null));
    }
  }

  /** Returns the caches. */
  CertificateStage.Caches caches() {
    return dependencies.caches();
  }

  /** Returns the current snapshot. */
  Snapshot snapshot() {
    return reloader.current();
  }

  Reloader<Snapshot> reloader() {
    return reloader;
  }

  @Override
  public Set<FileEntry> entries() {
    return snapshot().files().entries();
  }

  @Override
  public List<Problem> warnings(Instant now) {
    Snapshot snapshot = snapshot();
    return Stream.concat(snapshot.warnings().stream(), snapshot.files().warnings(now).stream())
        .toList();
  }

  @Override
  public RequestRules rules() {
    return snapshot();
  }

  @Override
  public Health health() {
    LoadedFiles files = snapshot().files();
    Instant now = dependencies.clock().instant();
    List<Problem> problems = new ArrayList<>(files.warnings(now));
    problems.addAll(reloader.failing());
    problems.addAll(reporting.lookUps().problems());
    if (files.acceptsNobody(now)) {
      return new Health(Health.Status.DOWN, problems);
    }
    return new Health(problems.isEmpty() ? Health.Status.UP : Health.Status.WARNING, problems);
  }

  @Override
  public EngineFigures figures() {
    return new SnapshotFigures(
        this::snapshot, dependencies.caches().accepted(), dependencies.clock());
  }

  @Override
  public OperatorLog log() {
    return reporting.log();
  }

  @Override
  public RequestDecision begin() {
    return new RequestDecision(snapshot(), reporting.logged());
  }

  @Override
  public void flushLog() {
    reporting.logged().flush();
  }

  @Override
  public Decision decide(RequestFacts request) {
    RequestDecision decision = new RequestDecision(snapshot(), reporting.unlogged());
    Decision.Rejected refusal = decision.decide(() -> request);
    Decision decided = refusal == null ? decision.current() : refusal;
    return decided == null ? new NoClient(null) : decided;
  }

  @Override
  public void close() {
    reloader.close();
    dependencies.revocation().close();
    snapshot().binding().close();
  }
}
