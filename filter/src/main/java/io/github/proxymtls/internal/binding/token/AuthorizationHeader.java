package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Base64Url;
import java.util.List;

/**
 * Reads the one access token in {@code Authorization}: a scheme, exactly one space, a {@code
 * token68} (RFC 6750 section 2.1, RFC 9449 section 7.1).
 */
public final class AuthorizationHeader {

  /**
   * The maximum length of a token, in characters. A longer token is rejected before it is decoded.
   */
  public static final int MAXIMUM_TOKEN = 16 * 1024;

  /**
   * An access token.
   *
   * @param dpop true for the scheme {@code DPoP}, false for {@code Bearer}
   * @param text the token as sent
   */
  public record Token(boolean dpop, String text) {

    /** Omits the token, which is a credential, from logs. */
    @Override
    public String toString() {
      return "Token[dpop=" + dpop + "]";
    }
  }

  private AuthorizationHeader() {}

  public static Result<Token> read(List<String> lines, boolean dpopAllowed) {
    if (lines.isEmpty()) {
      return missing("Authorization: missing");
    }
    if (lines.size() > 1) {
      return Result.refused(Reason.TOKEN_AMBIGUOUS, "Authorization: " + lines.size() + " lines");
    }
    String line = lines.get(0);
    int space = line.indexOf(' ');
    String scheme = space < 0 ? line : line.substring(0, space);
    boolean dpop = scheme.equalsIgnoreCase("DPoP");
    if (!scheme.equalsIgnoreCase("Bearer") && !(dpop && dpopAllowed)) {
      return missing("Authorization: expected the scheme Bearer");
    }
    return token(dpop, space < 0 ? "" : line.substring(space + 1));
  }

  private static Result<Token> token(boolean dpop, String token) {
    if (token.length() > MAXIMUM_TOKEN) {
      return unreadable("a token of more than " + MAXIMUM_TOKEN + " characters");
    }
    return isToken68(token)
        ? Result.of(new Token(dpop, token))
        : unreadable("expected one space and a token68");
  }

  private static boolean isToken68(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!Base64Url.isCharacter(c) && c != '.' && c != '~' && c != '+' && c != '/') {
        return false;
      }
    }
    return end > 0;
  }

  private static Result<Token> unreadable(String what) {
    return Result.refused(Reason.TOKEN_UNREADABLE, "Authorization: " + what);
  }

  private static Result<Token> missing(String detail) {
    return Result.refused(Reason.TOKEN_MISSING, detail);
  }
}
