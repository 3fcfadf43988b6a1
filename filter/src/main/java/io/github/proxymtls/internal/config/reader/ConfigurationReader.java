package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Configuration.CacheControl;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.header.HeaderLimits;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys into a {@link Configuration}. An invalid key adds a {@link Problem}, and the other
 * keys are still read, so that one start reports all problems.
 */
public final class ConfigurationReader {

  private static final int LARGEST = 16 * 1024 * 1024;
  private static final int LONGEST_CHAIN = 100;

  private final Settings settings;
  private final Problems problems;
  private final Values values;

  private ConfigurationReader(Settings settings, Problems problems) {
    this.settings = settings;
    this.problems = problems;
    this.values = new Values(settings, problems);
  }

  /**
   * Reads every key. Adds each problem instead of throwing. Returns null if too much is missing for
   * the further checks. Adds a warning for every setting that weakens security.
   *
   * @param inCode what the application gives beside the keys
   */
  public static @Nullable Configuration read(Settings settings, InCode inCode, Problems problems) {
    Configuration read = readAll(settings, inCode, problems);
    return isComplete(read, inCode) ? read : null;
  }

  /** Reads every key as {@link #read} does. The result may be incomplete. */
  public static Configuration readAll(Settings settings, InCode inCode, Problems problems) {
    return new ConfigurationReader(settings, problems).read(inCode);
  }

  private Configuration read(InCode inCode) {
    values.flag(HeaderKeys.ENABLED);
    Source source = values.choice(ClientKeys.SOURCE, Source.class);
    ProfilesReader reader = new ProfilesReader(settings, problems, source);
    List<Profile> profiles = reader.read();
    ClientRules direct = direct(source, profiles.get(0));
    BindingReader bindings = new BindingReader(values, inCode);
    Duration timeToLive = amounts().duration(LimitKeys.CACHE_TIME_TO_LIVE, 1);
    long cacheBytes = amounts().size(LimitKeys.CACHE_MAXIMUM_BYTES, 0, Long.MAX_VALUE);
    Configuration read =
        new Configuration(
            source,
            profiles,
            direct,
            values.isChosen(ClientKeys.SESSION, Choices.Session.BOUND),
            bindings.patterns(ClientKeys.INCLUDE),
            bindings.patterns(ClientKeys.EXCLUDE),
            bindings.read(profiles, reader.scopes(), timeToLive, cacheBytes),
            values.choice(ClientKeys.CACHE_CONTROL, CacheControl.class),
            values.isChosen(ClientKeys.CONTAINER_SECURITY, Choices.ContainerSecurity.ALLOW),
            limits(),
            (int) amounts().size(LimitKeys.FORM_BODY, 1, LARGEST),
            cacheBytes,
            timeToLive,
            amounts().duration(LimitKeys.RELOAD_INTERVAL, 0),
            amounts().duration(LimitKeys.WARN_BEFORE, 0),
            "on".equals(values.word(LimitKeys.AUDIT)));
    new PathExclusionRules(values).check(read);
    return read;
  }

  /** Reads the rules for clients that connect directly over TLS from the shared keys. */
  private @Nullable ClientRules direct(Source source, Profile first) {
    if (source == Source.HEADER) {
      return null;
    }
    if (first.name() == null) {
      return first.client();
    }
    ClientRules direct = new ClientReader(values).read();
    new FormatRules(values, source).check(direct);
    return direct;
  }

  private HeaderLimits limits() {
    return new HeaderLimits(
        (int) amounts().size(LimitKeys.HEADER_LENGTH, 1, LARGEST),
        (int) amounts().size(LimitKeys.CHAIN_HEADER_LENGTH, 1, LARGEST),
        (int) amounts().size(LimitKeys.CERTIFICATE_SIZE, 1, LARGEST),
        amounts().count(LimitKeys.CHAIN_CERTIFICATES, 0, LONGEST_CHAIN));
  }

  private Amounts amounts() {
    return new Amounts(values);
  }

  /** Returns true if every part that the chosen modes need is present. */
  public static boolean isComplete(Configuration read, InCode inCode) {
    BindingRules binding = read.binding();
    RegistryRules registry = binding.registry();
    boolean clients =
        registry.file() != null
            || registry.jdbc() != null
            || inCode.clientRegistry()
            || binding.clientAuthentication().isEmpty();
    boolean direct = read.direct() == null || isComplete(read.direct());
    boolean tls = read.source() == Source.TLS;
    return clients && direct && read.all(profile -> isComplete(profile, tls));
  }

  private static boolean isComplete(Profile profile, boolean tls) {
    ProxyRules proxy = profile.proxy();
    boolean sender = tls || (profile.format() != null && proxy != null);
    return isComplete(profile.client()) && sender && (proxy == null || isComplete(proxy));
  }

  private static boolean isComplete(ClientRules client) {
    return client.trustAnchors() != null || client.validation() == Validation.PROXY;
  }

  private static boolean isComplete(ProxyRules proxy) {
    ProxyRules.Basic basic = proxy.basic();
    boolean users =
        basic != null
            && (basic.usersFile() != null
                || (basic.user() != null && basic.passwordHash() != null));
    return (users || !proxy.methods().contains(Method.BASIC))
        && (proxy.mtls() != null || !proxy.methods().contains(Method.MTLS))
        && (proxy.address() != null || !proxy.methods().contains(Method.ADDRESS));
  }
}
