package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.path.PathValidator;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one request whether its peer is an authenticated proxy: every configured method of
 * exactly one profile must succeed. It remembers the results for chains and credentials, and
 * nothing about a connection.
 *
 * <p>The cheap checks that need no secret come first: the address, then the certificate, then the
 * credential. The credential is checked even if another method has failed, because a wrong one
 * rejects the request whatever the value of {@code untrusted-peer}. Only bcrypt is skipped if the
 * request is rejected in any case.
 *
 * <h2>Exactly one profile succeeds</h2>
 *
 * If no profile succeeds, the peer is unauthenticated. If two succeed, the request is rejected. A
 * user belongs to one profile, so a credential is verified once, however many profiles read its
 * header. A credential that no profile accepts is wrong.
 */
public final class ProxyAuthenticator {

  /** The outcome for one request. */
  public sealed interface Outcome {
    /** Every configured method of one profile succeeded. */
    record Authenticated(ProxyIdentity proxy) implements Outcome {}

    /**
     * At least one method did not succeed.
     *
     * @param decides true if the request must be rejected, whatever the value of {@code
     *     untrusted-peer}; false if a method has no proof or does not match, and no credential was
     *     wrong
     */
    record NotAuthenticated(Refusal refusal, boolean decides) implements Outcome {}
  }

  private final List<ProfileProxies> profiles;
  private final List<BasicCredentials> credentials;
  private final boolean strip;

  /**
   * @param credentials one instance for each header with credentials
   */
  ProxyAuthenticator(
      List<Profile> rules, List<ProfileProxies> profiles, List<BasicCredentials> credentials) {
    this.profiles = List.copyOf(profiles);
    this.credentials = List.copyOf(credentials);
    this.strip =
        rules.stream()
            .allMatch(
                rule ->
                    rule.proxy() != null && rule.proxy().untrustedPeer() == UntrustedPeer.STRIP);
  }

  /**
   * Loads users and anchors. Adds every problem instead of throwing, and returns null after one.
   *
   * @param profiles the profiles, each with rules for its proxies
   * @param previous the authenticator that this one replaces at a reload, or null; credentials that
   *     it remembers for users whose line did not change are kept
   */
  public static @Nullable ProxyAuthenticator load(
      List<Profile> profiles,
      @Nullable ProxyAuthenticator previous,
      Clock clock,
      Problems problems) {
    return new ProxyLoader(profiles, previous, clock, problems).load();
  }

  /** Checks a file of users alone, without the other files. Adds every problem. */
  public static void checkUsers(Resource file, Problems problems) {
    new BasicUsers(0, problems).read(new ProxyRules.Basic("", file, null, null));
  }

  /** Warns of trust anchors that proxies and clients have in common, in any profile. */
  public void warnOfSharedAnchors(Collection<PathValidator> clients, Problems problems) {
    for (ProfileProxies proxies : profiles) {
      clients.forEach(some -> proxies.warnOfSharedAnchor(some, problems));
    }
  }

  /** Returns an entry for each user. */
  public List<FileEntry> users() {
    return credentials.stream().flatMap(header -> header.entries().stream()).toList();
  }

  /** Returns an entry for each trust anchor of the proxies of a profile. */
  public List<FileEntry> anchors(@Nullable String profile) {
    return profiles.stream()
        .filter(proxies -> Objects.equals(proxies.name(), profile))
        .flatMap(proxies -> proxies.entries().stream())
        .toList();
  }

  @Nullable BasicCredentials credentials(String header) {
    for (BasicCredentials one : credentials) {
      if (one.header().equalsIgnoreCase(header)) {
        return one;
      }
    }
    return null;
  }

  /**
   * Returns true if the headers of an unauthenticated peer are removed, which every profile must
   * configure.
   */
  public boolean strips() {
    return strip;
  }

  /**
   * Returns true if the peer's TLS certificate belongs to a proxy of any profile, even if another
   * check fails.
   */
  public boolean isProxyCertificate(RequestFacts request) {
    for (ProfileProxies profile : profiles) {
      if (profile.isProxyCertificate(request)) {
        return true;
      }
    }
    return false;
  }

  /** Authenticates the peer of one request. */
  public Outcome authenticate(RequestFacts request) {
    return profiles.size() == 1
        ? authenticateByOne(profiles.get(0), request)
        : authenticateBySeveral(request);
  }

  /** Needs no comparison with other profiles, and no objects for it. */
  private Outcome authenticateByOne(ProfileProxies profile, RequestFacts request) {
    Check check = profile.checkConnection(request);
    for (int h = 0; h < credentials.size(); h++) {
      BasicCredentials header = credentials.get(h);
      boolean decides = strip || !(check instanceof Check.Failed);
      Check credential = header.check(request, decides ? any -> true : any -> false);
      if (credential instanceof Check.Failed failed && failed.decides()) {
        return new Outcome.NotAuthenticated(failed.refusal(), true);
      }
      check = profile.withCredential(check, header, credential, 0);
    }
    return check instanceof Check.Failed
        ? notAuthenticated(new Check[] {check})
        : profile.identity(check);
  }

  private Outcome authenticateBySeveral(RequestFacts request) {
    Check[] checks = new Check[profiles.size()];
    for (int i = 0; i < checks.length; i++) {
      checks[i] = profiles.get(i).checkConnection(request);
    }
    for (int h = 0; h < credentials.size(); h++) {
      BasicCredentials header = credentials.get(h);
      Check credential =
          header.check(request, profile -> strip || !(checks[profile] instanceof Check.Failed));
      if (credential instanceof Check.Failed failed && failed.decides()) {
        return new Outcome.NotAuthenticated(failed.refusal(), true);
      }
      for (int i = 0; i < checks.length; i++) {
        checks[i] = profiles.get(i).withCredential(checks[i], header, credential, i);
      }
    }
    return outcome(checks);
  }

  private Outcome outcome(Check[] checks) {
    int found = -1;
    for (int i = 0; i < checks.length; i++) {
      if (checks[i] instanceof Check.Failed) {
        continue;
      }
      if (found >= 0) {
        return new Outcome.NotAuthenticated(
            new Refusal(
                Reason.PROXY_AMBIGUOUS,
                "the peer is a proxy of the profile "
                    + profiles.get(found).name()
                    + " and of the profile "
                    + profiles.get(i).name()),
            true);
      }
      found = i;
    }
    return found < 0 ? notAuthenticated(checks) : profiles.get(found).identity(checks[found]);
  }

  /**
   * Prefers the reason of a profile whose proof does not match to that of one without a proof. The
   * detail covers all profiles.
   */
  private Outcome notAuthenticated(Check[] checks) {
    Reason reason = null;
    StringBuilder detail = new StringBuilder();
    for (int i = 0; i < checks.length; i++) {
      Check.Failed failed = (Check.Failed) checks[i];
      if (reason == null || (isMissing(reason) && !isMissing(failed.refusal().reason()))) {
        reason = failed.refusal().reason();
      }
      String name = profiles.get(i).name();
      detail.append(i == 0 ? "" : "; ").append(name == null ? "" : name + ": ");
      detail.append(failed.refusal().detail());
    }
    return new Outcome.NotAuthenticated(
        new Refusal(Objects.requireNonNull(reason), detail.toString()), false);
  }

  private static boolean isMissing(Reason reason) {
    return reason == Reason.PROXY_CREDENTIAL_MISSING || reason == Reason.PROXY_CERTIFICATE_MISSING;
  }
}
