package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.TokenRules;
import io.github.proxymtls.internal.decision.Rejection;
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

  private static final EndpointKind ENDPOINT = EndpointKind.PROTECTED_RESOURCE;
  private static final String ACCESS_TOKEN = "access_token";

  private final boolean acceptUnbound;
  private final boolean passDpop;
  private final AccessTokens tokens;

  ProtectedResource(TokenRules rules, AccessTokens tokens) {
    this.acceptUnbound = rules.acceptUnbound();
    this.passDpop = rules.passDpop();
    this.tokens = tokens;
  }

  Decision decide(Attempt attempt) {
    AuthorizationHeader.Read read = AuthorizationHeader.read(attempt.authorization(), passDpop);
    boolean noToken = read instanceof Refused refusal && refusal.reason() == Reason.TOKEN_MISSING;
    if (attempt.presented() == null && attempt.required()) {
      return noToken
          ? reject(Reason.TOKEN_MISSING, ((Refused) read).detail() + "; no certificate either")
          : reject(Reason.CERTIFICATE_REQUIRED, "no certificate");
    }
    if (attempt.isPinnable() && !tokens.verified() && !noToken) {
      return reject(Reason.CERTIFICATE_NOT_PINNED, "the filter does not verify tokens");
    }
    Refused elsewhere = tokenInQueryOrForm(attempt);
    if (elsewhere != null) {
      return elsewhere.at(ENDPOINT);
    }
    return read instanceof AuthorizationHeader.Token token
        ? decide(token, attempt)
        : ((Refused) read).at(ENDPOINT);
  }

  /** The token must be neither in the form nor in the query (RFC 6750 sections 2.2 and 2.3). */
  private static @Nullable Refused tokenInQueryOrForm(Attempt attempt) {
    String query = attempt.request().query();
    if (query != null && QueryNames.contains(query, ACCESS_TOKEN)) {
      return new Refused(Reason.TOKEN_AMBIGUOUS, "access_token in the query");
    }
    if (!FormParser.isForm(attempt.request().headers("Content-Type"))) {
      return null;
    }
    Form form = attempt.form();
    if (form instanceof Form.Unreadable unreadable) {
      return new Refused(unreadable.reason(), unreadable.detail());
    }
    boolean inForm =
        form instanceof Form.Parameters read && read.parameters().containsKey(ACCESS_TOKEN);
    return inForm ? new Refused(Reason.TOKEN_AMBIGUOUS, "access_token in the form") : null;
  }

  private Decision decide(AuthorizationHeader.Token token, Attempt attempt) {
    AccessTokens.Read read = tokens.read(token.text(), attempt.presented() != null);
    return read instanceof AccessTokens.Known known
        ? compare(token, known.confirmation(), attempt)
        : ((Refused) read).at(ENDPOINT);
  }

  private Decision compare(
      AuthorizationHeader.Token token, Confirmation confirmation, Attempt attempt) {
    if (token.dpop() && !confirmation.dpop()) {
      return reject(
          Reason.TOKEN_INVALID, "token: sent with the scheme DPoP, but not bound by DPoP");
    }
    return switch (confirmation.check(attempt.thumbprint())) {
      case BOUND -> bound(attempt);
      case OTHER_CERTIFICATE -> otherCertificate(attempt);
      case UNBOUND ->
          acceptUnbound
              ? attempt.withoutClient(ENDPOINT)
              : reject(Reason.TOKEN_UNBOUND, "token: no cnf");
      case DPOP ->
          token.dpop()
              ? attempt.withoutClient(ENDPOINT)
              : reject(Reason.TOKEN_UNBOUND, "token: bound by DPoP, not to a certificate");
      case MALFORMED -> reject(Reason.TOKEN_INVALID, "token: cnf is not understood");
    };
  }

  /** A pinned certificate gets here only if the filter verified the token. */
  private static Decision bound(Attempt attempt) {
    ReceivedCertificate presented = attempt.presented();
    return presented != null && presented.certificate() instanceof PinnedCertificate
        ? presented.withoutClient()
        : attempt.withoutClient(ENDPOINT);
  }

  private static Decision otherCertificate(Attempt attempt) {
    return attempt.presented() == null
        ? reject(Reason.CERTIFICATE_REQUIRED, "no certificate, and the token is bound to one")
        : reject(Reason.TOKEN_MISMATCH, "token: bound to another certificate");
  }

  private static Decision reject(Reason reason, String detail) {
    return new Rejection(reason, detail, ENDPOINT);
  }
}
