package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import org.jspecify.annotations.Nullable;

/** Reads the keys of one profile and checks that they are compatible. */
final class ProfileReader {

  private static final String DEFAULT_CREDENTIAL_HEADER = "Proxy-Authorization";

  private final Values values;
  private final Source source;

  ProfileReader(Values values, Source source) {
    this.values = values;
    this.source = source;
  }

  Profile read() {
    FormatReader formats = new FormatReader(values);
    HeaderFormat format = formats.read(source != Source.TLS);
    Profile profile =
        new Profile(
            values.profile(),
            format,
            formats.companions(source != Source.TLS),
            proxy(formats.preset()),
            new ClientReader(values).read(),
            values.flag(ClientKeys.REPORT_ONLY));
    new FormatRules(values, source).check(profile, formats.preset());
    warn();
    return profile;
  }

  private @Nullable ProxyRules proxy(@Nullable Preset preset) {
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
          "=header-or-tls needs mtls in "
              + values.nameOf(ProxyKeys.AUTHENTICATION)
              + ", to distinguish a proxy's certificate from a client's",
          "add mtls there, or set proxymtls.client.source to header or tls");
    }
    return rules;
  }

  private void warn() {
    warnIfTrue(
        ClientKeys.REPORT_ONLY, "nothing is enforced: decisions are only logged and counted");
    warnIfTrue(
        ProxyKeys.INSECURE_TRUST_ANY_PEER,
        "any peer that reaches the application can impersonate any client");
    warnIfTrue(ProxyKeys.INSECURE_ADDRESS_ONLY, "a proxy is authenticated by its address alone");
    warnIfTrue(
        ClientKeys.INSECURE_NO_VERDICT, "a certificate is accepted without a verdict of the proxy");
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
