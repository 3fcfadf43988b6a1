package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Rejection;

/**
 * A reason for a rejection. The detail is for the operator's log and contains no value of the
 * request.
 */
record Refusal(Reason reason, String detail)
    implements AccessTokens.Read,
        AuthorizationHeader.Read,
        TokenReader.Read,
        TokenVerifier.Result,
        ClientAuthenticationRequestReader.Read,
        Clients.Found,
        OtherMethods.Read {

  Decision.Rejected at(EndpointKind where) {
    return new Rejection(reason, detail, where);
  }
}
