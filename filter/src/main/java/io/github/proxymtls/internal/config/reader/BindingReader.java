package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.PathPattern;
import io.github.proxymtls.internal.config.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads {@code proxymtls.binding.*}. */
final class BindingReader {

  private final Values values;
  private final TokenRulesReader tokens;
  private final RegistryReader registry;

  BindingReader(Values values, InCode inCode) {
    this.values = values;
    this.tokens = new TokenRulesReader(values, inCode.tokenKeys());
    this.registry = new RegistryReader(values, inCode);
  }

  /**
   * @param scopes the values of each profile
   * @param cacheBytes the maximum memory for cached tokens, in bytes
   */
  BindingRules read(
      List<Profile> profiles, List<Values> scopes, Duration timeToLive, long cacheBytes) {
    List<String> names = profiles.stream().map(Profile::name).filter(Objects::nonNull).toList();
    BindingRules rules =
        new BindingRules(
            registry.read(names),
            patterns(BindingKeys.CLIENT_AUTHENTICATION),
            patterns(BindingKeys.PROTECTED_RESOURCES),
            values.isChosen(BindingKeys.OTHER_METHODS, Choices.OtherMethods.PASS),
            tokens.read(cacheBytes),
            timeToLive);
    for (int i = 0; i < scopes.size(); i++) {
      if (profiles.get(i).client().pinned()) {
        checkPinned(scopes.get(i));
      }
    }
    return rules;
  }

  /**
   * Reads a list of path patterns. Adds a problem for an invalid list and skips the invalid
   * patterns.
   */
  List<PathPattern> patterns(Key key) {
    List<PathPattern> patterns = new ArrayList<>();
    for (String text : values.list(key)) {
      try {
        patterns.add(new PathPattern(text));
      } catch (IllegalArgumentException e) {
        values.invalid(
            key,
            "is not a list of path patterns: " + e.getMessage(),
            "write /exact, /prefix/* or *.ext");
      }
    }
    return List.copyOf(patterns);
  }

  private void checkPinned(Values profile) {
    if (values.given(BindingKeys.PROTECTED_RESOURCES) && !tokens.verifies()) {
      profile.conflict(
          ClientKeys.SELF_SIGNED,
          "=pinned with proxymtls.binding.protected-resources needs a way to verify tokens",
          "set proxymtls.binding.token-jwks-uri and .token-issuer, or .introspection.url, or provide"
              + " the keys in code");
    }
  }
}
