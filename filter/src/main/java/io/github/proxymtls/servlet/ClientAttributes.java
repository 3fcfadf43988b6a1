package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.config.Configuration;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a request that this library answers. The container's own values never show
 * through: an attribute that is not here does not exist for the application, even if the container
 * restores it after a removal.
 */
final class ClientAttributes {

  private final Map<String, Object> values = new ConcurrentHashMap<>();

  @Nullable Object get(String name) {
    return values.get(name);
  }

  /** Sets an attribute; null removes it, as in {@code ServletRequest.setAttribute}. */
  void set(String name, @Nullable Object value) {
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  Set<String> names() {
    return values.keySet();
  }

  void clear() {
    values.clear();
  }

  /** Shows the decision. Removes what the application set before on an uncovered path. */
  void show(Decision decided, HttpServletRequest container, Configuration.Source source) {
    values.clear();
    ClientIdentity client =
        decided instanceof Decision.Accepted accepted ? accepted.client() : null;
    if (source == Configuration.Source.TLS
        || (client != null && client.source() == ClientIdentity.Source.TLS)) {
      showConnection(container);
    }
    if (client != null) {
      values.put(TlsAttributes.CERTIFICATES, client.chain().toArray(new X509Certificate[0]));
      values.put(ClientIdentity.ATTRIBUTE, client);
      set(ProxyIdentity.ATTRIBUTE, client.proxy());
    } else if (decided instanceof Decision.Anonymous anonymous) {
      set(ProxyIdentity.ATTRIBUTE, anonymous.proxy());
    }
  }

  /** Shows the cipher suite and related attributes of a connection that is the client's own. */
  void showConnection(HttpServletRequest container) {
    for (String name : TlsAttributes.CONNECTION) {
      set(name, container.getAttribute(name));
    }
  }
}
