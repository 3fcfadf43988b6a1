package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;
import java.util.Map;

/** The keys of the client binding (RFC 8705). */
public final class BindingKeys {

  public static final Key CLIENTS =
      Key.of("binding.clients", Kind.FILE)
          .unset("none")
          .description(
              "JSON array of client metadata (RFC 7591, RFC 8705), which may be empty."
                  + " `binding.client-authentication` needs this file, a database, or a"
                  + " `ClientRegistry` in code.");

  static final Key JDBC_DATA_SOURCE =
      Key.of("binding.jdbc.data-source", Kind.TEXT)
          .unset("none")
          .description(
              "JNDI name of the `DataSource` with the registrations: `java:…`, or a name"
                  + " below `java:comp/env/`. Code can also give the `DataSource`.");

  static final Key JDBC_QUERY =
      Key.of("binding.jdbc.query", Kind.TEXT)
          .unset("required with a data source")
          .description(
              "The query, with one `?` for the `client_id`. It returns at most one row, with"
                  + " the client's metadata in JSON in one column.");

  static final Key REGISTRY_TIME_TO_LIVE =
      Key.of("binding.registry.time-to-live", Kind.DURATION)
          .orElse("1m")
          .description(
              "How long a registration from the database, or from a `ClientRegistry` in code,"
                  + " is used before it is looked up again.");

  static final Key REGISTRY_NEGATIVE_TIME_TO_LIVE =
      Key.of("binding.registry.negative-time-to-live", Kind.DURATION)
          .orElse("10s")
          .description("The same for a client without a usable registration. `0` remembers none.");

  static final Key JWKS_ALLOWED_HOSTS =
      Key.of("binding.jwks-allowed-hosts", Kind.LIST)
          .unset("none")
          .description(
              "Hosts that a `jwks_uri` may name, by https. Their addresses must be public,"
                  + " unless the entry is the address itself or `localhost`. Ports 80 and 443 are"
                  + " allowed; `host:port` allows that port alone.");

  static final Key CLIENT_AUTHENTICATION =
      Key.of("binding.client-authentication", Kind.PATTERNS)
          .unset("none")
          .description(
              "Paths where a client authenticates: token, introspection, revocation, PAR.");

  static final Key PROTECTED_RESOURCES =
      Key.of("binding.protected-resources", Kind.PATTERNS)
          .unset("none")
          .description("Paths where an access token must be bound to the presented certificate.");

  static final Key OTHER_METHODS =
      Key.choice("binding.other-methods", Choices.OtherMethods.class)
          .orElse(Choices.OtherMethods.REJECT)
          .description(
              "A client that is unknown or registered with another method than mutual TLS:"
                  + " `reject`: 401. `pass`: the request reaches the application unauthenticated.");

  static final Key TOKEN_JWKS_URI =
      Key.of("binding.token-jwks-uri", Kind.URL)
          .unset("off")
          .description(
              "The issuer's keys, with which the filter verifies bearer JWTs itself. Needs"
                  + " `binding.token-issuer`.");

  static final Key TOKEN_ISSUER =
      Key.of("binding.token-issuer", Kind.TEXT)
          .unset("off")
          .description("The exact `iss` of those JWTs.");

  static final Key INTROSPECTION_URL =
      Key.of("binding.introspection.url", Kind.URL)
          .unset("off")
          .description(
              "The introspection endpoint of the authorization server (RFC 7662), for tokens"
                  + " that are not JWTs, and for all if there are no keys. The filter asks only if"
                  + " it accepted a certificate, or can still accept it by a pin.");

  static final Key INTROSPECTION_CLIENT_ID =
      Key.of("binding.introspection.client-id", Kind.TEXT)
          .unset("required with `binding.introspection.url`")
          .description("The filter's own client id at that endpoint (HTTP Basic).");

  public static final Key INTROSPECTION_CLIENT_SECRET_FILE =
      Key.of("binding.introspection.client-secret-file", Kind.FILE)
          .unset("required with `binding.introspection.url`")
          .description("File with the secret of that client in one line.");

  static final Key UNBOUND_TOKENS =
      Key.choice("binding.unbound-tokens", Choices.UnboundTokens.class)
          .orElse(Choices.UnboundTokens.REJECT)
          .description("Whether the filter accepts a token without `cnf` on a protected resource.");

  static final Key DPOP_TOKENS =
      Key.choice("binding.dpop-tokens", Choices.DpopTokens.class)
          .orElse(Choices.DpopTokens.REJECT)
          .description(
              "Whether a token passes that is bound by `jkt` alone and sent as"
                  + " `Authorization: DPoP`.");

  static final List<Key> ALL =
      List.of(
          CLIENTS,
          JDBC_DATA_SOURCE,
          JDBC_QUERY,
          REGISTRY_TIME_TO_LIVE,
          REGISTRY_NEGATIVE_TIME_TO_LIVE,
          JWKS_ALLOWED_HOSTS,
          CLIENT_AUTHENTICATION,
          PROTECTED_RESOURCES,
          OTHER_METHODS,
          TOKEN_JWKS_URI,
          TOKEN_ISSUER,
          INTROSPECTION_URL,
          INTROSPECTION_CLIENT_ID,
          INTROSPECTION_CLIENT_SECRET_FILE,
          UNBOUND_TOKENS,
          DPOP_TOKENS);

  /** The keys of earlier versions, each with its name today. */
  static final Map<String, String> RENAMED =
      Map.of(
          "proxymtls.binding.jdbc.time-to-live",
          REGISTRY_TIME_TO_LIVE.name(),
          "proxymtls.binding.jdbc.negative-time-to-live",
          REGISTRY_NEGATIVE_TIME_TO_LIVE.name());

  private BindingKeys() {}
}
