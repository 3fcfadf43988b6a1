package io.github.proxymtls.internal.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source of the registered clients: exactly one of a file, a database and code.
 *
 * @param file the file with the JSON array of client metadata
 * @param timeToLive how long a registration is used before it is looked up again
 * @param negativeTimeToLive how long a missing registration is remembered
 * @param jwksAllowedHosts the hosts that a {@code jwks_uri} may name, in lower case, with or
 *     without a port
 * @param profiles the profiles that a registration may name; empty if there are none
 */
public record RegistryRules(
    @Nullable Resource file,
    @Nullable Jdbc jdbc,
    Duration timeToLive,
    Duration negativeTimeToLive,
    Set<String> jwksAllowedHosts,
    List<String> profiles) {

  /**
   * A database.
   *
   * @param dataSource the JNDI name; null if the data source is given in code
   * @param query the SQL query, with one {@code ?} for the {@code client_id}
   */
  public record Jdbc(@Nullable String dataSource, String query) {}
}
