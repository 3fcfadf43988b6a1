package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.config.reader.Layer;
import java.util.List;

/** The builder for the adapters of this module. */
public interface AdapterBuilder extends ProxyMtls.Builder {

  /** Creates a builder. */
  static AdapterBuilder create() {
    return (AdapterBuilder) ProxyMtls.builder();
  }

  /**
   * Reads an application's environment instead of the standard sources and init-parameters. The
   * environment must set {@code proxymtls.enabled}, and must not set {@code proxymtls.config}.
   *
   * @param highestFirst its layers, highest precedence first
   */
  AdapterBuilder environment(List<Layer> highestFirst);

  @Override
  AdapterEngine build();
}
