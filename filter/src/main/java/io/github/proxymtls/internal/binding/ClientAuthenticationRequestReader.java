package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request of a client that authenticates: one form, no OAuth parameter in the query, no
 * parameter twice (RFC 6749 section 3.2).
 */
final class ClientAuthenticationRequestReader {

  /** Parameters that may occur more than once (RFC 8693 section 2.1, RFC 8707 section 2). */
  private static final Set<String> REPEATABLE = Set.of("audience", "resource");

  /** The parameters of token, introspection, revocation and pushed authorization requests. */
  private static final Set<String> OAUTH =
      Set.of(
          "access_token",
          "acr_values",
          "actor_token",
          "actor_token_type",
          "assertion",
          "audience",
          "auth_req_id",
          "authorization_details",
          "claim_token",
          "claim_token_format",
          "claims",
          "claims_locales",
          "client_assertion",
          "client_assertion_type",
          "client_id",
          "client_secret",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "device_code",
          "display",
          "dpop_jkt",
          "grant_type",
          "id_token_hint",
          "login_hint",
          "max_age",
          "nonce",
          "password",
          "pct",
          "prompt",
          "redirect_uri",
          "refresh_token",
          "registration",
          "request",
          "request_uri",
          "requested_token_type",
          "resource",
          "response_mode",
          "response_type",
          "rpt",
          "scope",
          "state",
          "subject_token",
          "subject_token_type",
          "ticket",
          "token",
          "token_type_hint",
          "ui_locales",
          "username");

  private ClientAuthenticationRequestReader() {}

  /** Finds a parameter that occurs more than once although it must not. */
  private static final class Repeated implements BiConsumer<String, List<String>> {

    private @Nullable String name;

    @Override
    public void accept(String parameter, List<String> values) {
      boolean allowed = values.size() < 2 || REPEATABLE.contains(parameter);
      if (!allowed && !"client_id".equals(name)) {
        name = parameter;
      }
    }
  }

  /** Reads the request including its body. */
  static Result<ClientAuthenticationRequest> read(Attempt attempt) {
    RequestFacts request = attempt.request();
    Form headers =
        FormParser.checkHeaders(
            request.headers("Content-Type"), request.headers("Content-Encoding"));
    if (headers instanceof Form.Unreadable unreadable) {
      return Result.refused(unreadable.reason(), unreadable.detail());
    }
    Form form = attempt.form();
    if (form instanceof Form.Unreadable unreadable) {
      return Result.refused(unreadable.reason(), unreadable.detail());
    }
    Map<String, List<String>> parameters =
        form instanceof Form.Parameters read ? read.parameters() : Map.of();
    Refusal ambiguous = ambiguity(parameters, request.query());
    return ambiguous == null
        ? Result.of(new ClientAuthenticationRequest(parameters, attempt.authorization()))
        : Result.refused(ambiguous);
  }

  private static @Nullable Refusal ambiguity(
      Map<String, List<String>> body, @Nullable String query) {
    Repeated repeated = new Repeated();
    body.forEach(repeated);
    if (repeated.name != null) {
      return repeated.name.equals("client_id")
          ? new Refusal(Reason.CLIENT_ID_INVALID, "form: client_id occurs more than once")
          : malformed("form: a parameter occurs more than once");
    }
    return query == null || query.isEmpty() ? null : queryAmbiguity(body, query);
  }

  private static @Nullable Refusal queryAmbiguity(Map<String, List<String>> body, String query) {
    Form read = new FormReader(query.getBytes(StandardCharsets.UTF_8), "query").read();
    if (read instanceof Form.Unreadable unreadable) {
      return new Refusal(unreadable.reason(), unreadable.detail());
    }
    for (String name : ((Form.Parameters) read).parameters().keySet()) {
      if (OAUTH.contains(name)) {
        return malformed("query: " + name + " must be in the form");
      }
      if (body.containsKey(name)) {
        return malformed("query: a parameter that is also in the form");
      }
    }
    return null;
  }

  private static Refusal malformed(String detail) {
    return new Refusal(Reason.FORM_MALFORMED, detail);
  }
}
