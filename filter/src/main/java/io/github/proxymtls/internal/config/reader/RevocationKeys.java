package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.RevocationSettings.Method;
import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;
import java.util.stream.Stream;

/** The keys of revocation checking. */
public final class RevocationKeys {

  static final Key METHODS =
      Key.of("client.revocation.methods", Kind.WORDS, methods())
          .orElse("off")
          .description(
              "`ocsp,crl`: CRLs are used only if OCSP gave no usable answer. A certificate"
                  + " that is revoked, or that the responder does not know, is always rejected."
                  + " `off` is a warning at every start; in YAML write `\"off\"`. Not allowed with"
                  + " `client.validation=proxy`.");

  public static final Key CRLS =
      Key.of("client.revocation.crls", Kind.LIST)
          .unset("required for `crl`")
          .description(
              "Complete, delta and indirect CRLs with a CRL number, as files or http(s) URLs."
                  + " A file is DER, or PEM that may also hold the certificates of other signers; an"
                  + " unusable file fails the start. URLs are fetched in the background; a failure"
                  + " is an unavailable answer.");

  static final Key OCSP_RESPONDER =
      Key.of("client.revocation.ocsp-responder", Kind.URL)
          .unset("`allowed-hosts` applies")
          .description(
              "The responder that the filter asks about every certificate, by http or https.");

  static final Key ALLOWED_HOSTS =
      Key.of("client.revocation.allowed-hosts", Kind.LIST)
          .unset("none")
          .description(
              "Instead of `ocsp-responder`: hosts that the filter may ask if a certificate of"
                  + " a valid path names them. Ports 80 and 443 are allowed; `host:port` allows that"
                  + " port alone.");

  static final Key TIMEOUT =
      Key.of("client.revocation.timeout", Kind.DURATION)
          .orElse("2s")
          .description("How long one request may wait for all answers together; at most `24h`.");

  static final Key ON_UNAVAILABLE =
      Key.choice("client.revocation.on-unavailable", Choices.OnUnavailable.class)
          .orElse(Choices.OnUnavailable.REJECT)
          .description(
              "If no authority gave an answer: `reject`: 503. `accept`: the certificate"
                  + " passes, which is logged and counted. An answer of a signer without the right"
                  + " to sign it is always rejected.");

  static final Key PRIVATE_ADDRESSES =
      Key.of("client.revocation.allow-private-addresses", Kind.BOOLEAN)
          .orElse("false")
          .description(
              "`true`: `allowed-hosts` may have private, link-local and loopback addresses."
                  + " Configured URLs always may.");

  static final List<Key> ALL =
      List.of(
          METHODS, CRLS, OCSP_RESPONDER, ALLOWED_HOSTS, TIMEOUT, ON_UNAVAILABLE, PRIVATE_ADDRESSES);

  private RevocationKeys() {}

  private static String[] methods() {
    return Stream.concat(Stream.of("off"), Key.words(Method.class)).toArray(String[]::new);
  }
}
