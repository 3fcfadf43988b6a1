package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;

/**
 * A reason for a rejection. The detail is for the operator's log and contains no value of the
 * request.
 */
record Refused(Refusal refusal)
    implements AccessTokens.Read,
        AuthorizationHeader.Read,
        TokenReader.Read,
        TokenVerifier.Result,
        ClientAuthenticationRequestReader.Read,
        Clients.Found,
        OtherMethods.Read {

  Refused(Reason reason, String detail) {
    this(new Refusal(reason, detail));
  }

  Reason reason() {
    return refusal.reason();
  }

  String detail() {
    return refusal.detail();
  }

  Decision.Rejected at(EndpointKind endpoint) {
    return refusal.at(endpoint, null);
  }
}
