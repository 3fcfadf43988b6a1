package io.github.proxymtls.oauth;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata of an authorization server (RFC 8414) says of mutual TLS: which methods clients
 * may authenticate by (RFC 8705 sections 2.1.1 and 2.2.1), that access tokens are bound to
 * certificates (section 3.3), and where the endpoints are that ask for a certificate (section 5).
 * Immutable.
 *
 * <pre>{@code
 * Map<String, Object> document =
 *     MutualTlsMetadata.none()
 *         .method("token_endpoint", Method.TLS_CLIENT_AUTH)
 *         .boundAccessTokens()
 *         .alias("token_endpoint", URI.create("https://mtls.as.example/oauth2/token"))
 *         .addedTo(metadata);
 * }</pre>
 */
public final class MutualTlsMetadata {

  /** A way to authenticate by certificate. */
  public enum Method {
    /** By a certificate of a trusted CA (RFC 8705 section 2.1). */
    TLS_CLIENT_AUTH("tls_client_auth"),
    /** By a registered certificate (RFC 8705 section 2.2). */
    SELF_SIGNED_TLS_CLIENT_AUTH("self_signed_tls_client_auth");

    private final String registered;

    Method(String registered) {
      this.registered = registered;
    }

    /** The registered name of the method. */
    public String registeredName() {
      return registered;
    }
  }

  private static final String BOUND = "tls_client_certificate_bound_access_tokens";
  private static final String ALIASES = "mtls_endpoint_aliases";
  private static final String ENDPOINT = "_endpoint";

  /** The endpoints for which RFC 8414 section 2 registers a list of methods. */
  private static final Set<String> AUTHENTICATING =
      Set.of("token_endpoint", "revocation_endpoint", "introspection_endpoint");

  private final Map<String, List<String>> methods;
  private final Map<String, String> aliases;
  private final boolean bound;

  private MutualTlsMetadata(
      Map<String, List<String>> methods, Map<String, String> aliases, boolean bound) {
    this.methods = methods;
    this.aliases = aliases;
    this.bound = bound;
  }

  /** Says nothing yet. */
  public static MutualTlsMetadata none() {
    return new MutualTlsMetadata(Map.of(), Map.of(), false);
  }

  /**
   * The same with a method by which clients authenticate at an endpoint.
   *
   * @param endpoint {@code token_endpoint}, which pushed authorization requests follow (RFC 9126
   *     section 2), {@code revocation_endpoint} or {@code introspection_endpoint}
   * @throws IllegalArgumentException if the endpoint is another
   */
  public MutualTlsMetadata method(String endpoint, Method method) {
    if (!AUTHENTICATING.contains(endpoint)) {
      throw new IllegalArgumentException("no list of methods is registered for this endpoint");
    }
    String member = endpoint + "_auth_methods_supported";
    List<String> listed = appended(methods.get(member), List.of(method.registeredName()));
    return new MutualTlsMetadata(with(methods, member, listed), aliases, bound);
  }

  /** The same with {@code tls_client_certificate_bound_access_tokens} true. */
  public MutualTlsMetadata boundAccessTokens() {
    return new MutualTlsMetadata(methods, aliases, true);
  }

  /**
   * The same with the URL at which an endpoint asks for a certificate, where that is not the one
   * that the document names for everybody.
   *
   * @param endpoint the registered name of the endpoint, such as {@code token_endpoint}
   * @throws IllegalArgumentException if the name does not end in {@code _endpoint}, or the URL is
   *     not https with a host and without user information and fragment
   */
  public MutualTlsMetadata alias(String endpoint, URI url) {
    if (!endpoint.endsWith(ENDPOINT) || endpoint.length() == ENDPOINT.length()) {
      throw new IllegalArgumentException("the name of an endpoint ends in " + ENDPOINT);
    }
    if (!"https".equalsIgnoreCase(url.getScheme())
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException("the URL of an endpoint is https://host/path");
    }
    return new MutualTlsMetadata(methods, with(aliases, endpoint, url.toString()), bound);
  }

  /**
   * The document with these members. Methods are appended to those that it lists, and aliases to
   * those that it has; nothing is removed.
   *
   * @param document members as JSON would have them; not changed
   * @throws IllegalArgumentException if a member that is added to is no list, or no map
   */
  public Map<String, Object> addedTo(Map<String, ?> document) {
    Map<String, Object> members = new LinkedHashMap<>(document);
    methods.forEach((member, names) -> members.put(member, appended(members.get(member), names)));
    if (bound) {
      members.put(BOUND, true);
    }
    if (!aliases.isEmpty()) {
      members.put(ALIASES, merged(members.get(ALIASES)));
    }
    return Collections.unmodifiableMap(members);
  }

  private Map<Object, Object> merged(@Nullable Object present) {
    if (present != null && !(present instanceof Map<?, ?>)) {
      throw new IllegalArgumentException(ALIASES + " is no object");
    }
    Map<Object, Object> all = new LinkedHashMap<>();
    if (present instanceof Map<?, ?> listed) {
      all.putAll(listed);
    }
    all.putAll(aliases);
    return Collections.unmodifiableMap(all);
  }

  private static List<String> appended(@Nullable Object present, List<String> names) {
    if (present != null && !(present instanceof List<?>)) {
      throw new IllegalArgumentException("a list of methods is no array");
    }
    List<String> all = new ArrayList<>();
    if (present instanceof List<?> listed) {
      listed.forEach(name -> all.add(String.valueOf(name)));
    }
    names.stream().filter(name -> !all.contains(name)).forEach(all::add);
    return List.copyOf(all);
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    Map<String, T> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }
}
