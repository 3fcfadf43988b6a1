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

/** The user of one request: the client of the certificate, or the container's user. */
final class ClientUser {

  private final Configuration configuration;
  private volatile boolean decided;
  private volatile @Nullable ClientIdentity client;

  ClientUser(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Makes the certificate alone determine the user, unless {@code client.principal=none}. */
  void show(Decision decision) {
    client = decision instanceof Decision.Accepted accepted ? accepted.client() : null;
    decided = decides(decision);
  }

  /**
   * If no profile is known, the strictest rule applies: the container's user counts only if it
   * counts for every profile.
   */
  private boolean decides(Decision decision) {
    ClientRules rules = rules(decision.proxy());
    return rules == null
        ? !configuration.all(profile -> profile.client().principal() == ClientRules.Principal.NONE)
        : rules.principal() != ClientRules.Principal.NONE;
  }

  /**
   * Returns the rules of the proxy's profile; without a proxy those for clients that connect
   * directly over TLS. Null if there are none.
   */
  private @Nullable ClientRules rules(@Nullable ProxyIdentity proxy) {
    if (proxy == null) {
      return configuration.direct();
    }
    Profile profile = configuration.profile(proxy.profile());
    return profile == null ? null : profile.client();
  }

  /** Returns true if the container's user does not count. */
  boolean answers() {
    return decided;
  }

  /** Returns the client's principal, or null. Many requests never ask for it. */
  @Nullable Principal principal() {
    ClientIdentity shown = client;
    return shown == null ? null : principalOf(shown);
  }

  void logout() {
    client = null;
  }

  /**
   * Returns true if the container authenticated the proxy as the user: by the proxy's certificate,
   * or by its credential if that is sent as {@code Authorization}.
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
