package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.IntrospectionRules;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.TokenRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the rules for access tokens. */
final class TokenRulesReader {

  private final Values values;
  private final boolean keysInCode;

  /**
   * @param keysInCode true if the application provides the keys that verify tokens
   */
  TokenRulesReader(Values values, boolean keysInCode) {
    this.values = values;
    this.keysInCode = keysInCode;
  }

  TokenRules read(long cacheBytes) {
    TokenRules rules =
        new TokenRules(
            url(BindingKeys.TOKEN_JWKS_URI),
            values.text(BindingKeys.TOKEN_ISSUER),
            introspection(),
            values.isChosen(BindingKeys.UNBOUND_TOKENS, Choices.UnboundTokens.ACCEPT),
            values.isChosen(BindingKeys.DPOP_TOKENS, Choices.DpopTokens.PASS),
            cacheBytes);
    checkKeys();
    if (values.given(BindingKeys.PROTECTED_RESOURCES)) {
      warnOfComparison();
    } else {
      checkUnused(BindingKeys.TOKEN_JWKS_URI);
      checkUnused(BindingKeys.INTROSPECTION_URL);
    }
    return rules;
  }

  private void checkUnused(Key key) {
    values.notInForce(
        key,
        "no protected resource is configured",
        "set proxymtls.binding.protected-resources, or remove the key");
  }

  /** Reads the introspection endpoint; null if there is none or a part is missing. */
  private @Nullable IntrospectionRules introspection() {
    URI url = url(BindingKeys.INTROSPECTION_URL);
    String clientId = values.text(BindingKeys.INTROSPECTION_CLIENT_ID);
    Resource clientSecret = values.file(BindingKeys.INTROSPECTION_CLIENT_SECRET_FILE);
    checkCredential(BindingKeys.INTROSPECTION_CLIENT_ID, "set the client_id of the filter");
    checkCredential(
        BindingKeys.INTROSPECTION_CLIENT_SECRET_FILE, "set the file with the client secret");
    return url == null || clientId == null || clientSecret == null
        ? null
        : new IntrospectionRules(url, clientId, clientSecret);
  }

  private void checkCredential(Key key, String fix) {
    if (!values.given(BindingKeys.INTROSPECTION_URL)) {
      values.notInForce(
          key,
          "no introspection endpoint is configured",
          "set proxymtls.binding.introspection.url, or remove the key");
    } else if (!values.given(key)) {
      values.required(key, "proxymtls.binding.introspection.url is set", fix);
    }
  }

  /** Returns true if the filter itself verifies tokens. */
  boolean verifies() {
    return keysInCode
        || values.given(BindingKeys.INTROSPECTION_URL)
        || (values.given(BindingKeys.TOKEN_JWKS_URI) && values.given(BindingKeys.TOKEN_ISSUER));
  }

  private void checkKeys() {
    if (keysInCode) {
      checkBesideCode(BindingKeys.TOKEN_JWKS_URI);
      checkBesideCode(BindingKeys.TOKEN_ISSUER);
      return;
    }
    boolean keys = values.given(BindingKeys.TOKEN_JWKS_URI);
    boolean issuer = values.given(BindingKeys.TOKEN_ISSUER);
    if (keys && !issuer) {
      values.required(
          BindingKeys.TOKEN_ISSUER,
          "proxymtls.binding.token-jwks-uri is set",
          "set the exact iss claim of the tokens");
    }
    if (issuer && !keys) {
      values.notInForce(
          BindingKeys.TOKEN_ISSUER,
          "no keys to verify tokens are configured",
          "set proxymtls.binding.token-jwks-uri, or remove the key");
    }
  }

  private void checkBesideCode(Key key) {
    values.notInForce(
        key,
        "the application provides the keys and the issuer in code",
        "remove the key, or do not provide the keys in code");
  }

  private void warnOfComparison() {
    if (!verifies()) {
      values.warn(
          "token-unverified",
          BindingKeys.PROTECTED_RESOURCES,
          "the filter does not verify tokens: it only compares cnf with the certificate, and the"
              + " resource server must verify signature, issuer, times and audience",
          "make sure that the resource server verifies every token, or set"
              + " proxymtls.binding.token-jwks-uri and"
              + " .token-issuer, or proxymtls.binding.introspection.url");
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
      return "has no host";
    }
    if (url.getRawUserInfo() != null) {
      return "contains user information";
    }
    if (url.getRawFragment() != null) {
      return "contains a fragment";
    }
    if (scheme.equals("https") || (scheme.equals("http") && isLoopback(url.getHost()))) {
      return null;
    }
    return "is not https (http is allowed for loopback addresses only)";
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || isLoopback4(host);
  }

  /**
   * Returns true for four decimal parts of which the first is 127, but not for a name such as
   * {@code 127.example}.
   */
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
