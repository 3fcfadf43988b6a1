package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.config.ClientRules;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.ProxyRules;
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

  /**
   * Makes the certificate alone decide who the user is, unless {@code client.principal=none}.
   *
   * @param client the accepted client, or null for nobody
   */
  void show(@Nullable ClientIdentity client) {
    principal = client == null ? null : principalOf(client);
    decided = configuration.client().principal() != ClientRules.Principal.NONE;
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
    ProxyRules proxy = configuration.proxy();
    ProxyRules.Basic basic = proxy == null ? null : proxy.basic();
    return HttpServletRequest.CLIENT_CERT_AUTH.equals(authType)
        || "CLIENT-CERT".equals(authType)
        || (HttpServletRequest.BASIC_AUTH.equals(authType)
            && basic != null
            && basic.header().equalsIgnoreCase("Authorization"));
  }

  private @Nullable Principal principalOf(ClientIdentity client) {
    String name = client.principal();
    if (name == null) {
      return null;
    }
    return configuration.client().principal() == ClientRules.Principal.SUBJECT_DN
        ? client.certificate().getSubjectX500Principal()
        : new ClientName(name);
  }
}
