package io.github.proxymtls.internal.binding.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import io.github.proxymtls.oauth.ClientRegistry;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Loads the registered clients from the source that the configuration or the application names. */
public final class ClientsLoader {

  /**
   * The objects that the application gives in code. Each is null if the application does not give
   * it.
   *
   * @param registry looks up registered clients
   * @param dataSource the database of the registered clients
   * @param watch receives each look-up
   */
  public record Sources(
      @Nullable ClientRegistry registry, @Nullable DataSource dataSource, LookUpWatch watch) {}

  private final RegistryRules rules;
  private final Sources sources;
  private final RegistrationReader.Context context;
  private final Problems problems;

  public ClientsLoader(
      RegistryRules rules, Sources sources, ClientKeySets keySets, Problems problems) {
    this.rules = rules;
    this.sources = sources;
    this.context = new RegistrationReader.Context(rules.profiles(), keySets);
    this.problems = problems;
  }

  /**
   * Loads the clients. Adds every problem to {@code problems}; do not use the result if there is
   * one.
   *
   * @param previous the clients that these replace at a reload, or null. Clients of a database or
   *     registry stay in use, because a reload of files does not change them, and so do those of a
   *     file with the same content
   */
  public Clients load(@Nullable Clients previous) {
    if (rules.file() != null) {
      return ClientFile.load(rules.file(), context, previous, problems);
    }
    if (previous != null) {
      return previous;
    }
    ClientRegistry registry = rules.jdbc() == null ? sources.registry() : database(rules.jdbc());
    return registry == null
        ? clientId -> null
        : new RegistryClients(watched(registry), rules, context, Ticker.systemTicker());
  }

  private ClientRegistry watched(ClientRegistry registry) {
    return clientId -> {
      long begin = System.nanoTime();
      boolean answered = false;
      try {
        String json = registry.find(clientId);
        answered = true;
        return json;
      } finally {
        long nanos = System.nanoTime() - begin;
        sources.watch().done(LookUp.CLIENT_REGISTRY, "the client registry", answered, nanos);
      }
    };
  }

  private @Nullable ClientRegistry database(RegistryRules.Jdbc jdbc) {
    DataSource source =
        jdbc.dataSource() == null
            ? sources.dataSource()
            : JndiDataSource.find(jdbc.dataSource(), problems);
    return source == null ? null : new JdbcRegistry(source, jdbc.query());
  }
}
