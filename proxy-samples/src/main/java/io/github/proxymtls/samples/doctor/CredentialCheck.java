package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks whether the credential of a proxy matches a user. Never shows it. */
final class CredentialCheck {

  private static final String TOPIC = "credential";

  private CredentialCheck() {}

  /**
   * Checks a credential.
   *
   * @param file the content of the file: {@code user:password} and at most one line break
   */
  static Finding of(byte[] file, List<Profile> profiles, Clock clock) {
    List<Profile> basic =
        profiles.stream()
            .filter(profile -> profile.lists(Method.BASIC))
            .map(CredentialCheck::byCredentialAlone)
            .toList();
    if (basic.isEmpty()) {
      return Finding.problem(TOPIC, "no proxy authenticates by a credential")
          .fix("list basic in proxymtls.proxy.authentication");
    }
    Problems problems = new Problems();
    ProxyAuthenticator authenticator = ProxyAuthenticator.load(basic, null, clock, problems);
    problems.throwIfAny();
    return authenticator == null
        ? Finding.problem(TOPIC, "the users cannot be read")
        : finding(authenticator.authenticate(request(file, basic)));
  }

  private static Profile byCredentialAlone(Profile profile) {
    ProxyRules rules = profile.proxy();
    if (rules == null) {
      throw new IllegalArgumentException("a profile without proxy rules");
    }
    return new Profile(
        profile.name(),
        profile.format(),
        profile.companions(),
        new ProxyRules(Set.of(Method.BASIC), rules.basic(), null, null, rules.untrustedPeer()),
        profile.client(),
        profile.reportOnly());
  }

  private static CapturedRequest request(byte[] file, List<Profile> profiles) {
    String value = "Basic " + Base64.getEncoder().encodeToString(withoutLineBreak(file));
    Collection<String> headers =
        profiles.stream().map(Profile::credentialHeader).collect(Collectors.toSet());
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    headers.forEach(header -> lines.add(Map.entry(header, value)));
    return CapturedRequest.of(lines);
  }

  private static byte[] withoutLineBreak(byte[] file) {
    int end = file.length;
    end -= end > 0 && file[end - 1] == '\n' ? 1 : 0;
    end -= end < file.length && end > 0 && file[end - 1] == '\r' ? 1 : 0;
    return Arrays.copyOf(file, end);
  }

  private static Finding finding(Outcome outcome) {
    if (outcome instanceof Outcome.Authenticated authenticated) {
      ProxyIdentity proxy = authenticated.proxy();
      return Finding.ok(TOPIC, "matches the user " + proxy.name()).with("profile", proxy.profile());
    }
    String detail =
        outcome instanceof Outcome.Refused refused
            ? refused.refusal().detail()
            : ((Outcome.NotAuthenticated) outcome).refusal().detail();
    return Finding.problem(TOPIC, "matches no user: " + detail)
        .fix("make both again: hash-password --random --user NAME --credential-file FILE >> users");
  }
}
