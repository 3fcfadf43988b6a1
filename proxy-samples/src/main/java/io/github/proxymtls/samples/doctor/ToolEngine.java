package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.adapter.AdapterBuilder;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.EffectiveValue;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Starts the engine with a settings file. Where the application gives a registry, a data source or
 * token keys in code or by JNDI, no client can be looked up and no token verified.
 */
final class ToolEngine {

  private static final String JNDI_NAME = "proxymtls.binding.jdbc.data-source";
  private static final String CLIENTS = "proxymtls.binding.client-authentication";
  private static final String RESOURCES = "proxymtls.binding.protected-resources";
  private static final String SELF_SIGNED = "proxymtls.client.self-signed";

  private ToolEngine() {}

  static AdapterEngine start(SettingsFile file) {
    Settings settings = file.settings(new Problems()).without(JNDI_NAME);
    Set<String> keys =
        EffectiveValue.of(settings).stream()
            .filter(value -> value.origin() != null)
            .map(EffectiveValue::key)
            .collect(Collectors.toSet());
    InCode inCode = InCode.leftBy(settings);
    AdapterBuilder builder =
        AdapterBuilder.create().settings(problems -> file.settings(problems).without(JNDI_NAME));
    if (inCode.clientRegistry() && keys.contains(CLIENTS)) {
      builder.clientRegistry(
          clientId -> {
            throw new IOException("the application gives the registry in code");
          });
    }
    if (inCode.dataSource()) {
      builder.dataSource(noDatabase());
    }
    // Without keys the filter compares cnf alone, which a pin does not suffice for.
    if (inCode.tokenKeys() && keys.contains(RESOURCES) && keys.contains(SELF_SIGNED)) {
      builder.tokenKeys(new TokenKeys((selector, context) -> List.of(), "unknown"));
    }
    return builder.build();
  }

  private static DataSource noDatabase() {
    return (DataSource)
        Proxy.newProxyInstance(
            ToolEngine.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              throw new SQLException("the application gives the data source");
            });
  }
}
