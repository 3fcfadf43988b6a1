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
              "`tls`: the filter takes the certificate of the container's own handshake and"
                  + " reads no certificate header. `proxy.*` is not allowed, and `format` only"
                  + " names headers to treat as an unauthenticated peer's. `header-or-tls` needs"
                  + " `mtls` in `proxy.authentication`.");

  static final Key VALIDATION =
      Key.choice("client.validation", Validation.class)
          .orElse(Validation.PKIX)
          .description(
              "`pkix`: the filter validates the chain against the trust anchors. `proxy`: the"
                  + " proxy's verdict must be positive, and the filter still checks the dates and"
                  + " the leaf. `proxy` is not allowed without a verdict header in force, for"
                  + " formats marked unverified, and where `client.source` is not `header`.");

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
              "PEM file of known intermediate CAs, which complete chains. Some proxies drop"
                  + " the intermediates when a TLS session is resumed.");

  static final Key SELF_SIGNED =
      Key.choice("client.self-signed", Choices.SelfSigned.class)
          .orElse(Choices.SelfSigned.REJECT)
          .description(
              "`pinned` (needs `pkix`): a certificate that no configured anchor or"
                  + " intermediate issued can be accepted by a registration with"
                  + " `self_signed_tls_client_auth` where clients authenticate, and by the `cnf` of"
                  + " a token that the filter verified on protected resources. Clients with another"
                  + " method can have [their tokens"
                  + " bound](binding.md#bound-tokens-of-clients-with-another-method) to such a"
                  + " certificate. It is accepted nowhere else.");

  static final Key SUBJECT_DN =
      Key.of("client.allow.subject-dn", Kind.NUMBERED)
          .unset("every valid certificate")
          .description(
              "Subjects that are allowed. A certificate must match any one entry of the five"
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
              "`client-auth`: the extended key usage is absent or contains clientAuth;"
                  + " anyExtendedKeyUsage alone is not enough. `client-auth-required`: it must be"
                  + " present and contain clientAuth. `any`: it is not checked.");

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
                  + " certificate. A covered request that uses the session is 403 if it comes from"
                  + " another client or without a certificate. The client is the profile, the"
                  + " anchor, the subject and all subject alternative names, so a renewed"
                  + " certificate keeps its session. The client is the certificate itself if the"
                  + " certificate has no names, under `client.validation=proxy`, and for a"
                  + " self-signed certificate.");

  static final Key INCLUDE =
      Key.of("paths.include", Kind.PATTERNS)
          .unset("all")
          .description(
              "Paths that the filter covers. A pattern without a wildcard also covers the"
                  + " trailing slash and everything below. ASCII case is ignored.");

  static final Key EXCLUDE =
      Key.of("paths.exclude", Kind.PATTERNS)
          .unset("none")
          .description(
              "Paths where the filter authenticates, requires and shows nothing. A pattern is"
                  + " exact or `/prefix/*`, never `*.ext`, and must not overlap `binding.*`.");

  static final Key CACHE_CONTROL =
      Key.choice("response.cache-control", CacheControl.class)
          .orElse(CacheControl.DEFAULT)
          .description(
              "`default`: the filter sets `no-store` before the application runs, which may"
                  + " overwrite it. `enforce`: the filter sets `private, no-store` when the"
                  + " response is committed.");

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
              "`true`: requests pass unchanged. The filter only logs and counts its decisions"
                  + " and enforces nothing.");

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
