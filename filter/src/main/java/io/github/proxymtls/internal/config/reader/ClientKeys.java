package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Configuration.CacheControl;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.reader.Key.Kind;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.util.List;

/** The keys of the client certificate. */
public final class ClientKeys {

  static final Key CERTIFICATE =
      Key.choice("client.certificate", Choices.Certificate.class)
          .orElse(Choices.Certificate.REQUIRED)
          .description(
              "`optional`: a request without a certificate continues anonymously. A malformed"
                  + " or unacceptable certificate is still rejected.");

  static final Key SOURCE =
      Key.choice("client.source", Source.class)
          .orElse(Source.HEADER)
          .description(
              "`tls`: the certificate comes from the container's own handshake, and no header"
                  + " is read. `proxy.*` is not allowed, and the headers of `format` are an"
                  + " unauthenticated peer's. `header-or-tls` needs `mtls` in"
                  + " `proxy.authentication`.");

  static final Key VALIDATION =
      Key.choice("client.validation", Validation.class)
          .orElse(Validation.PKIX)
          .description(
              "`pkix`: the filter validates the chain against the trust anchors. `proxy`: the"
                  + " proxy's verdict must be positive; the filter only checks the dates and the"
                  + " leaf. `proxy` needs a verdict header and `client.source=header`, and is not"
                  + " allowed for formats marked unverified.");

  static final Key INSECURE_NO_VERDICT =
      Key.of("client.insecure-no-verdict", Kind.BOOLEAN)
          .orElse("false")
          .description("`true` allows `client.validation=proxy` without a verdict header.");

  public static final Key TRUST_ANCHORS =
      Key.of("client.trust-anchors", Kind.FILE)
          .unset("required for `pkix`")
          .description("PEM file of the trust anchors. Each must be a CA certificate.");

  public static final Key INTERMEDIATES =
      Key.of("client.intermediates", Kind.FILE)
          .unset("none")
          .description(
              "PEM file of known intermediate CAs, which complete chains. Some proxies send"
                  + " no intermediates in resumed TLS sessions.");

  static final Key SELF_SIGNED =
      Key.choice("client.self-signed", Choices.SelfSigned.class)
          .orElse(Choices.SelfSigned.REJECT)
          .description(
              "`pinned` (needs `pkix`): a certificate that no configured CA issued is"
                  + " accepted where clients authenticate if a registration pins it"
                  + " (`self_signed_tls_client_auth`, or [another"
                  + " method](binding.md#bound-tokens-of-clients-with-another-method)), and on"
                  + " protected resources if the `cnf` of a verified token does.");

  static final Key SUBJECT_DN =
      Key.of("client.allow.subject-dn", Kind.NUMBERED)
          .unset("every valid certificate")
          .description(
              "Subjects that are allowed. A certificate must match one entry of these five"
                  + " kinds; otherwise 403.");

  static final Key SAN_DNS =
      Key.of("client.allow.san-dns", Kind.LIST).unset("none").description("The same, by DNS name.");

  static final Key SAN_URI =
      Key.of("client.allow.san-uri", Kind.LIST).unset("none").description("The same, by URI.");

  static final Key SAN_EMAIL =
      Key.of("client.allow.san-email", Kind.LIST)
          .unset("none")
          .description("The same, by e-mail address.");

  static final Key SHA256 =
      Key.of("client.allow.sha256", Kind.LIST)
          .unset("none")
          .description("The same, by the certificate's SHA-256.");

  static final Key EXTENDED_KEY_USAGE =
      Key.choice("client.extended-key-usage", ExtendedKeyUsageRule.class)
          .orElse(ExtendedKeyUsageRule.CLIENT_AUTH)
          .description(
              "`client-auth`: absent, or contains clientAuth; anyExtendedKeyUsage alone is"
                  + " not enough. `client-auth-required`: contains clientAuth. `any`: not checked.");

  static final Key PRINCIPAL =
      Key.choice("client.principal", Principal.class)
          .orElse(Principal.SUBJECT_DN)
          .description(
              "The name of the principal. A SAN kind must occur exactly once; otherwise 403.");

  static final Key SESSION =
      Key.choice("client.session", Choices.Session.class)
          .orElse(Choices.Session.BOUND)
          .description(
              "`bound`: a session belongs to the client that first used it with a"
                  + " certificate: the profile, the anchor, the subject and all subject alternative"
                  + " names (a self-signed certificate, one without names, or one under"
                  + " `client.validation=proxy`: that certificate alone). Anybody else on a covered"
                  + " path is 403.");

  static final Key INCLUDE =
      Key.of("paths.include", Kind.PATTERNS)
          .unset("all")
          .description("Paths that the filter covers.");

  static final Key EXCLUDE =
      Key.of("paths.exclude", Kind.PATTERNS)
          .unset("none")
          .description(
              "Paths where the filter authenticates, requires and shows nothing: exact or"
                  + " `/prefix/*`, outside of the paths of `binding.*`.");

  static final Key CACHE_CONTROL =
      Key.choice("response.cache-control", CacheControl.class)
          .orElse(CacheControl.DEFAULT)
          .description(
              "`default`: `no-store`, which the application may overwrite. `enforce`:"
                  + " `private, no-store` when the response is committed.");

  static final Key CONTAINER_SECURITY =
      Key.choice("servlet.container-security", Choices.ContainerSecurity.class)
          .orElse(Choices.ContainerSecurity.REJECT)
          .description(
              "`reject`: the application does not start if its container decides on requests"
                  + " [before the filter](existing-applications.md#container-managed-security)."
                  + " `allow`: it starts with a warning.");

  static final Key REPORT_ONLY =
      Key.of("report-only", Kind.BOOLEAN)
          .orElse("false")
          .description(
              "`true`: requests pass unchanged, and decisions are only logged and counted.");

  static final List<Key> ALL =
      List.of(
          CERTIFICATE,
          SOURCE,
          VALIDATION,
          INSECURE_NO_VERDICT,
          TRUST_ANCHORS,
          INTERMEDIATES,
          SELF_SIGNED,
          SUBJECT_DN,
          SAN_DNS,
          SAN_URI,
          SAN_EMAIL,
          SHA256,
          EXTENDED_KEY_USAGE,
          PRINCIPAL,
          SESSION,
          INCLUDE,
          EXCLUDE,
          CACHE_CONTROL,
          CONTAINER_SECURITY,
          REPORT_ONLY);

  private ClientKeys() {}
}
