package io.github.proxymtls.config;

import io.github.proxymtls.config.ClientRules.Validation;
import io.github.proxymtls.config.Configuration.Source;
import io.github.proxymtls.config.HeaderNames.Named;
import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.header.Preset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that the headers suit what the configuration makes of them. */
final class FormatRules {

  private final Values values;

  FormatRules(Values values) {
    this.values = values;
  }

  void check(Configuration read, @Nullable Preset preset) {
    checkVerdict(read, preset);
    checkNames(read);
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
          "=proxy needs proxymtls.client.source=header: only a proxy gives a verdict",
          fix);
    } else if (preset != null && !preset.verified()) {
      values.conflict(
          ClientKeys.VALIDATION,
          "=proxy is refused with the format " + preset.format().name() + ", which never verifies",
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
          "=Authorization is refused with proxymtls.binding.protected-resources, whose tokens"
              + " need that header",
          "let the proxy send its credential in Proxy-Authorization or a header of its own");
    }
  }
}
