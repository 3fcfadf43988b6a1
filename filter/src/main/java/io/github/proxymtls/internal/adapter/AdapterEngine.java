package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;

/** The engine as an adapter sees it. */
public interface AdapterEngine extends ProxyMtls {

  /**
   * The engine behind the API.
   *
   * @throws IllegalArgumentException if {@link ProxyMtls#builder} did not make it
   */
  static AdapterEngine of(ProxyMtls engine) {
    if (engine instanceof AdapterEngine adapted) {
      return adapted;
    }
    throw new IllegalArgumentException("the engine was not made by ProxyMtls.builder()");
  }

  /** The rules in force. An adapter takes them once per request. */
  RequestRules rules();

  /** All listeners in one that throws nothing. */
  ProxyMtlsListener listener();
}
