package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;
import java.util.stream.Stream;

/** The keys of the proxy's authentication. */
public final class ProxyKeys {

  static final String PREFIX = "proxymtls.proxy.";

  /** The word for no authentication. */
  static final String NONE = "none";

  static final Key AUTHENTICATION =
      Key.of("proxy.authentication", Kind.WORDS, methods())
          .unset("required; not allowed with `client.source=tls`")
          .description(
              "How the proxy authenticates. Every method listed must succeed. `none` and"
                  + " `address` alone each need their `insecure` key.");

  static final Key INSECURE_TRUST_ANY_PEER =
      Key.of("proxy.insecure-trust-any-peer", Kind.BOOLEAN)
          .orElse("false")
          .description(
              "`true` allows `proxy.authentication=none`: any peer can then name any client.");

  static final Key INSECURE_ADDRESS_ONLY =
      Key.of("proxy.insecure-address-only", Kind.BOOLEAN)
          .orElse("false")
          .description(
              "`true` allows `proxy.authentication=address`. The filter sees only the address"
                  + " that the container reports, and smuggled requests carry the proxy's address.");

  static final Key BASIC_HEADER =
      Key.of("proxy.basic.header", Kind.HEADER)
          .unset("from the preset, else `Proxy-Authorization`")
          .description(
              "The header of the proxy's Basic credential. `Authorization` is not allowed"
                  + " with `binding.protected-resources`.");

  public static final Key USERS_FILE =
      Key.of("proxy.basic.users-file", Kind.FILE)
          .unset("none")
          .description(
              "Lines of the form `user:hash`. The hash comes from `hash-password --random`"
                  + " (recommended), or is a bcrypt hash (`htpasswd -B`): [the"
                  + " difference](#the-proxys-credential). An empty file allows no user.");

  static final Key USER =
      Key.of("proxy.basic.user", Kind.TEXT)
          .unset("none")
          .description("The name of one inline user.");

  static final Key PASSWORD_HASH =
      Key.of("proxy.basic.password-hash", Kind.SECRET)
          .unset("none")
          .description("The hash of the inline user's password, of the same kinds.");

  public static final Key TRUST_ANCHORS =
      Key.of("proxy.mtls.trust-anchors", Kind.FILE)
          .unset("required with `mtls`")
          .description("PEM file of the CAs that issue the proxies' certificates.");

  static final Key SUBJECT_DN =
      Key.of("proxy.mtls.subject-dn", Kind.NUMBERED)
          .unset("none")
          .description(
              "Subjects of the proxies' certificates. `mtls` needs at least one of these four"
                  + " kinds. A certificate must match one value of every kind that is set.");

  static final Key SAN_DNS =
      Key.of("proxy.mtls.san-dns", Kind.LIST).unset("none").description("The same, by DNS name.");

  static final Key SAN_URI =
      Key.of("proxy.mtls.san-uri", Kind.LIST).unset("none").description("The same, by URI.");

  static final Key SHA256 =
      Key.of("proxy.mtls.sha256", Kind.LIST)
          .unset("none")
          .description("The same, by the certificate's SHA-256.");

  static final Key ALLOW =
      Key.of("proxy.address.allow", Kind.LIST)
          .unset("required with `address`")
          .description(
              "Addresses and CIDR blocks, as IP literals, compared with `getRemoteAddr()`."
                  + " HTTP/2 without TLS is rejected unless `basic` is listed.");

  static final Key UNTRUSTED_PEER =
      Key.choice("proxy.untrusted-peer", UntrustedPeer.class)
          .orElse(UntrustedPeer.REJECT)
          .description(
              "What happens if an unauthenticated peer sends one of [the filter's"
                  + " headers](#who-may-send-it). `reject`: 403. `strip`: the request continues"
                  + " without them and without a certificate.");

  static final List<Key> ALL =
      List.of(
          AUTHENTICATION,
          INSECURE_TRUST_ANY_PEER,
          INSECURE_ADDRESS_ONLY,
          BASIC_HEADER,
          USERS_FILE,
          USER,
          PASSWORD_HASH,
          TRUST_ANCHORS,
          SUBJECT_DN,
          SAN_DNS,
          SAN_URI,
          SHA256,
          ALLOW,
          UNTRUSTED_PEER);

  private ProxyKeys() {}

  private static String[] methods() {
    return Stream.concat(Key.words(Method.class), Stream.of(NONE)).toArray(String[]::new);
  }
}
