package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.path.PathValidator;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator.Outcome.Authenticated;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The proxies of one profile, and the methods by which they authenticate. */
final class ProfileProxies {

  private final @Nullable String name;
  private final List<String> methods;
  private final @Nullable BasicCredentials credentials;
  private final @Nullable ProxyCertificates certificates;
  private final @Nullable AddressRanges addresses;

  ProfileProxies(
      Profile profile,
      @Nullable BasicCredentials credentials,
      @Nullable ProxyCertificates certificates,
      @Nullable AddressRanges addresses) {
    this.name = profile.name();
    this.methods = methods(profile);
    this.credentials = credentials;
    this.certificates = certificates;
    this.addresses = addresses;
  }

  private static List<String> methods(Profile profile) {
    List<String> names = new ArrayList<>();
    for (Method method : Method.values()) {
      if (profile.lists(method)) {
        names.add(method.name().toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(names);
  }

  @Nullable String name() {
    return name;
  }

  /**
   * Returns true if the peer's TLS certificate belongs to one of these proxies, even if another
   * check fails.
   */
  boolean isProxyCertificate(RequestFacts request) {
    return certificates != null && certificates.isProxy(request);
  }

  /**
   * Returns true if two profiles are certain to accept the same certificates and require nothing
   * else.
   */
  boolean overlaps(ProfileProxies other) {
    return certificates != null
        && other.certificates != null
        && (credentials == null || other.credentials == null)
        && certificates.overlaps(other.certificates);
  }

  /** Warns of an anchor that is also a client trust anchor: a client could pass as a proxy. */
  void warnOfSharedAnchor(PathValidator clients, Problems problems) {
    String subject = certificates == null ? null : certificates.anchorSharedWith(clients);
    if (subject != null) {
      problems
          .in(name)
          .warn(
              "trust-anchor-shared",
              "proxymtls.proxy.mtls.trust-anchors",
              "the CA '"
                  + subject
                  + "' is trusted for proxies and for clients: a client whose certificate has the"
                  + " name of a proxy is accepted as that proxy",
              "use a separate CA for the proxies, or pin their certificates by"
                  + " proxymtls.proxy.mtls.sha256");
    }
  }

  /** Returns an entry for each trust anchor. */
  List<FileEntry> entries() {
    return certificates == null ? List.of() : certificates.entries();
  }

  /** Makes the cheap checks that need no secret: the address, then the certificate. */
  Check checkConnection(RequestFacts request) {
    Check address = addresses == null ? Check.NotAsked.INSTANCE : addresses.check(request);
    return certificates == null || address instanceof Check.Failed
        ? address
        : certificates.check(request);
  }

  /** Adds the result for a header's credential. An earlier failure remains. */
  Check withCredential(Check before, BasicCredentials header, Check credential, int position) {
    if (credentials != header || before instanceof Check.Failed) {
      return before;
    }
    return credential instanceof Check.Passed passed && !header.isOf(passed.name(), position)
        ? new Check.Failed(
            Reason.PROXY_CREDENTIAL_MISSING, "the credential belongs to a proxy of another profile")
        : credential;
  }

  Authenticated identity(Check passed) {
    String proxy = passed instanceof Check.Passed by ? by.name() : "any";
    return new Authenticated(new AuthenticatedProxy(methods, proxy, name));
  }
}
