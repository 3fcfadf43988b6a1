package io.github.proxymtls.config;

/**
 * What the application gives in code beside the keys.
 *
 * @param tokenKeys the keys that verify tokens
 * @param clientRegistry where registered clients are looked up
 * @param dataSource the database of the registered clients
 */
public record InCode(boolean tokenKeys, boolean clientRegistry, boolean dataSource) {

  /** Nothing but keys. */
  public static final InCode NOTHING = new InCode(false, false, false);
}
