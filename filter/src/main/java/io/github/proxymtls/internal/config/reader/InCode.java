package io.github.proxymtls.internal.config.reader;

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

  /** Returns what code must provide beside these keys, for a tool that sees only the keys. */
  public static InCode leftBy(Settings settings) {
    boolean source = settings.get(BindingKeys.JDBC_DATA_SOURCE.name()) != null;
    boolean query = settings.get(BindingKeys.JDBC_QUERY.name()) != null;
    boolean file = settings.get(BindingKeys.CLIENTS.name()) != null;
    boolean keys = settings.get(BindingKeys.TOKEN_JWKS_URI.name()) != null;
    boolean issuer = settings.get(BindingKeys.TOKEN_ISSUER.name()) != null;
    boolean introspection = settings.get(BindingKeys.INTROSPECTION_URL.name()) != null;
    return new InCode(
        !keys && !issuer && !introspection, !file && !query && !source, query && !source);
  }
}
