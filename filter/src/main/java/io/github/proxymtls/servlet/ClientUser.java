package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Profile;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Who the user of one request is: by its certificate, or whom else the container knows. */
final class ClientUser {

  private final Configuration configuration;
  private volatile boolean decided;
  private volatile @Nullable Principal principal;

  ClientUser(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Makes the certificate alone decide who the user is, unless {@code client.principal=none}. */
  void show(Decision decision) {
    principal =
        decision instanceof Decision.Accepted accepted ? principalOf(accepted.client()) : null;
    decided = decides(decision);
  }

  /**
   * Where no rules are known the strictest hold: the container's user counts if it does for all.
   */
  private boolean decides(Decision decision) {
    ClientRules rules = rules(decision.proxy());
    return rules == null
        ? !configuration.all(profile -> profile.client().principal() == ClientRules.Principal.NONE)
        : rules.principal() != ClientRules.Principal.NONE;
  }

  /** The rules of the proxy's profile, or those for peers that speak for themselves; else null. */
  private @Nullable ClientRules rules(@Nullable ProxyIdentity proxy) {
    if (proxy == null) {
      return configuration.direct();
    }
    Profile profile = configuration.profile(proxy.profile());
    return profile == null ? null : profile.client();
  }

  /** True where the container's user does not count. */
  boolean answers() {
    return decided;
  }

  /** The client's principal; null for nobody. */
  @Nullable Principal principal() {
    return principal;
  }

  void logout() {
    principal = null;
  }

  /**
   * True for a user whom the container took from the proxy: from its certificate, or from its
   * credential where that is sent as {@code Authorization}.
   */
  boolean isProxy(@Nullable String authType) {
    return HttpServletRequest.CLIENT_CERT_AUTH.equals(authType)
        || "CLIENT-CERT".equals(authType)
        || (HttpServletRequest.BASIC_AUTH.equals(authType)
            && !configuration.all(
                profile -> !"Authorization".equalsIgnoreCase(profile.credentialHeader())));
  }

  private @Nullable Principal principalOf(ClientIdentity client) {
    String name = client.principal();
    if (name == null) {
      return null;
    }
    ClientRules rules = rules(client.proxy());
    return rules != null && rules.principal() == ClientRules.Principal.SUBJECT_DN
        ? client.certificate().getSubjectX500Principal()
        : new ClientName(name);
  }
}
