package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configured rules for client certificates, loaded as the filter loads them. Asks the same
 * revocation sources as the filter until it is closed.
 */
final class ConfiguredFilter implements AutoCloseable {

  private final Configuration configuration;
  private final List<Problem> warnings;
  private final Revocation revocation;
  private final Map<ClientRules, CertificateValidator> validators = new LinkedHashMap<>();

  private ConfiguredFilter(
      Configuration configuration, List<Problem> warnings, Revocation revocation) {
    this.configuration = configuration;
    this.warnings = warnings;
    this.revocation = revocation;
  }

  /**
   * Loads the files of the rules and starts to check revocation.
   *
   * @throws ConfigurationException if the filter does not start with this configuration
   */
  static ConfiguredFilter load(SettingsFile file, Clock clock) {
    Problems problems = new Problems();
    Configuration configuration = file.configuration(problems);
    Revocation revocation = new Revocation(clock, () -> {});
    ConfiguredFilter filter = new ConfiguredFilter(configuration, problems.warnings(), revocation);
    boolean loaded = false;
    try {
      filter.load(clock, problems);
      revocation.start();
      loaded = true;
      return filter;
    } finally {
      if (!loaded) {
        filter.close();
      }
    }
  }

  private void load(Clock clock, Problems problems) {
    for (Rules rules : rules()) {
      CertificateValidator validator =
          CertificateValidator.load(
              rules.client(), revocation, clock, problems.in(rules.profile()));
      if (validator != null) {
        validators.put(rules.client(), validator);
      }
    }
    problems.throwIfAny();
  }

  /**
   * The rules for one kind of peer.
   *
   * @param profile the name of the profile; null for a configuration without profiles, and for
   *     clients that connect directly
   * @param ofProxy the profile; null for clients that connect directly
   */
  record Rules(@Nullable String profile, @Nullable Profile ofProxy, ClientRules client) {

    /** Returns the format of a profile whose proxies send a header. */
    HeaderFormat format() {
      return Objects.requireNonNull(Objects.requireNonNull(ofProxy).format());
    }

    /** Returns the name for messages. */
    String label() {
      if (ofProxy == null) {
        return "direct connections";
      }
      return profile == null ? "the proxy's clients" : "profile " + profile;
    }
  }

  /** Returns the rules of every profile and of direct connections. */
  List<Rules> rules() {
    Stream<Rules> profiles =
        configuration.source() == Configuration.Source.TLS
            ? Stream.empty()
            : configuration.profiles().stream()
                .map(profile -> new Rules(profile.name(), profile, profile.client()));
    Stream<Rules> direct =
        Stream.ofNullable(configuration.direct()).map(rules -> new Rules(null, null, rules));
    return Stream.concat(profiles, direct).toList();
  }

  /** Returns the rules of every profile whose proxies send a header. */
  List<Rules> proxyRules() {
    return rules().stream()
        .filter(rules -> rules.ofProxy() != null && rules.ofProxy().format() != null)
        .toList();
  }

  /** Returns the reader of the headers of a profile. */
  ValueReading reading(Rules rules) {
    return new ValueReading(rules.format(), configuration.limits());
  }

  Result<ClientCertificate> validate(Rules rules, ForwardedCertificate certificate) {
    CertificateValidator own = Objects.requireNonNull(validators.get(rules.client()));
    List<CertificateValidator> others =
        validators.values().stream().filter(other -> other != own).toList();
    return (others.isEmpty() ? own : own.withOtherProfiles(others)).validate(certificate);
  }

  Configuration configuration() {
    return configuration;
  }

  List<Problem> warnings() {
    return warnings;
  }

  @Override
  public void close() {
    revocation.close();
  }
}
