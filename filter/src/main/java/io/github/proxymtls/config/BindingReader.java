package io.github.proxymtls.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code proxymtls.binding.*}. */
final class BindingReader {

  private final Values values;
  private final boolean tokenKeysInCode;

  /**
   * @param tokenKeysInCode true where the application gives the keys that verify tokens
   */
  BindingReader(Values values, boolean tokenKeysInCode) {
    this.values = values;
    this.tokenKeysInCode = tokenKeysInCode;
  }

  /**
   * @param scopes the values of each profile
   */
  BindingRules read(List<Profile> profiles, List<Values> scopes, Duration timeToLive) {
    BindingRules rules =
        new BindingRules(
            values.file(BindingKeys.CLIENTS),
            patterns(BindingKeys.CLIENT_AUTHENTICATION),
            patterns(BindingKeys.PROTECTED_RESOURCES),
            "pass".equals(values.word(BindingKeys.OTHER_METHODS)),
            url(BindingKeys.TOKEN_JWKS_URI),
            values.text(BindingKeys.TOKEN_ISSUER),
            "accept".equals(values.word(BindingKeys.UNBOUND_TOKENS)),
            "pass".equals(values.word(BindingKeys.DPOP_TOKENS)),
            timeToLive,
            profiles.stream().map(Profile::name).filter(Objects::nonNull).toList());
    checkClients();
    checkTokens();
    for (int i = 0; i < scopes.size(); i++) {
      if (profiles.get(i).client().pinned()) {
        checkPinned(scopes.get(i));
      }
    }
    return rules;
  }

  /** Path patterns, without those that are none. */
  List<PathPattern> patterns(Key key) {
    List<PathPattern> patterns = new ArrayList<>();
    for (String text : values.list(key)) {
      try {
        patterns.add(new PathPattern(text));
      } catch (IllegalArgumentException e) {
        values.invalid(
            key,
            "is no list of path patterns: " + e.getMessage(),
            "write /exact, /prefix/* or *.ext");
      }
    }
    return List.copyOf(patterns);
  }

  private void checkClients() {
    if (values.given(BindingKeys.CLIENT_AUTHENTICATION)) {
      if (!values.given(BindingKeys.CLIENTS)) {
        values.required(
            BindingKeys.CLIENTS,
            "proxymtls.binding.client-authentication is set, and nobody is registered",
            "name the JSON file of the registrations");
      }
      return;
    }
    values.notInForce(
        BindingKeys.CLIENTS,
        "no path is named where clients authenticate",
        "set proxymtls.binding.client-authentication, or remove the key");
  }

  private void checkTokens() {
    boolean keys = values.given(BindingKeys.TOKEN_JWKS_URI);
    boolean issuer = values.given(BindingKeys.TOKEN_ISSUER);
    if (keys && !issuer) {
      values.required(
          BindingKeys.TOKEN_ISSUER,
          "proxymtls.binding.token-jwks-uri is set",
          "give the exact iss");
    }
    if (issuer && !keys) {
      values.notInForce(
          BindingKeys.TOKEN_ISSUER,
          "no keys are named to verify tokens with",
          "set proxymtls.binding.token-jwks-uri, or remove the key");
    }
    if (!values.given(BindingKeys.PROTECTED_RESOURCES)) {
      values.notInForce(
          BindingKeys.TOKEN_JWKS_URI,
          "no protected resource is named",
          "set proxymtls.binding.protected-resources, or remove the key");
    }
  }

  private void checkPinned(Values profile) {
    boolean verified =
        tokenKeysInCode
            || (values.given(BindingKeys.TOKEN_JWKS_URI) && values.given(BindingKeys.TOKEN_ISSUER));
    if (values.given(BindingKeys.PROTECTED_RESOURCES) && !verified) {
      profile.conflict(
          ClientKeys.SELF_SIGNED,
          "=pinned with proxymtls.binding.protected-resources needs a way to verify tokens",
          "set proxymtls.binding.token-jwks-uri and .token-issuer, or give the keys in code");
    }
  }

  private @Nullable URI url(Key key) {
    String text = values.text(key);
    if (text == null) {
      return null;
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      values.invalidUnseen(key, "the value is not a URL", "write https://host/path");
      return null;
    }
    String objection = objection(url);
    if (objection != null) {
      values.invalidUnseen(key, "the URL " + objection, "write https://host/path");
      return null;
    }
    return url;
  }

  private static @Nullable String objection(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null) {
      return "names no host";
    }
    if (url.getRawUserInfo() != null) {
      return "holds user information";
    }
    if (url.getRawFragment() != null) {
      return "holds a fragment";
    }
    if (scheme.equals("https") || (scheme.equals("http") && isLoopback(url.getHost()))) {
      return null;
    }
    return "is not https (http is for loopback addresses only)";
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || isLoopback4(host);
  }

  /** Four decimal parts, the first 127; a name such as {@code 127.example} is none. */
  private static boolean isLoopback4(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }
}
