package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.text.EscapedText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads the users, anchors and addresses of all profiles. Rejects a configuration in which a proxy
 * could belong to two profiles: a user in both, or certificates that both accept.
 */
final class ProxyLoader {

  private final List<Profile> profiles;
  private final @Nullable ProxyAuthenticator previous;
  private final Clock clock;
  private final Problems problems;
  private final Map<String, Map<String, BasicUser>> usersByHeader =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, BasicUser> allUsers = new HashMap<>();
  private boolean faulty;

  ProxyLoader(
      List<Profile> profiles,
      @Nullable ProxyAuthenticator previous,
      Clock clock,
      Problems problems) {
    this.profiles = profiles;
    this.previous = previous;
    this.clock = clock;
    this.problems = problems;
  }

  /** Loads everything. Adds every problem; returns null if there is one. */
  @Nullable ProxyAuthenticator load() {
    for (int i = 0; i < profiles.size(); i++) {
      readUsers(i);
    }
    Map<String, BasicCredentials> headers = credentials();
    List<ProfileProxies> loaded = new ArrayList<>();
    for (Profile profile : profiles) {
      ProfileProxies proxies = proxies(profile, headers);
      if (proxies != null) {
        loaded.forEach(earlier -> refuseOverlap(earlier, proxies));
        loaded.add(proxies);
      }
    }
    return faulty ? null : new ProxyAuthenticator(profiles, loaded, List.copyOf(headers.values()));
  }

  private void readUsers(int position) {
    Profile profile = profiles.get(position);
    ProxyRules.Basic basic = basic(profile);
    if (basic == null) {
      return;
    }
    Problems own = problems.in(profile.name());
    Map<String, BasicUser> users = new BasicUsers(position, own).read(basic);
    if (users == null) {
      faulty = true;
      return;
    }
    refuseShared(new TreeMap<>(users), basic, own);
    allUsers.putAll(users);
    usersByHeader.computeIfAbsent(basic.header(), header -> new HashMap<>()).putAll(users);
  }

  private ProxyRules.@Nullable Basic basic(Profile profile) {
    ProxyRules.Basic basic = profile.proxy() == null ? null : profile.proxy().basic();
    if (basic == null && profile.lists(Method.BASIC)) {
      addIncomplete("basic", profile);
    }
    return profile.lists(Method.BASIC) ? basic : null;
  }

  /**
   * Reports one name only, because a file that two profiles read would cause a problem for each
   * line.
   */
  private void refuseShared(Map<String, BasicUser> users, ProxyRules.Basic basic, Problems own) {
    for (BasicUser user : users.values()) {
      BasicUser other = allUsers.get(user.name());
      if (other != null) {
        faulty = true;
        Resource file = basic.usersFile();
        String key =
            file == null || user.name().equals(basic.user())
                ? "proxymtls.proxy.basic.user"
                : file.key();
        own.add(
            "proxy-user-shared",
            key,
            "the user "
                + EscapedText.inMessage(user.name())
                + " of the profile "
                + profiles.get(user.profile()).name()
                + " also belongs to the profile "
                + profiles.get(other.profile()).name(),
            "use different users for each profile");
        return;
      }
    }
  }

  private Map<String, BasicCredentials> credentials() {
    BcryptVerifier verifications = new BcryptVerifier();
    Map<String, BasicCredentials> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    usersByHeader.forEach(
        (header, users) ->
            headers.put(
                header,
                BasicCredentials.of(
                    header,
                    users,
                    previous == null ? null : previous.credentials(header),
                    verifications)));
    return headers;
  }

  private @Nullable ProfileProxies proxies(Profile profile, Map<String, BasicCredentials> headers) {
    ProxyRules rules = profile.proxy();
    if (rules == null) {
      throw new IllegalArgumentException("a profile without proxy rules");
    }
    Problems own = problems.in(profile.name());
    ProxyCertificates certificates =
        profile.lists(Method.MTLS) ? certificates(rules, profile, own) : null;
    AddressRanges addresses = profile.lists(Method.ADDRESS) ? addresses(rules, profile, own) : null;
    if ((certificates == null && profile.lists(Method.MTLS))
        || (addresses == null && profile.lists(Method.ADDRESS))) {
      faulty = true;
      return null;
    }
    String header = profile.lists(Method.BASIC) ? profile.credentialHeader() : null;
    BasicCredentials credentials = header == null ? null : headers.get(header);
    return new ProfileProxies(profile, credentials, certificates, addresses);
  }

  private @Nullable ProxyCertificates certificates(
      ProxyRules rules, Profile profile, Problems own) {
    if (rules.mtls() != null) {
      return ProxyCertificates.load(rules.mtls(), clock, own);
    }
    addIncomplete("mtls", profile);
    return null;
  }

  private @Nullable AddressRanges addresses(ProxyRules rules, Profile profile, Problems own) {
    if (rules.address() != null) {
      return AddressRanges.load(rules.address(), rules.methods(), own);
    }
    addIncomplete("address", profile);
    return null;
  }

  private void addIncomplete(String method, Profile profile) {
    faulty = true;
    problems
        .in(profile.name())
        .add(
            "proxy-method-incomplete",
            "proxymtls.proxy.authentication",
            method + " is listed in proxymtls.proxy.authentication but has no settings",
            "set the keys proxymtls.proxy." + method + ".*");
  }

  private void refuseOverlap(ProfileProxies earlier, ProfileProxies later) {
    if (later.overlaps(earlier)) {
      faulty = true;
      problems
          .in(later.name())
          .add(
              "proxy-certificate-shared",
              "proxymtls.proxy.mtls.trust-anchors",
              "the profile "
                  + later.name()
                  + " accepts the same certificates as the profile "
                  + earlier.name(),
              "distinguish the proxies by their anchors, by san-dns, san-uri, subject-dn or sha256;"
                  + " or list basic for both");
    }
  }
}
