package io.github.proxymtls.internal.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the registered clients come from: a file, a database, or code; from one of them alone.
 *
 * @param file the JSON array of client metadata
 * @param timeToLive how long a registration that was looked up is in use
 * @param negativeTimeToLive how long it is remembered that there is none
 * @param jwksAllowedHosts those that a {@code jwks_uri} may name, in lower case, with a port or
 *     without
 * @param profiles the profiles that a registration may name; empty where there are none
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
   * @param dataSource its JNDI name; null where it is given in code
   * @param query with one {@code ?} for the client_id
   */
  public record Jdbc(@Nullable String dataSource, String query) {}
}
