package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.LookUp;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.IntrospectionRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.oauth.TokenKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Determines the confirmation ({@code cnf}) of an access token and caches it. If keys are
 * configured, a JWT is verified with them. Every other token is introspected; without keys, a JWT
 * is introspected, too. If neither keys nor introspection is configured, a JWT is parsed without
 * verification.
 */
public final class AccessTokens implements AutoCloseable {

  /**
   * What the application gives in code.
   *
   * @param keys the keys that verify tokens, or null
   * @param watch receives each look-up
   */
  public record Sources(@Nullable TokenKeys keys, LookUpWatch watch) {}

  /**
   * The parts that access the network. They stay in use after a reload.
   *
   * @param keys the keys that the configuration names, or null
   * @param introspection sends requests to the introspection endpoint, if one is configured
   */
  private record Remote(@Nullable RemoteTokenKeys keys, Fetcher introspection) {}

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
   * Creates an instance. Adds every problem to {@code problems}; returns null if there is one.
   *
   * @param sources the keys given in code, if any, to use instead of those that the configuration
   *     names
   * @param previous an instance with the same rules, whose fetched keys stay in use, or null
   */
  public static @Nullable AccessTokens load(
      BindingRules rules,
      Sources sources,
      @Nullable AccessTokens previous,
      Clock clock,
      Problems problems) {
    TokenKeys given = sources.keys();
    int before = problems.list().size();
    Remote remote = previous == null ? remote(rules, sources, problems) : previous.remote;
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

  private static Remote remote(BindingRules rules, Sources sources, Problems problems) {
    LookUpWatch watch = sources.watch();
    return new Remote(
        sources.keys() == null ? RemoteTokenKeys.of(rules, watch, problems) : null,
        watch.watching(LookUp.INTROSPECTION, new NamedFetcher(IntrospectionEndpoint.LIMIT)));
  }

  /** Starts to fetch keys, if the configuration names a key set. */
  public void start() {
    if (remote.keys() != null) {
      remote.keys().start();
    }
  }

  /** Stops all fetching, including that of the instances that this one replaced. */
  @Override
  public void close() {
    if (remote.keys() != null) {
      remote.keys().close();
    }
    remote.introspection().close();
  }

  /** Returns true if the filter itself verifies tokens, by keys or by introspection. */
  public boolean verified() {
    return verifier != null || introspection != null;
  }

  /**
   * Returns the confirmation of a token.
   *
   * @param certificate whether the request has a certificate. Without one the token is not
   *     introspected, so that a caller without a certificate cannot make the filter send requests
   */
  public Result<Confirmation> read(String token, boolean certificate) {
    Introspection asked = verifier != null && TokenReader.isJwt(token) ? null : introspection;
    if (asked != null && !certificate) {
      return Result.refused(
          Reason.CERTIFICATE_REQUIRED, "no certificate; a token is introspected only with one");
    }
    Thumbprint key = Thumbprint.over(token.getBytes(StandardCharsets.UTF_8));
    Result<Confirmation> known = cache.get(key);
    if (known != null) {
      return known;
    }
    return asked == null ? readHere(key, token) : asked.ask(key, token);
  }

  private Result<Confirmation> readHere(Thumbprint key, String token) {
    Result<TokenReader.Claims> read = TokenReader.read(token);
    if (read.refusal() != null) {
      return Result.refused(read.refusal());
    }
    TokenReader.Claims claims = read.value();
    if (claims.symmetric()) {
      return Result.refused(Reason.TOKEN_INVALID, "token: not signed by an asymmetric key");
    }
    Instant until = Instant.MAX;
    if (verifier != null) {
      Result<Instant> expires = verifier.verify(token);
      if (expires.refusal() != null) {
        return Result.refused(expires.refusal());
      }
      until = expires.value();
    }
    Result<Confirmation> known = Result.of(Confirmation.of(claims.get("cnf")));
    cache.put(key, known, until);
    return known;
  }
}
