package io.github.proxymtls.internal.binding;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.oauth.ClientRegistry;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Loads the registered clients from where the configuration, or the application, has them. */
final class ClientsLoader {

  private final RegistryRules rules;
  private final BindingSources sources;
  private final RegistrationContext context;
  private final Problems problems;

  ClientsLoader(
      RegistryRules rules, BindingSources sources, ClientKeySets keySets, Problems problems) {
    this.rules = rules;
    this.sources = sources;
    this.context = new RegistrationContext(rules.profiles(), keySets);
    this.problems = problems;
  }

  /**
   * Loads them. Adds every problem; what it returns after one is not to be used.
   *
   * @param previous those that these replace at a reload, or null; what was looked up stays in use,
   *     since no file is behind it
   */
  Clients load(@Nullable Clients previous) {
    if (rules.file() != null) {
      return ClientFile.load(rules.file(), context, problems);
    }
    if (previous != null) {
      return previous;
    }
    ClientRegistry registry =
        rules.jdbc() == null ? sources.clientRegistry() : database(rules.jdbc());
    return registry == null
        ? clientId -> null
        : new RegistryClients(registry, rules, context, Ticker.systemTicker());
  }

  private @Nullable ClientRegistry database(RegistryRules.Jdbc jdbc) {
    DataSource source =
        jdbc.dataSource() == null
            ? sources.dataSource()
            : JndiDataSource.find(jdbc.dataSource(), problems);
    return source == null ? null : new JdbcRegistry(source, jdbc.query());
  }
}
