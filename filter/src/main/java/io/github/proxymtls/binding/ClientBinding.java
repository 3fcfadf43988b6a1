package io.github.proxymtls.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.PathKind;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.config.BindingRules;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.proxy.ProxyIdentity;
import io.github.proxymtls.trust.TrustDecision;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The last stage: does the presented certificate belong to the OAuth client that uses it (RFC 8705
 * section 2), or to the token (section 3)? Only this package makes a {@link ClientIdentity}.
 */
public final class ClientBinding {

  /**
   * A certificate and who presented it.
   *
   * @param certificate validated, or a candidate that only a pin can accept
   * @param source where it came from
   * @param proxy the proxy that vouched for it, or null for {@link ClientIdentity.Source#TLS}
   * @param profile the profile used, or null
   */
  public record Presented(
      TrustDecision.Presentable certificate,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      @Nullable String profile) {}

  private ClientBinding() {}

  /**
   * Loads the registrations. Adds every problem instead of throwing; null after one.
   *
   * @param tokenKeys the keys given in code, or null for those that the configuration names
   */
  public static @Nullable ClientBinding load(
      BindingRules rules, @Nullable TokenKeys tokenKeys, Clock clock, Problems problems) {
    throw new AssertionError();
  }

  /**
   * Refuses what needs no certificate to refuse: the wrong method (405) and early data (425) where
   * clients authenticate; null where there is nothing to refuse.
   */
  public Decision.@Nullable Rejected refusalBefore(PathKind where, RequestFacts request) {
    throw new AssertionError();
  }

  /**
   * Decides.
   *
   * @param presented null where there is no certificate
   * @param proxy the authenticated proxy, or null; told to an anonymous request
   * @param required true where a request without a certificate is rejected
   */
  public Decision decide(
      PathKind where,
      RequestFacts request,
      @Nullable Presented presented,
      @Nullable ProxyIdentity proxy,
      boolean required) {
    throw new AssertionError();
  }
}
