package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.adapter.AdapterBuilder;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;

/**
 * Starts the engine with a settings file. Where the application gives a registry in code, no client
 * can be looked up.
 */
final class ToolEngine {

  private ToolEngine() {}

  static AdapterEngine start(SettingsFile file) {
    Settings settings = file.settings(new Problems());
    InCode inCode = InCode.leftBy(settings);
    AdapterBuilder builder = AdapterBuilder.create().settings(file::settings);
    boolean clients =
        !file.configuration(new Problems()).binding().clientAuthentication().isEmpty();
    if (inCode.clientRegistry() && clients) {
      builder.clientRegistry(
          clientId -> {
            throw new IOException("the application gives the registry in code");
          });
    }
    return builder.build();
  }
}
