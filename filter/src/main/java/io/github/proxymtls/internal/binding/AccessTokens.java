package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.IntrospectionRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.oauth.TokenKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an access token is bound to, and remembers it. A JWT is verified by the keys where
 * there are some; every other token, and without keys a JWT too, is introspected; where neither is
 * configured a JWT is read and nothing is verified.
 */
final class AccessTokens implements AutoCloseable {

  /**
   * What fetches, and outlives a reload.
   *
   * @param keys those that the configuration names, or null
   * @param introspection asks the endpoint, if there is one
   */
  private record Remote(@Nullable RemoteTokenKeys keys, Fetcher introspection) {}

  sealed interface Read permits Known, Refusal {}

  /** What the token is bound to. */
  record Known(Confirmation confirmation) implements Read {}

  private final Remote remote;
  private final @Nullable TokenVerifier verifier;
  private final @Nullable Introspection introspection;
  private final TokenCache cache;

  private AccessTokens(
      Remote remote,
      @Nullable TokenVerifier verifier,
      @Nullable Introspection introspection,
      TokenCache cache) {
    this.remote = remote;
    this.verifier = verifier;
    this.introspection = introspection;
    this.cache = cache;
  }

  /**
   * Prepares. Adds every problem instead of throwing; null after one.
   *
   * @param given the keys given in code, or null for those that the configuration names
   * @param previous of the same rules, or null; the keys that it fetched stay in use
   */
  static @Nullable AccessTokens load(
      BindingRules rules,
      @Nullable TokenKeys given,
      @Nullable AccessTokens previous,
      Clock clock,
      Problems problems) {
    int before = problems.list().size();
    Remote remote = previous == null ? remote(rules, given, problems) : previous.remote;
    TokenKeys keys = remote.keys() == null ? given : remote.keys().keys();
    TokenCache cache = new TokenCache(rules.tokens().cacheBytes(), rules.jwksTimeToLive(), clock);
    IntrospectionRules asked = rules.tokens().introspection();
    IntrospectionEndpoint endpoint =
        asked == null
            ? null
            : IntrospectionEndpoint.load(asked, remote.introspection(), clock, problems);
    return problems.list().size() > before
        ? null
        : new AccessTokens(
            remote,
            keys == null ? null : new TokenVerifier(keys, clock),
            endpoint == null ? null : new Introspection(endpoint, cache),
            cache);
  }

  private static Remote remote(BindingRules rules, @Nullable TokenKeys given, Problems problems) {
    return new Remote(
        given == null ? RemoteTokenKeys.of(rules, problems) : null,
        new NamedFetcher(IntrospectionEndpoint.LIMIT));
  }

  /** Begins to fetch keys, if the configuration names some. */
  void start() {
    if (remote.keys() != null) {
      remote.keys().start();
    }
  }

  /** Ends all fetching, of those before a reload too. */
  @Override
  public void close() {
    if (remote.keys() != null) {
      remote.keys().close();
    }
    remote.introspection().close();
  }

  /** True where a token that is read here is genuine. */
  boolean verified() {
    return verifier != null || introspection != null;
  }

  /**
   * Reads a token.
   *
   * @param certificate true where the request has one; else nobody is asked, so that nobody without
   *     a certificate makes the filter call others
   */
  Read read(String token, boolean certificate) {
    Introspection asked = verifier != null && TokenReader.isJwt(token) ? null : introspection;
    if (asked != null && !certificate) {
      return new Refusal(
          Reason.CERTIFICATE_REQUIRED, "no certificate, and without one no token is introspected");
    }
    Thumbprint key = Thumbprint.over(token.getBytes(StandardCharsets.UTF_8));
    Read known = cache.get(key);
    if (known != null) {
      return known;
    }
    return asked == null ? readHere(key, token) : asked.ask(key, token);
  }

  private Read readHere(Thumbprint key, String token) {
    TokenReader.Read read = TokenReader.read(token);
    if (!(read instanceof TokenReader.Claims claims)) {
      return (Refusal) read;
    }
    if (claims.symmetric()) {
      return new Refusal(Reason.TOKEN_INVALID, "token: not signed by an asymmetric key");
    }
    Instant until = Instant.MAX;
    if (verifier != null) {
      TokenVerifier.Result result = verifier.verify(token);
      if (!(result instanceof TokenVerifier.Verified verified)) {
        return (Refusal) result;
      }
      until = verified.expires();
    }
    Known known = new Known(Confirmation.of(claims.get("cnf")));
    cache.put(key, known, until);
    return known;
  }
}
