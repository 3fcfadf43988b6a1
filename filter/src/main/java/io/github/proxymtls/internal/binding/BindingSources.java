package io.github.proxymtls.internal.binding;

import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the application gives in code; each null where it does not.
 *
 * @param tokenKeys the keys by which tokens are verified
 * @param clientRegistry where registered clients are looked up
 * @param dataSource the database of the registered clients
 */
public record BindingSources(
    @Nullable TokenKeys tokenKeys,
    @Nullable ClientRegistry clientRegistry,
    @Nullable DataSource dataSource) {

  /** Nothing. */
  public static final BindingSources NONE = new BindingSources(null, null, null);
}
