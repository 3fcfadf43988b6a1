package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.revocation.Revocation;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One configuration with everything loaded from its files: immutable but for its cache. A request
 * takes the current snapshot once and uses it to its end.
 */
public final class Snapshot {

  private final Configuration configuration;
  private final PathPolicy paths;
  private final ClientBinding binding;
  private final Pipeline.Stages stages;
  private final Pipeline pipeline;
  private final List<Problem> warnings;

  private Snapshot(
      Configuration configuration,
      Pipeline.Stages stages,
      ClientBinding binding,
      List<Problem> warnings) {
    this.configuration = configuration;
    this.warnings = warnings;
    this.binding = binding;
    this.stages = stages;
    paths = new PathPolicy(configuration);
    pipeline = new Pipeline(configuration, stages, binding);
  }

  /**
   * What a snapshot has besides its files, and leaves to the next.
   *
   * @param sources what the application gives
   */
  public record Surroundings(BindingSources sources, Revocation revocation, Clock clock) {}

  /** Loads every file. Adds each problem instead of throwing; returns null after one. */
  public static @Nullable Snapshot load(
      Configuration configuration,
      @Nullable Snapshot previous,
      Surroundings surroundings,
      Problems problems) {
    Clock clock = surroundings.clock();
    Pipeline.Stages stages =
        new StageLoader(configuration, surroundings.revocation(), clock, problems)
            .load(previous == null ? null : previous.stages.proxies());
    ClientBinding binding =
        ClientBinding.load(
            configuration.binding(),
            surroundings.sources(),
            previous == null ? null : previous.binding,
            clock,
            problems);
    return !problems.list().isEmpty() || stages == null || binding == null
        ? null
        : new Snapshot(configuration, stages, binding, problems.warnings());
  }

  /** What does not hinder the use of this snapshot, but must be said. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** The configuration. */
  public Configuration configuration() {
    return configuration;
  }

  /** True for the name of a header of any profile, which the application must not see. */
  public boolean isOurs(@Nullable String name) {
    return stages.reservedHeaders().match(name) != ReservedHeaders.Match.UNRELATED;
  }

  /**
   * True for a header that the application must not see.
   *
   * @param proxy the authenticated proxy that sent it; null for everybody else
   */
  public boolean hides(@Nullable String name, @Nullable ProxyIdentity proxy) {
    ReservedHeaders.Match match = stages.reservedHeaders().match(name);
    return match != ReservedHeaders.Match.UNRELATED
        && (match != ReservedHeaders.Match.COMPANION
            || name == null
            || proxy == null
            || !pipeline.passes(name, proxy));
  }

  /** What fetches keys and asks about tokens. */
  public ClientBinding binding() {
    return binding;
  }

  /** Refuses a raw path that has more than one reading; null where it has one. */
  public Decision.@Nullable Rejected refusalOfPath(String rawPath) {
    return paths.ambiguous(rawPath)
        ? new Rejection(
            Reason.PATH_AMBIGUOUS,
            "the request URI holds ';', '//', '\\', a dot segment, a control character, or an escape"
                + " of one of them or of '%'",
            EndpointKind.PLAIN)
        : null;
  }

  /** Refuses a decoded path that a router may take for another one; null for every other path. */
  public Decision.@Nullable Rejected refusalOfDecodedPath(String path) {
    return paths.foldsToAnother(path)
        ? new Rejection(
            Reason.PATH_AMBIGUOUS,
            "a router that ignores case, compatibility forms, format characters or blanks may find"
                + " a path with other rules",
            EndpointKind.PLAIN)
        : null;
  }

  /** True where a path is included and not excluded. */
  public boolean covers(String path) {
    return paths.covers(path);
  }

  /** What a path demands. */
  public EndpointKind kindOf(String path) {
    return paths.kindOf(path);
  }

  /**
   * Decides for a request on a covered path. Whatever the request holds, the answer is a value;
   * what is thrown is a defect here, and must end in a rejection too.
   */
  public Decision decide(RequestFacts request) {
    return pipeline.decide(paths.kindOf(request.path()), request);
  }
}
