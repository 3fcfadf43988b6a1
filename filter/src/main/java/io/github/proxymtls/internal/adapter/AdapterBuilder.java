package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.Layer;
import io.github.proxymtls.internal.config.reader.Settings;
import java.util.List;
import java.util.function.Function;

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

  /**
   * Reads the values of the keys by a tool's own reader instead of the standard sources,
   * init-parameters, and {@link #environment}.
   *
   * @param reader adds each problem, and the origin of each key
   */
  AdapterBuilder settings(Function<Problems, Settings> reader);

  @Override
  AdapterEngine build();
}
