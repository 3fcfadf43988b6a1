package io.github.proxymtls.samples.probe;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request.
 *
 * @param status the status, or 0 without a response
 * @param code the code of the filter, if it rejected the request
 * @param own true if the body names the thumbprint of the client's own certificate
 * @param failure why there is no response
 * @param resumed true if the TLS session is that of an earlier connection
 */
record Outcome(
    int status, @Nullable String code, boolean own, @Nullable String failure, boolean resumed) {

  private static final int FIRST_ERROR = 400;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;

  static Outcome none(String failure) {
    return new Outcome(0, null, false, failure, false);
  }

  /** Returns true if the filter let the request pass, as far as the response tells. */
  boolean passed() {
    return code == null
        && status > 0
        && (status < FIRST_ERROR || status == NOT_FOUND || status == METHOD_NOT_ALLOWED);
  }

  boolean sameAs(Outcome other) {
    return passed() && status == other.status && own == other.own;
  }

  boolean answered() {
    return status > 0;
  }

  /** Describes it for a finding. */
  String text() {
    if (!answered()) {
      return "no response: " + failure;
    }
    return code == null ? String.valueOf(status) : status + " " + code;
  }
}
