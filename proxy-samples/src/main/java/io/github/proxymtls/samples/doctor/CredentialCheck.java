package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator.Outcome;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks whether the credential of a proxy matches a user. Never shows it. */
final class CredentialCheck {

  private static final String TOPIC = "credential";

  /**
   * The result for one value.
   *
   * @param proxy null if the value is no proxy's credential
   * @param objection why it is none; empty otherwise
   */
  record Result(@Nullable ProxyIdentity proxy, String objection) {

    static Result of(Outcome outcome) {
      if (outcome instanceof Outcome.Authenticated authenticated) {
        return new Result(authenticated.proxy(), "");
      }
      return new Result(null, ((Outcome.NotAuthenticated) outcome).refusal().detail());
    }
  }

  private final List<String> headers;
  private final @Nullable ProxyAuthenticator authenticator;

  private CredentialCheck(List<String> headers, @Nullable ProxyAuthenticator authenticator) {
    this.headers = headers;
    this.authenticator = authenticator;
  }

  /** Reads the users of all profiles. */
  static CredentialCheck load(List<Profile> profiles, Clock clock) {
    List<Profile> basic =
        profiles.stream()
            .filter(profile -> profile.lists(Method.BASIC))
            .map(CredentialCheck::byCredentialAlone)
            .toList();
    Problems problems = new Problems();
    ProxyAuthenticator authenticator =
        basic.isEmpty() ? null : ProxyAuthenticator.load(basic, null, clock, problems);
    problems.throwIfAny();
    return new CredentialCheck(
        basic.stream()
            .map(Profile::credentialHeader)
            .flatMap(Stream::ofNullable)
            .distinct()
            .toList(),
        authenticator);
  }

  /**
   * Checks a credential.
   *
   * @param file the content of the file: {@code user:password} and at most one line break
   */
  Finding ofFile(byte[] file) {
    if (authenticator == null) {
      return Finding.problem(TOPIC, "no proxy authenticates by a credential")
          .fix("list basic in proxymtls.proxy.authentication");
    }
    String value = "Basic " + Base64.getEncoder().encodeToString(withoutLineBreak(file));
    return finding(Result.of(authenticator.authenticate(request(headers, value))));
  }

  /** Returns what a value is in one of the headers that hold a credential. */
  Result inHeader(String header, String value) {
    return authenticator == null
        ? new Result(null, "no proxy authenticates by a credential")
        : Result.of(authenticator.authenticate(request(List.of(header), value)));
  }

  /** Returns the proxy whose credential a value is in any of these headers, or null. */
  @Nullable ProxyIdentity inAny(String value) {
    return headers.stream()
        .map(header -> inHeader(header, value).proxy())
        .flatMap(Stream::ofNullable)
        .findFirst()
        .orElse(null);
  }

  /** Returns the headers that hold a credential. */
  List<String> headers() {
    return headers;
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

  private static CapturedRequest request(List<String> headers, String value) {
    return CapturedRequest.of(headers.stream().map(header -> Map.entry(header, value)).toList());
  }

  private static byte[] withoutLineBreak(byte[] file) {
    int end = file.length;
    end -= end > 0 && file[end - 1] == '\n' ? 1 : 0;
    end -= end < file.length && end > 0 && file[end - 1] == '\r' ? 1 : 0;
    return Arrays.copyOf(file, end);
  }

  private static Finding finding(Result result) {
    return result.proxy() == null
        ? Finding.problem(TOPIC, "matches no user: " + result.objection())
            .fix(
                "make both again: hash-password --random --user NAME --credential-file FILE >> users")
        : Finding.ok(TOPIC, "matches the user " + result.proxy().name())
            .with("profile", result.proxy().profile());
  }
}
