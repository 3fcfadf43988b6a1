package io.github.proxymtls.internal.binding;

import io.github.proxymtls.internal.binding.registry.ClientsLoader;
import io.github.proxymtls.internal.binding.token.AccessTokens;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the application gives in code. Each is null if the application does not give it.
 *
 * @param tokenKeys the keys that verify tokens
 * @param clientRegistry looks up registered clients
 * @param dataSource the database of the registered clients
 * @param watch receives each look-up
 */
public record BindingSources(
    @Nullable TokenKeys tokenKeys,
    @Nullable ClientRegistry clientRegistry,
    @Nullable DataSource dataSource,
    LookUpWatch watch) {

  /** Creates an instance without a watch. */
  public BindingSources(
      @Nullable TokenKeys tokenKeys,
      @Nullable ClientRegistry clientRegistry,
      @Nullable DataSource dataSource) {
    this(tokenKeys, clientRegistry, dataSource, LookUpWatch.NONE);
  }

  /** No object is given. */
  public static final BindingSources NONE = new BindingSources(null, null, null);

  ClientsLoader.Sources ofClients() {
    return new ClientsLoader.Sources(clientRegistry, dataSource, watch);
  }

  AccessTokens.Sources ofTokens() {
    return new AccessTokens.Sources(tokenKeys, watch);
  }
}
