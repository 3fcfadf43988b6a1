package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Address;
import io.github.proxymtls.internal.config.ProxyRules.Basic;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.ProxyRules.Mtls;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import io.github.proxymtls.internal.config.Resource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code proxymtls.proxy.*}. */
final class ProxyReader {

  private final Values values;

  ProxyReader(Values values) {
    this.values = values;
  }

  /** Rejects every key if the certificate comes from the container's own TLS handshake only. */
  void refuseAll() {
    for (Key key : ProxyKeys.ALL) {
      if (values.given(key)) {
        values.conflict(
            key,
            "is not allowed with proxymtls.client.source=tls, which has no proxy",
            "remove the key, or set proxymtls.client.source=header");
      }
    }
  }

  /**
   * Reads the rules; null if the methods are missing or invalid.
   *
   * @param credentialHeader the preset's header for the credential
   */
  @Nullable ProxyRules read(String credentialHeader) {
    UntrustedPeer untrusted = values.choice(ProxyKeys.UNTRUSTED_PEER, UntrustedPeer.class);
    List<String> words = values.words(ProxyKeys.AUTHENTICATION);
    boolean anyPeer = values.flag(ProxyKeys.INSECURE_TRUST_ANY_PEER);
    boolean addressOnly = values.flag(ProxyKeys.INSECURE_ADDRESS_ONLY);
    if (words.isEmpty()) {
      requireMethods();
      return null;
    }
    Set<Method> methods = methods(words);
    checkMethods(methods, words.contains(ProxyKeys.NONE), anyPeer, addressOnly);
    return new ProxyRules(
        methods,
        methods.contains(Method.BASIC) ? basic(credentialHeader) : unusedBasic(),
        methods.contains(Method.MTLS) ? mtls() : unusedMtls(),
        methods.contains(Method.ADDRESS) ? address() : unusedAddress(),
        untrusted);
  }

  private void requireMethods() {
    if (!values.given(ProxyKeys.AUTHENTICATION)) {
      values.required(
          ProxyKeys.AUTHENTICATION,
          "without it, any peer that reaches the application could impersonate any client",
          "list basic, mtls or address");
    }
  }

  private void checkMethods(
      Set<Method> methods, boolean none, boolean anyPeer, boolean addressOnly) {
    if (values.profile() != null
        && !methods.contains(Method.BASIC)
        && !methods.contains(Method.MTLS)) {
      values.insecure(
          ProxyKeys.AUTHENTICATION,
          "lists neither basic nor mtls: a proxy of another profile whose credential is missing"
              + " would be taken for the profile "
              + values.profile(),
          "add basic or mtls for every profile");
    } else if (none && !methods.isEmpty()) {
      values.conflict(ProxyKeys.AUTHENTICATION, "lists none together with a method", "remove none");
    } else if (none && !anyPeer) {
      values.insecure(
          ProxyKeys.AUTHENTICATION,
          "with none, any peer that reaches the application can impersonate any client",
          "list basic or mtls; or set proxymtls.proxy.insecure-trust-any-peer=true");
    } else if (methods.equals(Set.of(Method.ADDRESS)) && !addressOnly) {
      values.insecure(
          ProxyKeys.AUTHENTICATION,
          "an address alone is weak: smuggled requests come from the proxy's address",
          "list basic or mtls as well; or set proxymtls.proxy.insecure-address-only=true");
    }
  }

  private static Set<Method> methods(List<String> words) {
    return words.stream()
        .flatMap(word -> Key.constant(Method.class, word).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private @Nullable Basic basic(String credentialHeader) {
    String header = new HeaderNames(values).read(ProxyKeys.BASIC_HEADER);
    Resource file = values.file(ProxyKeys.USERS_FILE);
    String user = user();
    String hash = values.text(ProxyKeys.PASSWORD_HASH);
    if (user == null && hash != null && !values.given(ProxyKeys.USER)) {
      values.required(
          ProxyKeys.USER, "proxymtls.proxy.basic.password-hash is set", "set the name of the user");
    }
    if (user != null && hash == null) {
      values.required(
          ProxyKeys.PASSWORD_HASH,
          "proxymtls.proxy.basic.user is set",
          "set the hash of the user's password");
    }
    if (!values.anyGiven(ProxyKeys.USERS_FILE, ProxyKeys.USER, ProxyKeys.PASSWORD_HASH)) {
      values.required(
          ProxyKeys.USERS_FILE,
          "basic is listed in proxymtls.proxy.authentication",
          "set the path of an htpasswd file, or set proxymtls.proxy.basic.user and .password-hash");
    }
    return new Basic(header == null ? credentialHeader : header, file, user, hash);
  }

  private @Nullable String user() {
    String user = values.text(ProxyKeys.USER);
    if (user == null || !user.contains(":")) {
      return user;
    }
    values.invalidUnseen(
        ProxyKeys.USER,
        "the name contains a colon, which separates user and password in Basic authentication",
        "set the user name alone; set the hash of the password in .password-hash");
    return null;
  }

  private @Nullable Basic unusedBasic() {
    unused("basic", ProxyKeys.BASIC_HEADER, ProxyKeys.USERS_FILE, ProxyKeys.USER);
    unused("basic", ProxyKeys.PASSWORD_HASH);
    return null;
  }

  private @Nullable Mtls mtls() {
    Resource anchors = values.file(ProxyKeys.TRUST_ANCHORS);
    if (!values.given(ProxyKeys.TRUST_ANCHORS)) {
      values.required(
          ProxyKeys.TRUST_ANCHORS,
          "mtls is listed in proxymtls.proxy.authentication",
          "set the PEM file of the CA that issues the proxies' certificates");
    }
    if (!values.anyGiven(
        ProxyKeys.SUBJECT_DN, ProxyKeys.SAN_DNS, ProxyKeys.SAN_URI, ProxyKeys.SHA256)) {
      values.required(
          ProxyKeys.SUBJECT_DN,
          "without a name rule every certificate of the CA would be a proxy",
          "set at least one of subject-dn, san-dns, san-uri and sha256 under proxymtls.proxy.mtls");
      return null;
    }
    List<String> subjectDns = values.numbered(ProxyKeys.SUBJECT_DN);
    List<String> sanDns = values.list(ProxyKeys.SAN_DNS);
    List<String> sanUris = values.list(ProxyKeys.SAN_URI);
    List<String> sha256 = values.list(ProxyKeys.SHA256);
    return anchors == null ? null : new Mtls(anchors, subjectDns, sanDns, sanUris, sha256);
  }

  private @Nullable Mtls unusedMtls() {
    unused("mtls", ProxyKeys.TRUST_ANCHORS, ProxyKeys.SUBJECT_DN, ProxyKeys.SAN_DNS);
    unused("mtls", ProxyKeys.SAN_URI, ProxyKeys.SHA256);
    return null;
  }

  private @Nullable Address address() {
    List<String> allow = values.list(ProxyKeys.ALLOW);
    if (!values.given(ProxyKeys.ALLOW)) {
      values.required(
          ProxyKeys.ALLOW,
          "address is listed in proxymtls.proxy.authentication",
          "list the proxies' addresses or CIDR blocks");
    }
    return allow.isEmpty() ? null : new Address(allow);
  }

  private @Nullable Address unusedAddress() {
    unused("address", ProxyKeys.ALLOW);
    return null;
  }

  private void unused(String method, Key... keys) {
    for (Key key : keys) {
      values.notInForce(
          key,
          method + " is not listed in proxymtls.proxy.authentication",
          "add " + method + " there, or remove the key");
    }
  }
}
