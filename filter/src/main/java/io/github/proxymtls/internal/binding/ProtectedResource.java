package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.token.AccessTokens;
import io.github.proxymtls.internal.binding.token.AuthorizationHeader;
import io.github.proxymtls.internal.config.TokenRules;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.path.PinnedCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the access token of a request is bound to the certificate of the request (RFC 8705
 * section 3).
 *
 * <h2>No identity from an unverified token</h2>
 *
 * If neither keys nor introspection is configured, the filter only compares thumbprints, and the
 * application verifies the token. In this case the filter rejects a certificate that no configured
 * CA issued, because anybody can create such a certificate together with a token. Otherwise the
 * {@code cnf} of the verified token accepts the certificate.
 */
final class ProtectedResource {

  private static final String ACCESS_TOKEN = "access_token";

  private final boolean acceptUnbound;
  private final boolean passDpop;
  private final AccessTokens tokens;

  ProtectedResource(TokenRules rules, AccessTokens tokens) {
    this.acceptUnbound = rules.acceptUnbound();
    this.passDpop = rules.passDpop();
    this.tokens = tokens;
  }

  Result<Decision> decide(Attempt attempt) {
    Result<AuthorizationHeader.Token> read =
        AuthorizationHeader.read(attempt.authorization(), passDpop);
    Refusal unread = read.refusal();
    Refusal noToken = unread != null && unread.reason() == Reason.TOKEN_MISSING ? unread : null;
    if (attempt.presented() == null && attempt.required()) {
      return noToken != null
          ? Result.refused(noToken.withDetail("; no certificate either"))
          : Result.refused(Reason.CERTIFICATE_REQUIRED, "no certificate");
    }
    if (attempt.isPinnable() && !tokens.verified() && noToken == null) {
      return Result.refused(Reason.CERTIFICATE_NOT_PINNED, "the filter does not verify tokens");
    }
    Refusal elsewhere = tokenInQueryOrForm(attempt);
    if (elsewhere != null) {
      return Result.refused(elsewhere);
    }
    return unread == null ? decide(read.value(), attempt) : Result.refused(unread);
  }

  /** The token must be neither in the form nor in the query (RFC 6750 sections 2.2 and 2.3). */
  private static @Nullable Refusal tokenInQueryOrForm(Attempt attempt) {
    String query = attempt.request().query();
    if (query != null && QueryNames.contains(query, ACCESS_TOKEN)) {
      return new Refusal(Reason.TOKEN_AMBIGUOUS, "access_token in the query");
    }
    if (!FormParser.isForm(attempt.request().headers("Content-Type"))) {
      return null;
    }
    Form form = attempt.form();
    if (form instanceof Form.Unreadable unreadable) {
      return new Refusal(unreadable.reason(), unreadable.detail());
    }
    boolean inForm =
        form instanceof Form.Parameters read && read.parameters().containsKey(ACCESS_TOKEN);
    return inForm ? new Refusal(Reason.TOKEN_AMBIGUOUS, "access_token in the form") : null;
  }

  private Result<Decision> decide(AuthorizationHeader.Token token, Attempt attempt) {
    Result<Confirmation> read = tokens.read(token.text(), attempt.presented() != null);
    return read.refusal() == null
        ? compare(token, read.value(), attempt)
        : Result.refused(read.refusal());
  }

  private Result<Decision> compare(
      AuthorizationHeader.Token token, Confirmation confirmation, Attempt attempt) {
    if (token.dpop() && !confirmation.dpop()) {
      return Result.refused(
          Reason.TOKEN_INVALID, "token: sent with the scheme DPoP, but not bound by DPoP");
    }
    return switch (confirmation.check(attempt.thumbprint())) {
      case BOUND -> bound(attempt);
      case OTHER_CERTIFICATE -> otherCertificate(attempt);
      case UNBOUND ->
          acceptUnbound
              ? attempt.withoutClient()
              : Result.refused(Reason.TOKEN_UNBOUND, "token: no cnf");
      case DPOP ->
          token.dpop()
              ? attempt.withoutClient()
              : Result.refused(Reason.TOKEN_UNBOUND, "token: bound by DPoP, not to a certificate");
      case MALFORMED -> Result.refused(Reason.TOKEN_INVALID, "token: cnf is not understood");
    };
  }

  /** A pinned certificate gets here only if the filter verified the token. */
  private static Result<Decision> bound(Attempt attempt) {
    ReceivedCertificate presented = attempt.presented();
    return presented != null && presented.certificate() instanceof PinnedCertificate
        ? Result.of(BoundClient.of(presented))
        : attempt.withoutClient();
  }

  private static Result<Decision> otherCertificate(Attempt attempt) {
    return attempt.presented() == null
        ? Result.refused(
            Reason.CERTIFICATE_REQUIRED, "no certificate, and the token is bound to one")
        : Result.refused(Reason.TOKEN_MISMATCH, "token: bound to another certificate");
  }
}
