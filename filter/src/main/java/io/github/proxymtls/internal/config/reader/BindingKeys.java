package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;

/** The keys of the client binding (RFC 8705). */
public final class BindingKeys {

  public static final Key CLIENTS =
      Key.of("binding.clients", Kind.FILE)
          .unset("none")
          .says(
              "JSON array of client metadata (RFC 7591, RFC 8705); an empty array means nobody. With"
                  + " `binding.client-authentication` this, a database, or a `ClientRegistry` in code.");

  static final Key JDBC_DATA_SOURCE =
      Key.of("binding.jdbc.data-source", Kind.TEXT)
          .unset("none")
          .says(
              "JNDI name of the `DataSource` with the registrations: `java:…`, or a name below"
                  + " `java:comp/env/`; or give the `DataSource` in code.");

  static final Key JDBC_QUERY =
      Key.of("binding.jdbc.query", Kind.TEXT)
          .unset("required with a data source")
          .says(
              "The query with one `?` for the `client_id`, which returns one column with the client's"
                  + " metadata in JSON, and at most one row.");

  static final Key JDBC_TIME_TO_LIVE =
      Key.of("binding.jdbc.time-to-live", Kind.DURATION)
          .orElse("1m")
          .says(
              "How long a registration from the database, or from a `ClientRegistry` in code, is in"
                  + " use before it is looked up again.");

  static final Key JDBC_NEGATIVE_TIME_TO_LIVE =
      Key.of("binding.jdbc.negative-time-to-live", Kind.DURATION)
          .orElse("10s")
          .says(
              "The same where there is no registration, or one that cannot be used; `0` remembers"
                  + " none.");

  static final Key JWKS_ALLOWED_HOSTS =
      Key.of("binding.jwks-allowed-hosts", Kind.LIST)
          .unset("none")
          .says(
              "Hosts that a `jwks_uri` may name; by https, and at a public address unless it is the"
                  + " address, or `localhost`, that is listed. At ports 80 and 443; `host:port` allows"
                  + " that port alone.");

  static final Key CLIENT_AUTHENTICATION =
      Key.of("binding.client-authentication", Kind.PATTERNS)
          .unset("none")
          .says("Paths where a client authenticates: token, introspection, revocation, PAR.");

  static final Key PROTECTED_RESOURCES =
      Key.of("binding.protected-resources", Kind.PATTERNS)
          .unset("none")
          .says("Paths where an access token must be bound to the presented certificate.");

  static final Key OTHER_METHODS =
      Key.of("binding.other-methods", Kind.WORD, "reject", "pass")
          .orElse("reject")
          .says(
              "A client that is unknown or registered with a method other than mTLS: 401, or `pass` to"
                  + " the application unauthenticated.");

  static final Key TOKEN_JWKS_URI =
      Key.of("binding.token-jwks-uri", Kind.URL)
          .unset("off")
          .says(
              "The issuer's keys, by which the filter verifies bearer JWTs itself; needs"
                  + " `binding.token-issuer`.");

  static final Key TOKEN_ISSUER =
      Key.of("binding.token-issuer", Kind.TEXT).unset("off").says("The exact `iss` of those JWTs.");

  static final Key INTROSPECTION_URL =
      Key.of("binding.introspection.url", Kind.URL)
          .unset("off")
          .says(
              "Where the authorization server introspects tokens (RFC 7662): those that are no JWT,"
                  + " and without keys every token. Asked only where a certificate was accepted, or"
                  + " may be by a pin.");

  static final Key INTROSPECTION_CLIENT_ID =
      Key.of("binding.introspection.client-id", Kind.TEXT)
          .unset("required with `binding.introspection.url`")
          .says("The filter's own client there, which authenticates by HTTP Basic.");

  public static final Key INTROSPECTION_CLIENT_SECRET_FILE =
      Key.of("binding.introspection.client-secret-file", Kind.FILE)
          .unset("required with `binding.introspection.url`")
          .says("The file of its secret, one line, read again on change.");

  static final Key UNBOUND_TOKENS =
      Key.of("binding.unbound-tokens", Kind.WORD, "reject", "accept")
          .orElse("reject")
          .says("A token without `cnf` on a protected resource.");

  static final Key DPOP_TOKENS =
      Key.of("binding.dpop-tokens", Kind.WORD, "reject", "pass")
          .orElse("reject")
          .says("A token bound by `jkt` alone and sent as `Authorization: DPoP`.");

  static final List<Key> ALL =
      List.of(
          CLIENTS,
          JDBC_DATA_SOURCE,
          JDBC_QUERY,
          JDBC_TIME_TO_LIVE,
          JDBC_NEGATIVE_TIME_TO_LIVE,
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

  private BindingKeys() {}
}
