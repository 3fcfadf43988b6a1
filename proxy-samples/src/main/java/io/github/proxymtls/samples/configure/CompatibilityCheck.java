package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks whether a proxy can send what the filter expects of it. */
final class CompatibilityCheck {

  /** Header names without special meaning in the configuration of any proxy; HTTP allows more. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");

  private static final String CONFLICT = "conflict";
  private static final String FORMAT = "proxymtls.format";
  private static final String CHAIN = "proxymtls.header.chain";
  private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

  private final ProxyCapabilities abilities;
  private final FilterExpectations filter;
  private final ProxyOptions blueprint;
  private final Problems problems;

  CompatibilityCheck(
      ProxyCapabilities abilities,
      FilterExpectations filter,
      ProxyOptions blueprint,
      Problems problems) {
    this.abilities = abilities;
    this.filter = filter;
    this.blueprint = blueprint;
    this.problems = problems;
  }

  /** Adds a problem for everything that does not fit. */
  void check(@Nullable CertificateForm expected) {
    if (!canWrite()) {
      // Further problems would be about a proxy that the operator does not mean.
      return;
    }
    checkAbsentValue();
    checkForm(expected);
    checkNames();
    checkChain();
    checkCredential();
    checkVerdict();
    if (filter.mtls() && !blueprint.backend().tls()) {
      problems.add(
          CONFLICT,
          "proxymtls.proxy.authentication",
          "mtls needs TLS between the proxy and the application",
          "name an https URL as --backend");
    }
  }

  private boolean canWrite() {
    Encoding encoding = filter.format().encoding();
    if (abilities.encodings().contains(encoding) && !isFormOfCaddy()) {
      return true;
    }
    boolean caddys = isFormOfCaddy();
    problems.add(
        CONFLICT,
        FORMAT,
        "this proxy cannot write " + (caddys ? "Caddy's own form of " : "") + encoding.key(),
        "set proxymtls.format="
            + (caddys && abilities.encodings().contains(encoding) ? "rfc9440 or " : "")
            + abilities.preset()
            + ", or an encoding among "
            + abilities.encodings().stream()
                .map(Encoding::key)
                .sorted()
                .collect(Collectors.joining(", ")));
    return false;
  }

  /** Returns true if the filter reads Caddy's own form and this proxy is not Caddy. */
  private boolean isFormOfCaddy() {
    HeaderFormat format = filter.format();
    boolean caddys =
        format.encoding() == Encoding.RFC9440
            && CertificateForm.of(format) == CertificateForm.NATIVE;
    return caddys && !abilities.preset().equals("caddy");
  }

  /** A value that means "no certificate" to the proxy must mean the same to the filter. */
  private void checkAbsentValue() {
    HeaderFormat format = filter.format();
    if (CertificateForm.of(format) == CertificateForm.NATIVE
        && !format.absent().containsAll(absent(format.encoding()))) {
      problems.add(
          CONFLICT,
          FORMAT,
          format.name() + " does not know how this proxy says that there is no certificate",
          "set proxymtls.format=" + own().format().name() + " and keep your header names");
    }
  }

  /** Returns how the proxy says "no certificate" in one of its own encodings. */
  private Set<String> absent(Encoding encoding) {
    HeaderFormat own = own().format();
    return encoding == own.encoding() ? own.absent() : abilities.furtherAbsent();
  }

  private Preset own() {
    return Objects.requireNonNull(Preset.named(abilities.preset()));
  }

  private void checkForm(@Nullable CertificateForm expected) {
    CertificateForm form = CertificateForm.of(filter.format());
    if (expected == CertificateForm.RFC9440 && !abilities.encodings().contains(Encoding.RFC9440)) {
      problems.add(
          CONFLICT,
          FORMAT,
          "this proxy cannot write " + Encoding.RFC9440.key(),
          "leave --format out: the filter reads the proxy's own form");
    } else if (expected != null && expected != form) {
      problems.add(
          CONFLICT,
          FORMAT,
          "--format " + expected.label() + " is not what the filter reads",
          "set proxymtls.format="
              + (expected == CertificateForm.RFC9440 ? "rfc9440" : abilities.preset())
              + ", or leave --format out");
    }
  }

  private void checkNames() {
    filter.keys().forEach(this::checkName);
    filter.companions().hidden().forEach(header -> checkPlain(header, "proxymtls.header.hide"));
    filter.others().forEach(header -> checkPlain(header, "proxymtls.profiles"));
    String fixed = abilities.fixedHeader();
    if (fixed != null && !fixed.equalsIgnoreCase(filter.format().certificate())) {
      problems.add(
          CONFLICT,
          "proxymtls.header.certificate",
          "this proxy sends the certificate in " + fixed + " and no other header",
          "set it to " + fixed + ", or remove the key");
    }
  }

  private void checkName(String header, String key) {
    checkPlain(header, key);
    if (abilities.dropsUnderscores() && header.indexOf('_') >= 0) {
      problems.add(
          CONFLICT,
          key,
          "this proxy drops " + header + " because of the underscore, also when the proxy sets it",
          "choose a name of letters, digits and -");
    }
  }

  private void checkPlain(String header, String key) {
    if (!PLAIN.matcher(header).matches()) {
      problems.add(
          "invalid-value",
          key,
          "the header name " + header + " has a meaning in configurations of proxies",
          "choose a name of letters, digits, - and _ that does not begin with -");
    }
  }

  private void checkChain() {
    boolean numbers =
        CertificateForm.of(filter.format()) == CertificateForm.NATIVE
            && own().format().chainPrefix() != null;
    if (own().format().chainIncluded() && !filter.format().chainIncluded()) {
      problems.add(
          CONFLICT,
          CHAIN,
          "this proxy sends the chain in the certificate's header",
          "set it to " + own().format().certificate());
    } else if (filter.chainHeader() != null && numbers) {
      problems.add(
          CONFLICT,
          CHAIN,
          "this proxy sends every certificate of the chain in a header of its own",
          "set it to a prefix such as " + own().format().chain() + ", or remove the key");
    } else if (filter.format().chainPrefix() != null && !numbers) {
      problems.add(
          CONFLICT,
          CHAIN,
          "this proxy does not number the certificates of a chain",
          "remove the key");
    }
  }

  private void checkCredential() {
    boolean drops = !own().credentialHeader().equals(PROXY_AUTHORIZATION);
    if (drops && PROXY_AUTHORIZATION.equalsIgnoreCase(filter.credentialHeader())) {
      problems.add(
          CONFLICT,
          "proxymtls.proxy.basic.header",
          "this proxy drops " + PROXY_AUTHORIZATION,
          "set it to " + own().credentialHeader() + ", or remove the key");
    }
  }

  private void checkVerdict() {
    HeaderFormat format = filter.format();
    if (format.verify() == null) {
      checkRelianceOnProxy();
    } else if (abilities.verdict() == null) {
      problems.add(
          CONFLICT,
          "proxymtls.header.verify",
          "this proxy does not send a verdict",
          "set proxymtls.header.verify=none and proxymtls.client.validation=pkix");
    } else if (!format.verified(abilities.verdict())) {
      problems.add(
          CONFLICT,
          "proxymtls.header.verify-success",
          "this proxy says " + abilities.verdict() + " for a certificate that it verified",
          "set it to " + abilities.verdict());
    } else if (format.verifySuccess().size() > 1) {
      problems.add(
          CONFLICT,
          "proxymtls.header.verify-success",
          "this proxy only says "
              + abilities.verdict()
              + " for a certificate that it verified, and the other values for one that it did not",
          "set it to " + abilities.verdict());
    }
  }

  /** On the listener any-certificate only the filter verifies certificates. */
  private void checkRelianceOnProxy() {
    if (filter.reliesOnProxy()) {
      problems.add(
          CONFLICT,
          "proxymtls.client.validation",
          "the filter would accept every certificate of the listener any-certificate",
          "set it to pkix, or have the proxy send its verdict");
    }
  }
}
