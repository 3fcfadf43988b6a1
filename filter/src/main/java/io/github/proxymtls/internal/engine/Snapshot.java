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
import io.github.proxymtls.internal.reload.LoadedFiles;
import io.github.proxymtls.internal.reload.ReloadedState;
import io.github.proxymtls.internal.revocation.Revocation;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One configuration with everything loaded from its files. Only its caches change. A request takes
 * the current snapshot once and uses it to its end.
 */
final class Snapshot implements RequestRules, ReloadedState {

  /** The files from which validators are loaded. */
  private static final Set<FileKind> TRUST =
      EnumSet.of(FileKind.TRUST_ANCHORS, FileKind.INTERMEDIATES, FileKind.CRLS);

  private final Inputs inputs;
  private final long epoch;
  private final StageLoader.Loaded loaded;
  private final Pipeline pipeline;
  private final PathPolicy paths;
  private final DecisionTimer timer;
  private final LoadedFiles files;

  private Snapshot(
      Inputs inputs,
      long epoch,
      StageLoader.Loaded loaded,
      LoadedFiles files,
      DecisionTimer timer) {
    this.inputs = inputs;
    this.epoch = epoch;
    this.loaded = loaded;
    this.files = files;
    this.timer = timer;
    this.pipeline = new Pipeline(configuration(), loaded.stages(), files.binding());
    this.paths = new PathPolicy(configuration());
  }

  /**
   * The objects that a snapshot needs in addition to its files. Every later snapshot gets the same
   * ones.
   *
   * @param sources the objects that the application gives
   * @param caches what requests left behind
   * @param timer measures decisions
   */
  record Dependencies(
      BindingSources sources,
      Revocation revocation,
      CertificateStage.Caches caches,
      Clock clock,
      DecisionTimer timer) {}

  /** Receives the duration of each decision. */
  @FunctionalInterface
  interface DecisionTimer {
    /** Measures nothing. */
    DecisionTimer NONE = nanoseconds -> {};

    void took(long nanoseconds);
  }

  /** The configuration, and the content of its files. */
  record Inputs(Configuration configuration, Map<FileKind, FileContents> files) {

    private boolean hasSame(FileKind kind, Inputs other) {
      return Objects.equals(files.get(kind), other.files.get(kind));
    }
  }

  /** Loads every file. Adds every problem to {@code problems}; returns null if there is one. */
  static @Nullable Snapshot load(
      Inputs inputs, @Nullable Snapshot previous, Dependencies dependencies, Problems problems) {
    Configuration configuration = inputs.configuration();
    boolean sameTrust = previous != null && previous.isOf(TRUST, inputs);
    long epoch = previous == null ? 0 : previous.epochAfter(inputs);
    StageLoader.Loaded loaded =
        new StageLoader(configuration, epoch, dependencies, problems)
            .load(previous == null ? null : previous.loaded, sameTrust);
    ClientBinding binding =
        ClientBinding.load(
            configuration.binding(),
            dependencies.sources(),
            previous == null ? null : previous.binding(),
            dependencies.clock(),
            problems);
    if (!problems.list().isEmpty() || loaded == null || binding == null) {
      return null;
    }
    LoadedFiles files =
        new LoadedFiles(
            configuration,
            loaded.stages().proxies(),
            loaded.paths(),
            binding,
            problems.afresh(),
            problems.warnings());
    return new Snapshot(inputs, epoch, loaded, files, dependencies.timer());
  }

  private boolean isOf(Set<FileKind> kinds, Inputs other) {
    return kinds.stream().allMatch(kind -> inputs.hasSame(kind, other));
  }

  /** A change that may end a final refusal or a pin begins a new epoch. */
  private long epochAfter(Inputs next) {
    return isOf(TRUST, next) && inputs.hasSame(FileKind.CLIENTS, next) ? epoch : epoch + 1;
  }

  @Override
  public List<Problem> warnings() {
    return files.permanent();
  }

  @Override
  public LoadedFiles files() {
    return files;
  }

  @Override
  public Configuration configuration() {
    return inputs.configuration();
  }

  @Override
  public boolean isReserved(@Nullable String name) {
    return loaded.stages().reservedHeaders().match(name) != ReservedHeaders.Match.UNRELATED;
  }

  @Override
  public boolean hides(@Nullable String name, @Nullable ProxyIdentity proxy) {
    ReservedHeaders.Match match = loaded.stages().reservedHeaders().match(name);
    return match != ReservedHeaders.Match.UNRELATED
        && (match != ReservedHeaders.Match.COMPANION
            || name == null
            || proxy == null
            || !pipeline.passes(name, proxy));
  }

  /** Returns the part that fetches keys and introspects tokens. */
  ClientBinding binding() {
    return files.binding();
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
    if (timer == DecisionTimer.NONE) {
      return pipeline.decide(endpoint, request);
    }
    long begin = System.nanoTime();
    Decision decision = pipeline.decide(endpoint, request);
    timer.took(System.nanoTime() - begin);
    return decision;
  }
}
