package io.github.proxymtls.proxy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.config.ProxyRules;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Decides for one request whether its peer is an authenticated proxy. */
public final class ProxyAuthenticator {

  /** The outcome of one check. */
  public sealed interface Outcome {
    /** Every configured method succeeded. */
    record Authenticated(ProxyIdentity proxy) implements Outcome {}

    /** At least one method has nothing to go by or does not match; no credential was wrong. */
    record NotAuthenticated(Reason reason, String detail) implements Outcome {}

    /** The request must be rejected whatever {@code untrusted-peer} says. */
    record Refused(Reason reason, String detail) implements Outcome {}
  }

  private ProxyAuthenticator() {}

  /**
   * Loads users and anchors. Adds every problem instead of throwing, and returns null after one.
   *
   * @param previous the authenticator that this one replaces at a reload, or null; what it
   *     remembers of users whose line did not change stays in force
   */
  public static @Nullable ProxyAuthenticator load(
      ProxyRules rules, @Nullable ProxyAuthenticator previous, Clock clock, Problems problems) {
    throw new AssertionError();
  }

  /**
   * True where the peer's TLS certificate is one of the configured proxies', whatever else fails.
   */
  public boolean isProxyCertificate(RequestFacts request) {
    throw new AssertionError();
  }

  /** Checks one request. */
  public Outcome authenticate(RequestFacts request) {
    throw new AssertionError();
  }
}
