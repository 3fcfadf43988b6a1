package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Health;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.adapter.EngineFigures;
import io.github.proxymtls.internal.adapter.RequestRules;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.decision.Decided;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.decision.RequestId;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.revocation.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The current snapshot, and everything that runs in the background. */
final class Engine implements AdapterEngine {

  private final Reloader reloader;
  private final GuardedListener listener;
  private final Revocation revocation;
  private final Surroundings surroundings;

  Engine(
      Reloader reloader,
      GuardedListener listener,
      Revocation revocation,
      Surroundings surroundings) {
    this.reloader = reloader;
    this.listener = listener;
    this.revocation = revocation;
    this.surroundings = surroundings;
  }

  /**
   * Starts to reload, to fetch keys and to check revocation, after the configuration was found
   * valid.
   */
  Engine started() {
    boolean started = false;
    try {
      revocation.start();
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

  /** What an engine needs for messages and meters. */
  record Surroundings(OperatorLog log, LookUps lookUps, Clock clock) {}

  /** Returns the current snapshot. */
  Snapshot snapshot() {
    return reloader.current();
  }

  Reloader reloader() {
    return reloader;
  }

  @Override
  public Set<FileEntry> entries() {
    return snapshot().material().entries();
  }

  @Override
  public List<Problem> warnings(Instant now) {
    Snapshot snapshot = snapshot();
    return Stream.concat(snapshot.warnings().stream(), snapshot.material().warnings(now).stream())
        .toList();
  }

  @Override
  public RequestRules rules() {
    return snapshot();
  }

  @Override
  public Health health() {
    Material material = snapshot().material();
    Instant now = surroundings.clock().instant();
    List<Problem> problems = new ArrayList<>(material.warnings(now));
    problems.addAll(reloader.failing());
    problems.addAll(surroundings.lookUps().problems());
    if (material.acceptsNobody(now)) {
      return new Health(Health.Status.DOWN, problems);
    }
    return new Health(problems.isEmpty() ? Health.Status.UP : Health.Status.WARNING, problems);
  }

  @Override
  public EngineFigures figures() {
    return new SnapshotFigures(this::snapshot, surroundings.clock());
  }

  @Override
  public OperatorLog log() {
    return surroundings.log();
  }

  @Override
  public ProxyMtlsListener listener() {
    return listener;
  }

  @Override
  public Decision decide(RequestFacts request) {
    Snapshot snapshot = snapshot();
    Decision decision = snapshot.refusalOfPath(request.rawPath());
    if (decision == null) {
      decision = snapshot.refusalOfDecodedPath(request.path());
    }
    if (decision == null) {
      EndpointKind endpoint = snapshot.endpoint(request.path());
      if (endpoint == null) {
        return new NoClient(null);
      }
      decision = snapshot.decide(endpoint, request);
    }
    if (listener.isNobody() && !(decision instanceof Rejection)) {
      return decision;
    }
    ProxyIdentity proxy = decision.proxy();
    boolean enforced = !snapshot.configuration().reportOnly(proxy == null ? null : proxy.profile());
    RequestId id = new RequestId();
    Decision identified =
        decision instanceof Rejection rejection
            ? rejection.identified(id.of(request, proxy))
            : decision;
    listener.decided(new Decided(identified, enforced, request, id));
    return identified;
  }

  @Override
  public void close() {
    reloader.close();
    revocation.close();
    snapshot().binding().close();
  }
}
