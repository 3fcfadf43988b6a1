package io.github.proxymtls.proxy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.config.ProxyRules;
import io.github.proxymtls.config.ProxyRules.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one request whether its peer is an authenticated proxy: every configured method must
 * succeed. Nothing is remembered of a peer or a connection.
 *
 * <p>What costs little and needs no secret comes first, the address before the certificate before
 * the credential. A credential is looked at even where another method has failed, because a wrong
 * one refuses the request whatever {@code untrusted-peer} says; only bcrypt is left out where the
 * request is rejected all the same.
 */
public final class ProxyAuthenticator {

  /** The outcome of one check. */
  public sealed interface Outcome {
    /** Every configured method succeeded. */
    record Authenticated(ProxyIdentity proxy) implements Outcome {}

    /** At least one method has nothing to go by or does not match; no credential was wrong. */
    record NotAuthenticated(Reason reason, String detail) implements Outcome {}

    /** The request must be rejected whatever {@code untrusted-peer} says. */
    record Refused(Reason reason, String detail) implements Outcome {}
  }

  private final @Nullable BasicCredentials credentials;
  private final @Nullable ProxyCertificates certificates;
  private final @Nullable AddressRanges addresses;
  private final boolean strip;
  private final List<String> methods;

  private ProxyAuthenticator(
      ProxyRules rules,
      @Nullable BasicCredentials credentials,
      @Nullable ProxyCertificates certificates,
      @Nullable AddressRanges addresses) {
    this.credentials = credentials;
    this.certificates = certificates;
    this.addresses = addresses;
    this.strip = rules.untrustedPeer() == ProxyRules.UntrustedPeer.STRIP;
    List<String> names = new ArrayList<>();
    for (Method method : Method.values()) {
      if (rules.methods().contains(method)) {
        names.add(method.name().toLowerCase(Locale.ROOT));
      }
    }
    this.methods = List.copyOf(names);
  }

  /**
   * Loads users and anchors. Adds every problem instead of throwing, and returns null after one.
   *
   * @param previous the authenticator that this one replaces at a reload, or null; what it
   *     remembers of users whose line did not change stays in force
   */
  public static @Nullable ProxyAuthenticator load(
      ProxyRules rules, @Nullable ProxyAuthenticator previous, Clock clock, Problems problems) {
    Set<Method> methods = rules.methods();
    BasicCredentials credentials =
        methods.contains(Method.BASIC) ? loadCredentials(rules, previous, problems) : null;
    ProxyCertificates certificates =
        methods.contains(Method.MTLS) ? loadCertificates(rules, clock, problems) : null;
    AddressRanges addresses =
        methods.contains(Method.ADDRESS) ? loadAddresses(rules, problems) : null;
    boolean complete =
        methods.contains(Method.BASIC) == (credentials != null)
            && methods.contains(Method.MTLS) == (certificates != null)
            && methods.contains(Method.ADDRESS) == (addresses != null);
    return complete ? new ProxyAuthenticator(rules, credentials, certificates, addresses) : null;
  }

  private static @Nullable BasicCredentials loadCredentials(
      ProxyRules rules, @Nullable ProxyAuthenticator previous, Problems problems) {
    ProxyRules.Basic basic = rules.basic();
    if (basic == null) {
      addIncomplete("basic", problems);
      return null;
    }
    return BasicCredentials.load(basic, previous == null ? null : previous.credentials, problems);
  }

  private static @Nullable ProxyCertificates loadCertificates(
      ProxyRules rules, Clock clock, Problems problems) {
    ProxyRules.Mtls mtls = rules.mtls();
    if (mtls == null) {
      addIncomplete("mtls", problems);
      return null;
    }
    return ProxyCertificates.load(mtls, clock, problems);
  }

  private static @Nullable AddressRanges loadAddresses(ProxyRules rules, Problems problems) {
    ProxyRules.Address address = rules.address();
    if (address == null) {
      addIncomplete("address", problems);
      return null;
    }
    return AddressRanges.load(address, rules.methods(), problems);
  }

  private static void addIncomplete(String method, Problems problems) {
    problems.add(
        "proxy-method-incomplete",
        "proxymtls.proxy.authentication",
        method + " is listed and has no settings",
        "set the keys proxymtls.proxy." + method + ".*");
  }

  /**
   * True where the peer's TLS certificate is one of the configured proxies', whatever else fails.
   */
  public boolean isProxyCertificate(RequestFacts request) {
    return certificates != null && certificates.isProxy(request);
  }

  /** Checks one request. */
  public Outcome authenticate(RequestFacts request) {
    Check address = addresses == null ? Check.NotAsked.INSTANCE : addresses.check(request);
    Check certificate =
        certificates == null || address instanceof Check.Failed
            ? Check.NotAsked.INSTANCE
            : certificates.check(request);
    boolean failed = address instanceof Check.Failed || certificate instanceof Check.Failed;
    Check credential =
        credentials == null
            ? Check.NotAsked.INSTANCE
            : credentials.check(request, strip || !failed);
    return outcome(credential, certificate, address);
  }

  private Outcome outcome(Check credential, Check certificate, Check address) {
    if (credential instanceof Check.Refused refused) {
      return new Outcome.Refused(refused.reason(), refused.detail());
    }
    String name = "any";
    for (Check check : List.of(address, certificate, credential)) {
      if (check instanceof Check.Failed failed) {
        return new Outcome.NotAuthenticated(failed.reason(), failed.detail());
      }
      if (check instanceof Check.Passed passed) {
        name = passed.name();
      }
    }
    return new Outcome.Authenticated(new ProxyIdentity(methods, name));
  }
}
