package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.reader.HeaderNames.Named;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that the headers are compatible with the other keys. */
final class FormatRules {

  private final Values values;
  private final Source source;

  FormatRules(Values values, Source source) {
    this.values = values;
    this.source = source;
  }

  void check(Profile profile, @Nullable Preset preset) {
    checkVerdict(profile.client(), profile.format(), preset);
    new HeaderNames(values).check(names(profile));
    checkAuthorization(profile.credentialHeader());
  }

  /**
   * Checks the rules for clients that connect directly over TLS. No proxy verifies their
   * certificates.
   */
  void check(ClientRules direct) {
    checkVerdict(direct, null, null);
  }

  private void checkVerdict(
      ClientRules client, @Nullable HeaderFormat format, @Nullable Preset preset) {
    boolean confirmed = values.flag(ClientKeys.INSECURE_NO_VERDICT);
    if (client.validation() != Validation.PROXY) {
      return;
    }
    String fix = "set proxymtls.client.validation=pkix and proxymtls.client.trust-anchors";
    if (source != Source.HEADER) {
      values.conflict(
          ClientKeys.VALIDATION,
          "=proxy needs proxymtls.client.source=header: only a proxy sends a verdict",
          fix);
    } else if (preset != null && !preset.canVerify()) {
      values.conflict(
          ClientKeys.VALIDATION,
          "=proxy is not allowed with the format "
              + preset.format().name()
              + ", whose proxy never verifies certificates",
          fix);
    } else if (format != null && format.verify() == null && !confirmed) {
      values.insecure(
          ClientKeys.VALIDATION,
          "no verdict header is configured, so nothing would validate the certificate",
          "name the header in proxymtls.header.verify; or "
              + fix
              + "; or set proxymtls.client.insecure-no-verdict=true");
    }
  }

  /** Returns the headers that a profile reads, and those that its configuration hides. */
  static List<Named> names(Profile profile) {
    List<Named> names = new ArrayList<>();
    HeaderFormat format = profile.format();
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
    String credential = profile.credentialHeader();
    if (credential != null) {
      names.add(new Named(ProxyKeys.BASIC_HEADER, credential, false));
    }
    for (String hidden : profile.companions().hidden()) {
      names.add(new Named(HeaderKeys.HIDE, hidden, false));
    }
    return names;
  }

  private void checkAuthorization(@Nullable String header) {
    if ("Authorization".equalsIgnoreCase(header) && values.given(BindingKeys.PROTECTED_RESOURCES)) {
      values.conflict(
          ProxyKeys.BASIC_HEADER,
          "=Authorization is not allowed with proxymtls.binding.protected-resources: access tokens"
              + " use that header",
          "use Proxy-Authorization or another header for the proxy's credential");
    }
  }
}
