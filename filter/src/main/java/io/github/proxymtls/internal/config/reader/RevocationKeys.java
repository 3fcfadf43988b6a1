package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;

/** The keys that say how revocation is checked. */
public final class RevocationKeys {

  static final Key METHODS =
      Key.of("client.revocation.methods", Kind.WORDS, "off", "ocsp", "crl")
          .orElse("off")
          .says(
              "What is asked about every certificate of the path but the anchor. `ocsp,crl`: the lists"
                  + " only where OCSP gave no usable answer; revoked is final, and unknown is never"
                  + " forgiven. Refused with `client.validation=proxy`; `off` is said at every start. In YAML write `\"off\"` in quotes.");

  public static final Key CRLS =
      Key.of("client.revocation.crls", Kind.LIST)
          .unset("required for `crl`")
          .says(
              "CRLs with a number, complete, delta and indirect ones: files (PEM, with the"
                  + " certificates of other signers than the issuers where there are such, or DER; a"
                  + " bad one hinders the start) and http(s) URLs (fetched in the background; where"
                  + " that fails, the answer is unavailable).");

  static final Key OCSP_RESPONDER =
      Key.of("client.revocation.ocsp-responder", Kind.URL)
          .unset("`allowed-hosts` counts")
          .says("The OCSP responder that is asked about every certificate; http or https.");

  static final Key ALLOWED_HOSTS =
      Key.of("client.revocation.allowed-hosts", Kind.LIST)
          .unset("none")
          .says(
              "In place of `ocsp-responder`: hosts that may be asked where a certificate of a valid path"
                  + " names them as its OCSP responder. At ports 80 and 443; `host:port` allows that"
                  + " port alone.");

  static final Key TIMEOUT =
      Key.of("client.revocation.timeout", Kind.DURATION)
          .orElse("2s")
          .says(
              "How long one request may wait for answers, all its certificates together; at most"
                  + " `24h`.");

  static final Key ON_UNAVAILABLE =
      Key.of("client.revocation.on-unavailable", Kind.WORD, "reject", "accept")
          .orElse("reject")
          .says(
              "Where no authority said anything: 503, or the certificate passes, which is logged and"
                  + " counted. What somebody without the right signed is never forgiven.");

  static final Key PRIVATE_ADDRESSES =
      Key.of("client.revocation.allow-private-addresses", Kind.BOOLEAN)
          .orElse("false")
          .says(
              "`true`: `allowed-hosts` may be at private, link-local and loopback addresses. URLs that"
                  + " are configured here may always be.");

  static final List<Key> ALL =
      List.of(
          METHODS, CRLS, OCSP_RESPONDER, ALLOWED_HOSTS, TIMEOUT, ON_UNAVAILABLE, PRIVATE_ADDRESSES);

  private RevocationKeys() {}
}
