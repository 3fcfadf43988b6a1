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
              "How the filter checks every certificate of the path except the anchor."
                  + " `ocsp,crl`: the filter uses CRLs only if OCSP gave no usable answer. A"
                  + " certificate that is revoked, or that the responder does not know, is always"
                  + " rejected. Not allowed with `client.validation=proxy`. `off` is logged as a"
                  + " warning at every start. In YAML write `\"off\"` in quotes.");

  public static final Key CRLS =
      Key.of("client.revocation.crls", Kind.LIST)
          .unset("required for `crl`")
          .description(
              "Complete, delta and indirect CRLs, each with a CRL number. An entry is a file"
                  + " or an http(s) URL. A file is DER, or PEM that may also hold the certificates"
                  + " of signers other than the issuers; an unusable file fails the start. A URL is"
                  + " fetched in the background; if that fails, the answer is unavailable.");

  static final Key OCSP_RESPONDER =
      Key.of("client.revocation.ocsp-responder", Kind.URL)
          .unset("`allowed-hosts` applies")
          .description(
              "The OCSP responder that the filter asks about every certificate, by http or"
                  + " https.");

  static final Key ALLOWED_HOSTS =
      Key.of("client.revocation.allowed-hosts", Kind.LIST)
          .unset("none")
          .description(
              "Used in place of `ocsp-responder`: hosts that the filter may ask if a"
                  + " certificate of a valid path names them as its OCSP responder. Ports 80 and"
                  + " 443 are allowed; `host:port` allows that port alone.");

  static final Key TIMEOUT =
      Key.of("client.revocation.timeout", Kind.DURATION)
          .orElse("2s")
          .description(
              "How long one request may wait for the answers about all its certificates"
                  + " together; at most `24h`.");

  static final Key ON_UNAVAILABLE =
      Key.choice("client.revocation.on-unavailable", Choices.OnUnavailable.class)
          .orElse(Choices.OnUnavailable.REJECT)
          .description(
              "What happens if no authority gave an answer. `reject`: 503. `accept`: the"
                  + " certificate passes, which is logged and counted. An answer whose signer has"
                  + " no right to sign it is always rejected.");

  static final Key PRIVATE_ADDRESSES =
      Key.of("client.revocation.allow-private-addresses", Kind.BOOLEAN)
          .orElse("false")
          .description(
              "`true`: `allowed-hosts` may have private, link-local and loopback addresses."
                  + " URLs that are configured here may always have them.");

  static final List<Key> ALL =
      List.of(
          METHODS, CRLS, OCSP_RESPONDER, ALLOWED_HOSTS, TIMEOUT, ON_UNAVAILABLE, PRIVATE_ADDRESSES);

  private RevocationKeys() {}

  private static String[] methods() {
    return Stream.concat(Stream.of("off"), Key.words(Method.class)).toArray(String[]::new);
  }
}
