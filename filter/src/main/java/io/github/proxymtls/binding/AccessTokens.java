package io.github.proxymtls.binding;

import io.github.proxymtls.Reason;
import io.github.proxymtls.config.BindingRules;
import io.github.proxymtls.config.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an access token is bound to, and remembers it: by reading it alone where nothing
 * is there to verify it with, else by verifying it.
 */
final class AccessTokens {

  sealed interface Read permits Known, Refusal {}

  /** What the token is bound to. */
  record Known(Confirmation confirmation) implements Read {}

  private final @Nullable TokenKeys keys;
  private final @Nullable TokenVerifier verifier;
  private final TokenCache cache;

  AccessTokens(BindingRules rules, @Nullable TokenKeys keys, Clock clock) {
    this.keys = keys;
    this.verifier = keys == null ? null : new TokenVerifier(keys, clock);
    this.cache = new TokenCache(rules.tokens().cacheBytes(), rules.jwksTimeToLive(), clock);
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
    TokenKeys keys = given;
    if (keys == null) {
      keys = previous == null ? RemoteTokenKeys.of(rules, problems) : previous.keys;
    }
    return problems.list().size() > before ? null : new AccessTokens(rules, keys, clock);
  }

  /** True where a token that is read here is genuine. */
  boolean verified() {
    return verifier != null;
  }

  Read read(String token) {
    Thumbprint key = Thumbprint.over(token.getBytes(StandardCharsets.UTF_8));
    Read known = cache.get(key);
    return known == null ? readAnew(key, token) : known;
  }

  private Read readAnew(Thumbprint key, String token) {
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
