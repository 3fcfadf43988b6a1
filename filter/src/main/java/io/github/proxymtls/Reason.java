package io.github.proxymtls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was rejected. Every constant has a stable {@link #code()}, an HTTP {@link
 * #status()}, a metric {@link #tag()} and a section in {@code filter/docs/reasons.md}.
 *
 * <p>The operator's log contains {@link #code()}. The client gets {@link #callerCode()}, which is
 * the same for every reason for which a peer is not a trusted proxy.
 */
public enum Reason {
  // The peer is not an authenticated proxy.
  PROXY_CREDENTIAL_MISSING(403, Kind.PROXY),
  PROXY_CREDENTIAL_WRONG(403, Kind.PROXY),
  PROXY_CERTIFICATE_MISSING(403, Kind.PROXY),
  PROXY_CERTIFICATE_UNTRUSTED(403, Kind.PROXY),
  PROXY_CERTIFICATE_NAME(403, Kind.PROXY),
  PROXY_ADDRESS_NOT_ALLOWED(403, Kind.PROXY),
  PROXY_ADDRESS_REWRITTEN(403, Kind.PROXY),
  PROXY_CLEARTEXT_HTTP2(403, Kind.PROXY),
  PROXY_UNEXPECTED(403, Kind.PROXY),
  PROXY_AMBIGUOUS(400, Kind.PROXY),
  PROXY_AUTHENTICATION_BUSY(503, Kind.PLAIN),

  // The header is malformed, repeated or ambiguous.
  HEADER_DUPLICATE(400, Kind.PLAIN),
  HEADER_TWIN(400, Kind.PLAIN),
  HEADER_FOREIGN(400, Kind.PLAIN),
  HEADER_HOP_BY_HOP(400, Kind.PLAIN),
  HEADER_CONTROL_CHARACTER(400, Kind.PLAIN),
  CERTIFICATE_MALFORMED(400, Kind.PLAIN),
  CERTIFICATE_AMBIGUOUS(400, Kind.PLAIN),
  CHAIN_MALFORMED(400, Kind.PLAIN),
  CHAIN_AMBIGUOUS(400, Kind.PLAIN),
  CHAIN_WITHOUT_CERTIFICATE(400, Kind.PLAIN),
  XFCC_MALFORMED(400, Kind.PLAIN),
  XFCC_AMBIGUOUS(400, Kind.PLAIN),
  XFCC_HASH_MISMATCH(400, Kind.PLAIN),
  PATH_AMBIGUOUS(400, Kind.PLAIN),

  // A limit is exceeded.
  HEADER_TOO_LARGE(431, Kind.PLAIN),
  CERTIFICATE_TOO_LARGE(431, Kind.PLAIN),
  CHAIN_TOO_LONG(431, Kind.PLAIN),
  FORM_TOO_LARGE(413, Kind.PLAIN),

  // The certificate is missing or not accepted.
  CERTIFICATE_REQUIRED(403, Kind.CERTIFICATE),
  CERTIFICATE_NOT_FORWARDED(403, Kind.CERTIFICATE),
  VERDICT_MISSING(403, Kind.CERTIFICATE),
  VERDICT_NEGATIVE(403, Kind.CERTIFICATE),
  CERTIFICATE_EXPIRED(403, Kind.CERTIFICATE),
  CERTIFICATE_NOT_YET_VALID(403, Kind.CERTIFICATE),
  CERTIFICATE_UNTRUSTED(403, Kind.CERTIFICATE),
  CERTIFICATE_IS_CA(403, Kind.CERTIFICATE),
  CERTIFICATE_KEY_USAGE(403, Kind.CERTIFICATE),
  CERTIFICATE_EXTENDED_KEY_USAGE(403, Kind.CERTIFICATE),
  CERTIFICATE_ALGORITHM(403, Kind.CERTIFICATE),
  CERTIFICATE_REVOKED(403, Kind.CERTIFICATE),
  CERTIFICATE_STATUS_UNKNOWN(403, Kind.CERTIFICATE),
  REVOCATION_UNAVAILABLE(503, Kind.PLAIN),
  CERTIFICATE_NOT_PINNED(403, Kind.CERTIFICATE),
  CERTIFICATE_NOT_ALLOWED(403, Kind.CERTIFICATE),
  PRINCIPAL_AMBIGUOUS(403, Kind.CERTIFICATE),
  SESSION_MISMATCH(403, Kind.CERTIFICATE),

  // RFC 8705: the client does not authenticate with this certificate.
  CLIENT_UNKNOWN(401, Kind.CLIENT),
  CLIENT_MISMATCH(401, Kind.CLIENT),
  CLIENT_METHOD(401, Kind.CLIENT),
  CLIENT_SOURCE(401, Kind.CLIENT),
  CLIENT_REGISTRATION_INVALID(401, Kind.CLIENT),
  CLIENT_REGISTRY_UNAVAILABLE(503, Kind.PLAIN),
  CLIENT_KEYS_UNAVAILABLE(503, Kind.PLAIN),
  CLIENT_ID_INVALID(400, Kind.CLIENT),
  CLIENT_SECOND_METHOD(400, Kind.CLIENT),
  FORM_MALFORMED(400, Kind.CLIENT),
  METHOD_NOT_ALLOWED(405, Kind.PLAIN),
  EARLY_DATA(425, Kind.PLAIN),

  // RFC 8705 section 3: the token is not bound to this certificate.
  TOKEN_MISSING(401, Kind.NO_TOKEN),
  TOKEN_UNREADABLE(401, Kind.TOKEN),
  TOKEN_INVALID(401, Kind.TOKEN),
  TOKEN_UNBOUND(401, Kind.TOKEN),
  TOKEN_MISMATCH(401, Kind.TOKEN),
  TOKEN_AMBIGUOUS(400, Kind.TOKEN),
  INTROSPECTION_UNAVAILABLE(503, Kind.PLAIN),

  /** A defect of this library; the request is rejected. */
  INTERNAL_ERROR(500, Kind.PLAIN);

  /** How the reason is reported to the client. */
  private enum Kind {
    PROXY,
    PLAIN,
    CERTIFICATE,
    CLIENT,
    NO_TOKEN,
    TOKEN
  }

  private final int status;
  private final Kind kind;
  private final String code;

  Reason(int status, Kind kind) {
    this.status = status;
    this.kind = kind;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the stable code, as in logs and in the documentation. */
  public String code() {
    return code;
  }

  /**
   * Returns the code that the client may see: precise, except for the authentication of the proxy.
   */
  public String callerCode() {
    return kind == Kind.PROXY ? "proxy-not-trusted" : code;
  }

  /** Returns the value of the tag {@code reason} of the metric {@code proxymtls.decisions}. */
  public String tag() {
    return code;
  }

  /** Returns the HTTP status on a path without client binding. */
  public int status() {
    return status;
  }

  /** Returns the response for an endpoint of the given kind. */
  public Answer answer(EndpointKind endpoint) {
    return switch (kind) {
      case PROXY, PLAIN -> Answer.problem(status);
      case CLIENT -> status == 401 ? Answer.INVALID_CLIENT : Answer.INVALID_REQUEST;
      case NO_TOKEN -> Answer.NO_TOKEN;
      case TOKEN -> status == 401 ? Answer.INVALID_TOKEN : Answer.INVALID_TOKEN_REQUEST;
      case CERTIFICATE ->
          switch (endpoint) {
            case PLAIN -> Answer.problem(status);
            case CLIENT_AUTHENTICATION -> Answer.INVALID_CLIENT;
            case PROTECTED_RESOURCE -> Answer.INVALID_TOKEN;
          };
    };
  }

  /** The response to a rejected request: its status, challenge and body. */
  public static final class Answer {
    static final Answer INVALID_CLIENT = new Answer(401, "invalid_client", false);
    static final Answer INVALID_REQUEST = new Answer(400, "invalid_request", false);
    static final Answer NO_TOKEN = new Answer(401, null, true);
    static final Answer INVALID_TOKEN = new Answer(401, "invalid_token", true);
    static final Answer INVALID_TOKEN_REQUEST = new Answer(400, "invalid_request", true);

    private final int status;
    private final @Nullable String error;
    private final boolean bearer;

    private Answer(int status, @Nullable String error, boolean bearer) {
      this.status = status;
      this.error = error;
      this.bearer = bearer;
    }

    static Answer problem(int status) {
      return new Answer(status, null, false);
    }

    /** Returns the HTTP status. */
    public int status() {
      return status;
    }

    /**
     * Returns the OAuth error code of RFC 6749 section 5.2 or RFC 6750 section 3.1; null for {@code
     * application/problem+json} (RFC 9457).
     */
    public @Nullable String error() {
      return error;
    }

    /**
     * Returns true if the response has {@code WWW-Authenticate: Bearer}, with the error if there is
     * one.
     */
    public boolean bearer() {
      return bearer;
    }
  }
}
