package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.config.reader.Layer;
import java.util.List;

/** The builder as an adapter sees it. */
public interface AdapterBuilder extends ProxyMtls.Builder {

  /** A new builder. */
  static AdapterBuilder create() {
    return (AdapterBuilder) ProxyMtls.builder();
  }

  /**
   * Reads an application's environment instead of the standard sources and of init-parameters.
   * {@code proxymtls.enabled} has to be set in it, and {@code proxymtls.config} must not be.
   *
   * @param highestFirst its layers
   */
  AdapterBuilder environment(List<Layer> highestFirst);

  @Override
  AdapterEngine build();
}
