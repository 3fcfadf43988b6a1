package io.github.proxymtls;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.binding.ClientBinding;
import io.github.proxymtls.binding.TokenKeys;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.config.ProxyRules;
import io.github.proxymtls.header.OurHeaders;
import io.github.proxymtls.proxy.ProxyAuthenticator;
import io.github.proxymtls.trust.CertificateValidator;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One configuration with everything loaded from its files: immutable but for its cache. A request
 * takes the current snapshot once and uses it to its end.
 */
public final class Snapshot {

  private final Configuration configuration;
  private final OurHeaders ourHeaders;
  private final PathPolicy paths;
  private final @Nullable ProxyAuthenticator authenticator;
  private final ClientBinding binding;
  private final Pipeline pipeline;

  private Snapshot(
      Configuration configuration,
      @Nullable ProxyAuthenticator authenticator,
      ClientBinding binding,
      CertificateValidator validator,
      Clock clock) {
    this.configuration = configuration;
    this.authenticator = authenticator;
    this.binding = binding;
    ourHeaders = ourHeaders(configuration);
    paths = new PathPolicy(configuration);
    CertificateStage certificates =
        new CertificateStage(
            configuration,
            validator,
            new CertificateCache(
                configuration.cacheMaximumBytes(),
                configuration.cacheTimeToLive(),
                Ticker.systemTicker()),
            ourHeaders,
            clock);
    pipeline = new Pipeline(configuration, ourHeaders, authenticator, certificates, binding);
  }

  /** Loads every file. Adds each problem instead of throwing; returns null after one. */
  static @Nullable Snapshot load(
      Configuration configuration,
      @Nullable Snapshot previous,
      @Nullable TokenKeys tokenKeys,
      Clock clock,
      Problems problems) {
    ProxyRules proxy = configuration.proxy();
    ProxyAuthenticator authenticator =
        proxy == null
            ? null
            : ProxyAuthenticator.load(
                proxy, previous == null ? null : previous.authenticator, clock, problems);
    CertificateValidator validator =
        CertificateValidator.load(configuration.client(), clock, problems);
    ClientBinding binding =
        ClientBinding.load(
            configuration.binding(),
            tokenKeys,
            previous == null ? null : previous.binding,
            clock,
            problems);
    if (!problems.list().isEmpty() || validator == null || binding == null) {
      return null;
    }
    return new Snapshot(configuration, authenticator, binding, validator, clock);
  }

  /** The configuration. */
  public Configuration configuration() {
    return configuration;
  }

  /** The headers that the application must not see. */
  public OurHeaders ourHeaders() {
    return ourHeaders;
  }

  /** Refuses a raw path that has more than one reading; null where it has one. */
  public Decision.@Nullable Rejected refusalOfPath(String rawPath) {
    return paths.ambiguous(rawPath)
        ? new Decision.Rejected(
            Reason.PATH_AMBIGUOUS,
            "the request URI holds ';', '//', '\\', a dot segment, a control character, or an escape"
                + " of one of them or of '%'",
            PathKind.PLAIN)
        : null;
  }

  /** True where a path is included and not excluded. */
  public boolean covers(String path) {
    return paths.covers(path);
  }

  /** What a path demands. */
  public PathKind kindOf(String path) {
    return paths.kindOf(path);
  }

  /**
   * Decides for a request on a covered path. Whatever the request holds, the answer is a value;
   * what is thrown is a defect here, and must end in a rejection too.
   */
  public Decision decide(RequestFacts request) {
    return pipeline.decide(paths.kindOf(request.path()), request);
  }

  private static OurHeaders ourHeaders(Configuration configuration) {
    ProxyRules proxy = configuration.proxy();
    ProxyRules.Basic basic = proxy == null ? null : proxy.basic();
    return new OurHeaders(
        configuration.format() == null ? List.of() : List.of(configuration.format()),
        basic == null ? Set.of() : Set.of(basic.header()));
  }
}
