package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.adapter.RequestRules;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.revocation.Revocation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One configuration with everything loaded from its files. Immutable except for its caches. A
 * request takes the current snapshot once and uses it to its end.
 */
final class Snapshot implements RequestRules {

  private final Configuration configuration;
  private final PathPolicy paths;
  private final ClientBinding binding;
  private final StageLoader.Loaded loaded;
  private final Pipeline.Stages stages;
  private final Pipeline pipeline;
  private final List<Problem> warnings;
  private final Material material;
  private final CacheGeneration cache;

  private Snapshot(
      CacheGeneration cache, StageLoader.Loaded loaded, Material material, List<Problem> warnings) {
    this.configuration = material.configuration();
    this.cache = cache;
    this.warnings = warnings;
    this.material = material;
    this.binding = material.binding();
    this.loaded = loaded;
    this.stages = loaded.stages();
    paths = cache.paths();
    pipeline = new Pipeline(configuration, stages, binding);
  }

  /**
   * The objects that a snapshot needs in addition to its files. Every later snapshot gets the same
   * ones.
   *
   * @param sources the objects that the application gives
   * @param timer measures decisions
   */
  record Dependencies(
      BindingSources sources, Revocation revocation, Clock clock, DecisionTimer timer) {

    /** Creates dependencies without a timer. */
    Dependencies(BindingSources sources, Revocation revocation, Clock clock) {
      this(sources, revocation, clock, DecisionTimer.NONE);
    }
  }

  /** Receives the duration of each decision. */
  @FunctionalInterface
  interface DecisionTimer {
    /** Measures nothing. */
    DecisionTimer NONE = nanoseconds -> {};

    void took(long nanoseconds);
  }

  /** The configuration, and the content of its files. */
  record Inputs(Configuration configuration, Map<FileKind, FileContents> files) {}

  /** Loads every file. Adds every problem to {@code problems}; returns null if there is one. */
  static @Nullable Snapshot load(
      Inputs inputs, @Nullable Snapshot previous, Dependencies dependencies, Problems problems) {
    Configuration configuration = inputs.configuration();
    CacheGeneration cache =
        previous == null ? CacheGeneration.first(inputs) : previous.cache.next(inputs);
    StageLoader loader = new StageLoader(inputs, cache, dependencies, problems);
    StageLoader.Loaded loaded =
        previous == null
            ? loader.load(null, false)
            : loader.load(previous.loaded, cache.trustsTheSameAs(previous.cache));
    ClientBinding binding =
        ClientBinding.load(
            configuration.binding(),
            dependencies.sources(),
            previous == null ? null : previous.binding,
            dependencies.clock(),
            problems);
    if (!problems.list().isEmpty() || loaded == null || binding == null) {
      return null;
    }
    Material material =
        new Material(
            configuration,
            loaded.stages().proxies(),
            loaded.paths(),
            binding,
            problems.afresh(),
            new Material.Measured(cache.caches(), dependencies.timer()));
    return new Snapshot(cache, loaded, material, problems.warnings());
  }

  /** Returns problems that do not prevent the use of this snapshot. */
  List<Problem> warnings() {
    return warnings;
  }

  /** Returns the cache of accepted certificates. */
  CertificateStage.Caches caches() {
    return material.measured().caches();
  }

  /** Returns what was loaded from the files. */
  Material material() {
    return material;
  }

  @Override
  public Configuration configuration() {
    return configuration;
  }

  @Override
  public boolean isReserved(@Nullable String name) {
    return stages.reservedHeaders().match(name) != ReservedHeaders.Match.UNRELATED;
  }

  @Override
  public boolean hides(@Nullable String name, @Nullable ProxyIdentity proxy) {
    ReservedHeaders.Match match = stages.reservedHeaders().match(name);
    return match != ReservedHeaders.Match.UNRELATED
        && (match != ReservedHeaders.Match.COMPANION
            || name == null
            || proxy == null
            || !pipeline.passes(name, proxy));
  }

  /** Returns the part that fetches keys and introspects tokens. */
  ClientBinding binding() {
    return binding;
  }

  @Override
  public Decision.@Nullable Rejected refusalOfPath(String rawPath) {
    return paths.ambiguous(rawPath)
        ? ambiguous(
            "the request URI holds ';', '//', '\\', a dot segment, a control character, or an"
                + " escape of one of them or of '%'")
        : null;
  }

  @Override
  public Decision.@Nullable Rejected refusalOfDecodedPath(String path) {
    return paths.foldsToAnother(path)
        ? ambiguous(
            "a router that ignores case, compatibility forms, format characters or blanks may find"
                + " a path with other rules")
        : null;
  }

  private static Decision.Rejected ambiguous(String detail) {
    return new Refusal(Reason.PATH_AMBIGUOUS, detail).at(EndpointKind.PLAIN, null);
  }

  @Override
  public @Nullable EndpointKind endpoint(String path) {
    return paths.endpoint(path);
  }

  @Override
  public Decision decideFromProxy(
      EndpointKind endpoint, RequestFacts request, ProxyIdentity proxy) {
    return pipeline.decideFromProxy(endpoint, request, proxy);
  }

  @Override
  public Decision decide(EndpointKind endpoint, RequestFacts request) {
    DecisionTimer timer = material.measured().timer();
    if (timer == DecisionTimer.NONE) {
      return pipeline.decide(endpoint, request);
    }
    long begin = System.nanoTime();
    Decision decision = pipeline.decide(endpoint, request);
    timer.took(System.nanoTime() - begin);
    return decision;
  }
}
