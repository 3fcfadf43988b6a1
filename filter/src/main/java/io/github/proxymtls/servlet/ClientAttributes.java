package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a request that this library answers. The container's own values never show
 * through: an attribute that is not here does not exist for the application, even if the container
 * restores it after a removal.
 */
final class ClientAttributes {

  /** Replaced as a whole; null until an attribute of the decision is needed. */
  private volatile @Nullable Map<String, Object> values = Map.of();

  /** The decision that is shown. Many requests never ask for its attributes. */
  private @Nullable Decision shown;

  @Nullable Object get(String name) {
    return values().get(name);
  }

  /** Sets an attribute; null removes it, as in {@code ServletRequest.setAttribute}. */
  synchronized void set(String name, @Nullable Object value) {
    Map<String, Object> changed = new HashMap<>(values());
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    values = Map.copyOf(changed);
  }

  Set<String> names() {
    return values().keySet();
  }

  synchronized void clear() {
    values = Map.of();
  }

  private Map<String, Object> values() {
    Map<String, Object> known = values;
    return known == null ? ofShown() : known;
  }

  private synchronized Map<String, Object> ofShown() {
    Map<String, Object> known = values;
    if (known == null) {
      known = of(shown);
      values = known;
    }
    return known;
  }

  /** Shows the decision. Removes what the application set before on an uncovered path. */
  synchronized void show(
      Decision decided, HttpServletRequest container, Configuration.Source source) {
    shown = decided;
    values = null;
    ClientIdentity client =
        decided instanceof Decision.Accepted accepted ? accepted.client() : null;
    if (source == Configuration.Source.TLS
        || (client != null && client.source() == ClientIdentity.Source.TLS)) {
      showConnection(container);
    }
  }

  private static Map<String, Object> of(@Nullable Decision decided) {
    return decided instanceof Decision.Accepted accepted
        ? of(accepted.client())
        : withoutClient(decided);
  }

  private static Map<String, Object> of(ClientIdentity client) {
    X509Certificate[] chain = client.chain().toArray(X509Certificate[]::new);
    ProxyIdentity proxy = client.proxy();
    return proxy == null
        ? Map.of(TlsAttributes.CERTIFICATES, chain, ClientIdentity.ATTRIBUTE, client)
        : Map.of(
            TlsAttributes.CERTIFICATES,
            chain,
            ClientIdentity.ATTRIBUTE,
            client,
            ProxyIdentity.ATTRIBUTE,
            proxy);
  }

  private static Map<String, Object> withoutClient(@Nullable Decision decided) {
    return decided instanceof Decision.Anonymous && decided.proxy() != null
        ? Map.of(ProxyIdentity.ATTRIBUTE, decided.proxy())
        : Map.of();
  }

  /** Shows the cipher suite and related attributes of a connection that is the client's own. */
  void showConnection(HttpServletRequest container) {
    for (String name : TlsAttributes.CONNECTION) {
      set(name, container.getAttribute(name));
    }
  }
}
