package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.KeyNames;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code proxymtls.profiles} and the keys of each profile. */
final class ProfilesReader {

  private final Settings settings;
  private final Problems problems;
  private final Values shared;
  private final Source source;
  private final List<Values> scopes = new ArrayList<>();

  ProfilesReader(Settings settings, Problems problems, Source source) {
    this.settings = settings;
    this.problems = problems;
    this.shared = new Values(settings, problems);
    this.source = source;
    List<String> names = names();
    for (String name : names) {
      scopes.add(shared.in(name));
    }
    if (scopes.isEmpty()) {
      scopes.add(shared);
    }
    refuseUnlisted(new HashSet<>(names));
  }

  /** Returns the values of each profile; without profiles, the shared values. */
  List<Values> scopes() {
    return scopes;
  }

  /**
   * Reads the profiles, at least one. Without {@code proxymtls.profiles}, the only one has no name.
   */
  List<Profile> read() {
    List<Profile> profiles = new ArrayList<>();
    List<ProfileRules.Headers> headers = new ArrayList<>();
    for (Values scope : scopes) {
      Profile profile = new ProfileReader(scope, source).read();
      profiles.add(profile);
      headers.add(new ProfileRules.Headers(scope, FormatRules.names(profile)));
    }
    new ProfileRules(headers).check();
    if (scopes.get(0) != shared) {
      refuseUnused();
    }
    return List.copyOf(profiles);
  }

  private List<String> names() {
    List<String> names = shared.list(ProfileKeys.PROFILES);
    if (!names.stream().allMatch(KeyNames::isName)) {
      shared.invalid(
          ProfileKeys.PROFILES,
          "contains an invalid profile name",
          "use lower-case letters and digits, beginning with a letter, such as edge,mesh");
      return List.of();
    }
    if (new HashSet<>(names).size() < names.size()) {
      shared.invalid(ProfileKeys.PROFILES, "names a profile twice", "name each profile once");
      return List.of();
    }
    if (source == Source.TLS && !names.isEmpty()) {
      shared.conflict(
          ProfileKeys.PROFILES,
          "is not allowed with proxymtls.client.source=tls, which has no proxy",
          "remove the key, or set proxymtls.client.source=header");
      return List.of();
    }
    return names;
  }

  private void refuseUnlisted(Set<String> names) {
    boolean readable = !names.isEmpty() || !shared.given(ProfileKeys.PROFILES);
    for (String key : settings.keys()) {
      String profile = KeyNames.profileOf(key);
      if (readable && profile != null && !names.contains(profile)) {
        problems.add(
            "unknown-profile",
            key,
            "proxymtls.profiles does not list " + EscapedText.inMessage(profile),
            "add it there, or remove the key");
      }
    }
  }

  /** Rejects a shared key that no profile uses. */
  private void refuseUnused() {
    for (Key key : Keys.ALL) {
      if (!KeyNames.covers(key.name()) || !shared.given(key) || isOfDirectPeers(key)) {
        continue;
      }
      if (scopes.stream().allMatch(scope -> scope.hasOwn(key))) {
        shared.notInForce(key, "every profile sets its own value", "remove the shared key");
      } else if (scopes.stream().allMatch(scope -> scope.hasOwn(key) || scope.leavesIdle(key))) {
        scopes.forEach(scope -> scope.reportIdle(key));
      }
    }
  }

  private boolean isOfDirectPeers(Key key) {
    return source == Source.HEADER_OR_TLS && key.name().startsWith("proxymtls.client.");
  }
}
