package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.engine.Snapshot.Dependencies;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.PathValidator;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Loads the stages of every profile's pipeline. */
final class StageLoader {

  /**
   * What was loaded. A reload that does not touch anchors, intermediates and CRLs keeps the
   * validators.
   *
   * @param validators by the rules for which they were loaded
   * @param warnings those about the rules and files of the validators
   */
  record Loaded(
      Pipeline.Stages stages,
      Map<ClientRules, CertificateValidator> validators,
      List<Problem> warnings) {

    /** Returns the path validators by the rules for which they were loaded. */
    Map<ClientRules, PathValidator> paths() {
      Map<ClientRules, PathValidator> paths = new LinkedHashMap<>();
      validators.forEach(
          (rules, validator) -> {
            if (validator.paths() != null) {
              paths.put(rules, validator.paths());
            }
          });
      return paths;
    }
  }

  private final Configuration configuration;
  private final Dependencies dependencies;
  private final long epoch;
  private final Problems problems;
  private final ReservedHeaders reservedHeaders;

  /** Equal rules are loaded once, even if several profiles have them. */
  private final Map<ClientRules, CertificateValidator> validators = new LinkedHashMap<>();

  /**
   * @param epoch of the snapshot
   */
  StageLoader(
      Configuration configuration, long epoch, Dependencies dependencies, Problems problems) {
    this.configuration = configuration;
    this.epoch = epoch;
    this.dependencies = dependencies;
    this.problems = problems;
    this.reservedHeaders = reservedHeaders(configuration.profiles());
  }

  /**
   * Loads everything. Adds every problem; returns null if there is one.
   *
   * @param previous the stages that these replace at a reload, or null
   * @param sameTrust true if the previous validators are kept
   */
  @Nullable Loaded load(@Nullable Loaded previous, boolean sameTrust) {
    int before = problems.list().size();
    List<Profile> profiles = configuration.profiles();
    ProxyAuthenticator proxies =
        configuration.source() == Configuration.Source.TLS
            ? null
            : ProxyAuthenticator.load(
                profiles,
                previous == null ? null : previous.stages.proxies(),
                dependencies.clock(),
                problems);
    List<Problem> warnings =
        previous != null && sameTrust ? keep(previous) : loadValidators(profiles);
    if (proxies != null) {
      proxies.warnOfSharedAnchors(
          validators.values().stream()
              .map(CertificateValidator::paths)
              .filter(Objects::nonNull)
              .toList(),
          problems);
    }
    return problems.list().size() > before
        ? null
        : new Loaded(
            new Pipeline.Stages(reservedHeaders, proxies, profilePipelines(), tlsStage()),
            validators,
            warnings);
  }

  private List<Problem> keep(Loaded previous) {
    validators.putAll(previous.validators);
    problems.warnAgain(previous.warnings);
    return previous.warnings;
  }

  /** Returns the new warnings. */
  private List<Problem> loadValidators(List<Profile> profiles) {
    int before = problems.warnings().size();
    profiles.forEach(profile -> load(profile.client(), problems.in(profile.name())));
    if (configuration.direct() != null) {
      load(configuration.direct(), problems);
    }
    List<Problem> all = problems.warnings();
    return all.subList(before, all.size());
  }

  private void load(ClientRules rules, Problems ofProfile) {
    if (!validators.containsKey(rules)) {
      CertificateValidator validator =
          CertificateValidator.load(
              rules, dependencies.revocation(), dependencies.clock(), ofProfile);
      if (validator != null) {
        validators.put(rules, validator);
      }
    }
  }

  private List<ProfilePipeline> profilePipelines() {
    List<ProfilePipeline> profilePipelines = new ArrayList<>();
    for (Profile profile : configuration.profiles()) {
      HeaderFormat format = profile.format();
      if (format != null) {
        HeaderReader reader = new HeaderReader(format, configuration.limits(), reservedHeaders);
        ProfilePipeline.Names names =
            new ProfilePipeline.Names(reservedHeaders(List.of(profile)), shownCompanions(profile));
        profilePipelines.add(
            new ProfilePipeline(profile, names, reader, stage(profile.name(), profile.client())));
      }
    }
    return List.copyOf(profilePipelines);
  }

  /** Excludes a companion header that equals or resembles a header of any profile. */
  private ReservedHeaders shownCompanions(Profile profile) {
    return new ReservedHeaders(
        List.of(),
        profile.companions().passed().stream()
            .filter(name -> reservedHeaders.match(name) == ReservedHeaders.Match.COMPANION)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private @Nullable TlsStage tlsStage() {
    ClientRules rules = configuration.direct();
    return rules == null ? null : new TlsStage(configuration.limits(), stage(null, rules));
  }

  private CertificateStage stage(@Nullable String profile, ClientRules rules) {
    CertificateValidator validator = Objects.requireNonNull(validators.get(rules));
    List<CertificateValidator> others =
        validators.values().stream().filter(other -> other != validator).toList();
    return new CertificateStage(
        profile,
        validator.withOtherProfiles(others),
        dependencies.caches(),
        epoch,
        dependencies.clock());
  }

  private static ReservedHeaders reservedHeaders(List<Profile> profiles) {
    return new ReservedHeaders(
        profiles.stream().map(Profile::format).filter(Objects::nonNull).toList(),
        Set.copyOf(
            profiles.stream().map(Profile::credentialHeader).filter(Objects::nonNull).toList()),
        profiles.stream()
            .flatMap(profile -> profile.companions().all().stream())
            .collect(Collectors.toUnmodifiableSet()));
  }
}
