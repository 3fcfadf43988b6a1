package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Base64Url;
import io.github.proxymtls.internal.jose.StrictJson;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a signed JWT in compact serialization (RFC 7519 section 7.2, RFC 7515 section 7.1) so
 * strictly that every other parser reads the same claims: canonical base64url, strict JSON, no
 * {@code crit}. Keeps only the claims that the filter uses. Verifies nothing.
 */
public final class TokenReader {

  /**
   * The unverified claims.
   *
   * @param members {@code cnf}, {@code iss} and {@code sub}, as far as they are present
   * @param symmetric true if the token is signed with a shared secret or not at all
   */
  public record Claims(Map<String, Object> members, boolean symmetric) {

    public @Nullable Object get(String name) {
      return members.get(name);
    }
  }

  private static final Set<String> CLAIMS = Set.of("cnf", "iss", "sub");
  private static final Set<String> PARAMETERS = Set.of("alg", "b64", "crit");

  private TokenReader() {}

  /** Returns {@link Claims}, or a refusal with {@link Reason#TOKEN_UNREADABLE}. */
  public static Result<Claims> read(String token) {
    int first = token.indexOf('.');
    int second = first < 0 ? -1 : token.indexOf('.', first + 1);
    if (second < 0 || token.indexOf('.', second + 1) >= 0) {
      return unreadable("not a signed JWT of three parts");
    }
    Map<String, Object> header = members(token.substring(0, first), PARAMETERS);
    Map<String, Object> claims = members(token.substring(first + 1, second), CLAIMS);
    String signature = token.substring(second + 1);
    if (header == null || claims == null || Base64Url.decode(signature) == null) {
      return unreadable("a part is not strict base64url and JSON");
    }
    if (header.containsKey("crit") || header.containsKey("b64")) {
      return unreadable("a critical header parameter");
    }
    return header.get("alg") instanceof String algorithm
        ? Result.of(new Claims(claims, signature.isEmpty() || isSymmetric(algorithm)))
        : unreadable("no algorithm");
  }

  /** Returns true for three parts of which the first decodes to the beginning of a JSON object. */
  static boolean isJwt(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 2 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return false;
    }
    int octet = Base64Url.value(token.charAt(0)) << 2 | Base64Url.value(token.charAt(1)) >> 4;
    return octet == '{';
  }

  private static boolean isSymmetric(String algorithm) {
    String upper = algorithm.toUpperCase(Locale.ROOT);
    return upper.equals("NONE") || upper.startsWith("HS");
  }

  private static @Nullable Map<String, Object> members(String base64url, Set<String> names) {
    byte[] octets = Base64Url.decode(base64url);
    if (octets == null) {
      return null;
    }
    try {
      return StrictJson.members(octets, names);
    } catch (IOException e) {
      return null;
    }
  }

  private static Result<Claims> unreadable(String detail) {
    return Result.refused(Reason.TOKEN_UNREADABLE, "token: " + detail);
  }
}
