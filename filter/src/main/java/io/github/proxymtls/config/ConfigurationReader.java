package io.github.proxymtls.config;

import io.github.proxymtls.config.ClientRules.Validation;
import io.github.proxymtls.config.Configuration.CacheControl;
import io.github.proxymtls.config.Configuration.Source;
import io.github.proxymtls.config.HeaderNames.Named;
import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.header.HeaderLimits;
import io.github.proxymtls.header.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys into a {@link Configuration}. Every key has its own reading; what is wrong becomes
 * a {@link Problem} and the rest is read all the same, so that one start reports everything.
 */
public final class ConfigurationReader {

  private static final String DEFAULT_CREDENTIAL_HEADER = "Proxy-Authorization";
  private static final int LONGEST_HEADER = 16 * 1024 * 1024;
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
   * that no configuration can be made for further checks. Adds a warning for everything that
   * weakens the checks.
   *
   * @param tokenKeysInCode true where the application gives the keys that verify tokens
   */
  public static @Nullable Configuration read(
      Settings settings, Problems problems, boolean tokenKeysInCode) {
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
            (int) amounts().size(LimitKeys.FORM_BODY, 1, LONGEST_HEADER),
            amounts().size(LimitKeys.CACHE_MAXIMUM_BYTES, 0, Long.MAX_VALUE),
            timeToLive,
            amounts().duration(LimitKeys.RELOAD_INTERVAL, 0));
    checkVerdict(read, preset);
    checkNames(read);
    new PathRules(values).check(read);
    boolean usable = source == Source.TLS || (format != null && proxy != null);
    return usable ? read : null;
  }

  private @Nullable ProxyRules proxy(Source source, @Nullable Preset preset) {
    ProxyReader reader = new ProxyReader(values);
    if (source == Source.TLS) {
      reader.refuseAll();
      return null;
    }
    if (source == Source.HEADER_OR_TLS
        && !values.words(ProxyKeys.AUTHENTICATION).contains("mtls")) {
      values.conflict(
          ClientKeys.SOURCE,
          "= header-or-tls needs mtls in proxymtls.proxy.authentication, to tell a proxy's"
              + " certificate from a client's",
          "list mtls there, or set proxymtls.client.source to header or tls");
    }
    return reader.read(preset == null ? DEFAULT_CREDENTIAL_HEADER : preset.credentialHeader());
  }

  private HeaderLimits limits() {
    return new HeaderLimits(
        (int) amounts().size(LimitKeys.HEADER_LENGTH, 1, LONGEST_HEADER),
        (int) amounts().size(LimitKeys.CHAIN_HEADER_LENGTH, 1, LONGEST_HEADER),
        (int) amounts().size(LimitKeys.CERTIFICATE_SIZE, 1, LONGEST_HEADER),
        amounts().count(LimitKeys.CHAIN_CERTIFICATES, 0, LONGEST_CHAIN));
  }

  private Amounts amounts() {
    return new Amounts(values);
  }

  private void checkVerdict(Configuration read, @Nullable Preset preset) {
    boolean confirmed = values.flag(ClientKeys.INSECURE_NO_VERDICT);
    HeaderFormat format = read.format();
    if (read.client().validation() != Validation.PROXY) {
      return;
    }
    String fix = "set proxymtls.client.validation=pkix and name the trust anchors";
    if (read.source() != Source.HEADER) {
      values.conflict(
          ClientKeys.VALIDATION,
          "= proxy needs proxymtls.client.source=header: only a proxy gives a verdict",
          fix);
    } else if (preset != null && !preset.verified()) {
      values.conflict(
          ClientKeys.VALIDATION,
          "= proxy is refused with the format " + preset.format().name() + ", which never verifies",
          fix);
    } else if (format != null && format.verify() == null && !confirmed) {
      values.insecure(
          ClientKeys.VALIDATION,
          "no verdict header is in force, so nothing would validate the certificate",
          "name the header in proxymtls.header.verify; or "
              + fix
              + "; or set proxymtls.client.insecure-no-verdict=true");
    }
  }

  private void checkNames(Configuration read) {
    List<Named> names = new ArrayList<>();
    HeaderFormat format = read.format();
    if (format != null) {
      names.add(new Named(HeaderKeys.CERTIFICATE, format.certificate(), false));
      String chain = format.chain();
      if (chain != null) {
        names.add(new Named(HeaderKeys.CHAIN, chain, HeaderNames.isPrefix(chain)));
      }
      String verify = format.verify();
      if (verify != null) {
        names.add(new Named(HeaderKeys.VERIFY, verify, false));
      }
    }
    ProxyRules proxy = read.proxy();
    ProxyRules.Basic basic = proxy == null ? null : proxy.basic();
    if (basic != null) {
      names.add(new Named(ProxyKeys.BASIC_HEADER, basic.header(), false));
      checkAuthorization(basic.header());
    }
    new HeaderNames(values).check(names);
  }

  private void checkAuthorization(String header) {
    if (header.equalsIgnoreCase("Authorization") && values.given(BindingKeys.PROTECTED_RESOURCES)) {
      values.conflict(
          ProxyKeys.BASIC_HEADER,
          "= Authorization is refused with proxymtls.binding.protected-resources, whose tokens"
              + " need that header",
          "let the proxy send its credential in Proxy-Authorization or a header of its own");
    }
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
