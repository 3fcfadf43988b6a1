package io.github.proxymtls.internal.decision;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is rejected.
 *
 * @param detail for the operator's log
 * @param isFinal true if the same certificates are always refused with the same configuration,
 *     because the refusal does not depend on a date, a limit, or anything unavailable or unexpected
 * @param certificate the certificate that was presented, or null
 * @param clientId the OAuth client that the request names, or null
 */
public record Refusal(
    Reason reason,
    String detail,
    boolean isFinal,
    @Nullable PresentedCertificate certificate,
    @Nullable String clientId) {

  /** Creates a refusal that may change with time, without a certificate and a client. */
  public Refusal(Reason reason, String detail) {
    this(reason, detail, false, null, null);
  }

  /** Creates a final refusal. */
  public static Refusal asFinal(Reason reason, String detail) {
    return new Refusal(reason, detail, true, null, null);
  }

  /** Returns the same refusal as one that may change with time. */
  public Refusal notFinal() {
    return new Refusal(reason, detail, false, certificate, clientId);
  }

  /** Returns the same refusal with another reason. */
  public Refusal withReason(Reason other) {
    return new Refusal(other, detail, isFinal, certificate, clientId);
  }

  /** Returns the same refusal with text appended to its detail. */
  public Refusal withDetail(String addition) {
    return new Refusal(reason, detail + addition, isFinal, certificate, clientId);
  }

  /** Returns the same refusal with the certificate that was presented. */
  public Refusal withCertificate(@Nullable PresentedCertificate presented) {
    return new Refusal(reason, detail, isFinal, presented, clientId);
  }

  /** Returns the same refusal with the OAuth client that the request names. */
  public Refusal withClient(@Nullable String client) {
    return new Refusal(reason, detail, isFinal, certificate, client);
  }

  /**
   * The decision.
   *
   * @param proxy the authenticated proxy, or null
   */
  public Rejection at(EndpointKind endpoint, @Nullable ProxyIdentity proxy) {
    return new Rejection(this, endpoint, proxy, "");
  }
}
