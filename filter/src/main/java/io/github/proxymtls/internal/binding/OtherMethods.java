package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.registry.ClientId;
import io.github.proxymtls.internal.binding.token.AuthorizationHeader;
import io.github.proxymtls.internal.binding.token.TokenReader;
import io.github.proxymtls.internal.decision.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads which client a request claims to come from, for any authentication method: the {@code
 * client_id} of the form, the Basic user, or the {@code sub} of a client assertion. Nothing is
 * verified. The result only serves to find out whether the client is registered for mutual TLS; if
 * it is not, the application authenticates it.
 */
final class OtherMethods {

  /**
   * The named client.
   *
   * @param id the client
   * @param otherwise the client that a less strict application could find: the Basic user without
   *     the decoding of RFC 6749 section 2.3.1, or the {@code iss} of the assertion; otherwise the
   *     id again
   */
  record Named(String id, String otherwise) {}

  private OtherMethods() {}

  /** Reads {@link Named}, or refuses a request that names no client or different clients. */
  static Result<Named> read(ClientAuthenticationRequest asked) {
    List<Result<Named>> all = new ArrayList<>();
    String parameter = asked.parameter("client_id");
    if (parameter != null) {
      all.add(named(parameter, parameter, "form: client_id"));
    }
    asked.authorization().forEach(line -> all.add(basic(line)));
    String assertion = asked.parameter("client_assertion");
    if (assertion != null) {
      all.add(assertion(assertion));
    }
    return methods(asked) > 1
        ? Result.refused(Reason.CLIENT_SECOND_METHOD, "more than one authentication method")
        : agreed(all);
  }

  private static int methods(ClientAuthenticationRequest asked) {
    int secret = asked.form().containsKey("client_secret") ? 1 : 0;
    int assertion = asked.form().containsKey("client_assertion") ? 1 : 0;
    return asked.authorization().size() + secret + assertion;
  }

  private static Result<Named> agreed(List<Result<Named>> all) {
    Named agreed = null;
    for (Result<Named> read : all) {
      if (read.refusal() != null) {
        return read;
      }
      Named named = read.value();
      if (agreed != null && !agreed.id().equals(named.id())) {
        return invalid("client_id, the Basic user and the assertion's sub do not agree");
      }
      agreed = agreed == null || !named.otherwise().equals(named.id()) ? named : agreed;
    }
    return agreed == null ? invalid("form: client_id missing") : Result.of(agreed);
  }

  private static Result<Named> basic(String line) {
    String scheme = "Basic ";
    if (!line.regionMatches(true, 0, scheme, 0, scheme.length())) {
      return Result.refused(
          Reason.CLIENT_SECOND_METHOD, "Authorization: expected the scheme Basic");
    }
    String raw = user(line.substring(scheme.length()));
    if (raw == null) {
      return invalid("Authorization: Basic is malformed");
    }
    byte[] octets = raw.getBytes(StandardCharsets.UTF_8);
    return named(new FormReader(octets, "Authorization").value(), raw, "Authorization: Basic user");
  }

  private static @Nullable String user(String base64) {
    try {
      byte[] octets = Base64.getDecoder().decode(base64);
      String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(0, colon);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private static Result<Named> assertion(String assertion) {
    if (assertion.length() > AuthorizationHeader.MAXIMUM_TOKEN) {
      return invalid("form: client_assertion is too long");
    }
    Result<TokenReader.Claims> read = TokenReader.read(assertion);
    TokenReader.Claims claims = read.refusal() == null ? read.value() : null;
    if (claims != null && claims.get("sub") instanceof String subject) {
      String issuer = claims.get("iss") instanceof String text ? text : subject;
      return named(subject, issuer, "form: sub or iss of client_assertion");
    }
    return invalid("form: client_assertion is malformed");
  }

  private static Result<Named> named(@Nullable String id, String otherwise, String where) {
    return id != null && ClientId.isValid(id) && ClientId.isValid(otherwise)
        ? Result.of(new Named(id, otherwise))
        : invalid(where + " is malformed");
  }

  private static Result<Named> invalid(String detail) {
    return Result.refused(Reason.CLIENT_ID_INVALID, detail);
  }
}
