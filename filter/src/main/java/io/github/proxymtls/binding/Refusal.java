package io.github.proxymtls.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.PathKind;
import io.github.proxymtls.Reason;

/** A reason to reject; the detail is for the operator's log and holds no value of the request. */
record Refusal(Reason reason, String detail)
    implements AccessTokens.Read,
        AuthorizationHeader.Read,
        TokenReader.Read,
        TokenVerifier.Result,
        ClientRequestReader.Read,
        Clients.Found,
        OtherMethods.Read {

  Decision.Rejected at(PathKind where) {
    return new Decision.Rejected(reason, detail, where);
  }
}
