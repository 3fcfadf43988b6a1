package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.ProxyIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The authenticated proxy. Only this package makes one, when every configured check succeeded. */
record AuthenticatedProxy(List<String> methods, String name, @Nullable String profile)
    implements ProxyIdentity {

  AuthenticatedProxy {
    methods = List.copyOf(methods);
  }

  @Override
  public String toString() {
    return name + methods;
  }
}
