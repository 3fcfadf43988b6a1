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
 * The guarded attributes of one request. The container's own never show through: what is not here
 * does not exist for the application, whatever the container brings back after a removal.
 */
final class ClientAttributes {

  private final Map<String, Object> values = new ConcurrentHashMap<>();

  @Nullable Object get(String name) {
    return values.get(name);
  }

  /** Sets an attribute; null removes it, as {@code ServletRequest.setAttribute} does. */
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

  /** Shows what was decided; what the application set on an uncovered path before is gone. */
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

  /** Shows the cipher suite and the like of a connection that is the client's own. */
  void showConnection(HttpServletRequest container) {
    for (String name : TlsAttributes.CONNECTION) {
      set(name, container.getAttribute(name));
    }
  }
}
