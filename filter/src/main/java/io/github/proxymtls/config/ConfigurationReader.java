package io.github.proxymtls.config;

import io.github.proxymtls.config.ClientRules.Validation;
import io.github.proxymtls.config.Configuration.CacheControl;
import io.github.proxymtls.config.Configuration.Source;
import io.github.proxymtls.config.ProxyRules.Method;
import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.header.HeaderLimits;
import io.github.proxymtls.header.Preset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys into a {@link Configuration}. Every key has its own reading; what is wrong becomes
 * a {@link Problem} and the rest is read all the same, so that one start reports everything.
 */
public final class ConfigurationReader {

  private static final String DEFAULT_CREDENTIAL_HEADER = "Proxy-Authorization";
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
   * Reads every key. Adds each problem instead of throwing; returns null where so much is missing
   * that no complete configuration can be made for further checks. Adds a warning for everything
   * that weakens the checks.
   *
   * @param tokenKeysInCode true where the application gives the keys that verify tokens
   */
  public static @Nullable Configuration read(
      Settings settings, boolean tokenKeysInCode, Problems problems) {
    ConfigurationReader reader = new ConfigurationReader(settings, problems);
    reader.refuseUnavailable();
    reader.warn();
    return reader.read(tokenKeysInCode);
  }

  private @Nullable Configuration read(boolean tokenKeysInCode) {
    values.flag(HeaderKeys.ENABLED);
    Source source = values.choice(ClientKeys.SOURCE, Source.class);
    FormatReader formats = new FormatReader(values);
    HeaderFormat format = formats.read(source != Source.TLS);
    Preset preset = formats.preset();
    ProxyRules proxy = proxy(source, preset);
    ClientRules client = new ClientReader(values).read();
    BindingReader bindings = new BindingReader(values, tokenKeysInCode);
    Duration timeToLive = amounts().duration(LimitKeys.CACHE_TIME_TO_LIVE, 1);
    Configuration read =
        new Configuration(
            source,
            format,
            proxy,
            client,
            "bound".equals(values.word(ClientKeys.SESSION)),
            bindings.patterns(ClientKeys.INCLUDE),
            bindings.patterns(ClientKeys.EXCLUDE),
            bindings.read(client.pinned(), timeToLive),
            values.choice(ClientKeys.CACHE_CONTROL, CacheControl.class),
            values.flag(ClientKeys.REPORT_ONLY),
            limits(),
            (int) amounts().size(LimitKeys.FORM_BODY, 1, LARGEST),
            amounts().size(LimitKeys.CACHE_MAXIMUM_BYTES, 0, Long.MAX_VALUE),
            timeToLive,
            amounts().duration(LimitKeys.RELOAD_INTERVAL, 0));
    new FormatRules(values).check(read, preset);
    new PathRules(values).check(read);
    return isComplete(read) ? read : null;
  }

  private @Nullable ProxyRules proxy(Source source, @Nullable Preset preset) {
    ProxyReader reader = new ProxyReader(values);
    if (source == Source.TLS) {
      reader.refuseAll();
      return null;
    }
    ProxyRules rules =
        reader.read(preset == null ? DEFAULT_CREDENTIAL_HEADER : preset.credentialHeader());
    if (source == Source.HEADER_OR_TLS && rules != null && !rules.methods().contains(Method.MTLS)) {
      values.conflict(
          ClientKeys.SOURCE,
          "=header-or-tls needs mtls in proxymtls.proxy.authentication, to tell a proxy's"
              + " certificate from a client's",
          "list mtls there, or set proxymtls.client.source to header or tls");
    }
    return rules;
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

  /** True where every part is there that the chosen ways of working need. */
  private static boolean isComplete(Configuration read) {
    ClientRules client = read.client();
    BindingRules binding = read.binding();
    ProxyRules proxy = read.proxy();
    boolean anchors = client.trustAnchors() != null || client.validation() == Validation.PROXY;
    boolean clients = binding.clients() != null || binding.clientAuthentication().isEmpty();
    boolean sender = read.source() == Source.TLS || (read.format() != null && proxy != null);
    return anchors && clients && sender && (proxy == null || isComplete(proxy));
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

  private void refuseUnavailable() {
    for (Key key : UnavailableKeys.ALL) {
      if (values.given(key) && !String.valueOf(values.text(key)).equals(key.byDefault())) {
        values.notAvailable(key, key.name());
      }
    }
    settings.keys().stream()
        .filter(name -> name.startsWith(UnavailableKeys.PROFILE))
        .forEach(
            name ->
                problems.add(
                    "not-available",
                    name,
                    "this version does not support profiles",
                    "remove the key"));
  }

  private void warn() {
    values.warn(
        "revocation-off",
        UnavailableKeys.REVOCATION_METHODS,
        "revocation is off: a revoked certificate is accepted until it expires",
        "let the proxy check revocation, and keep certificates short-lived");
    warnIfTrue(
        ClientKeys.REPORT_ONLY, "nothing is enforced: decisions are only logged and counted");
    warnIfTrue(
        ProxyKeys.INSECURE_TRUST_ANY_PEER, "anyone who reaches the application names the client");
    warnIfTrue(ProxyKeys.INSECURE_ADDRESS_ONLY, "a proxy may be known by its address alone");
    warnIfTrue(ClientKeys.INSECURE_NO_VERDICT, "a certificate may be accepted without any verdict");
  }

  private void warnIfTrue(Key key, String what) {
    if ("true".equals(values.text(key))) {
      values.warn(
          key.equals(ClientKeys.REPORT_ONLY) ? "report-only" : "insecure",
          key,
          what,
          "set it to false as soon as possible");
    }
  }
}
