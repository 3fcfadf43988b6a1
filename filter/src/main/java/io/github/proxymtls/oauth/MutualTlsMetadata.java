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
 * The mutual-TLS members of the metadata of an authorization server (RFC 8414): the authentication
 * methods of its endpoints (RFC 8705 sections 2.1.1 and 2.2.1), whether access tokens are bound to
 * certificates (section 3.3), and the endpoints that ask for a certificate (section 5). Immutable.
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

  /** A mutual-TLS method of client authentication. */
  public enum Method {
    /** Authentication by a certificate of a trusted CA (RFC 8705 section 2.1). */
    TLS_CLIENT_AUTH("tls_client_auth"),
    /** Authentication by a registered certificate (RFC 8705 section 2.2). */
    SELF_SIGNED_TLS_CLIENT_AUTH("self_signed_tls_client_auth");

    private final String registered;

    Method(String registered) {
      this.registered = registered;
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

  /** Returns metadata without any member. */
  public static MutualTlsMetadata none() {
    return new MutualTlsMetadata(Map.of(), Map.of(), false);
  }

  /**
   * Returns a copy with a method by which clients authenticate at an endpoint.
   *
   * @param endpoint {@code token_endpoint}, which also applies to pushed authorization requests
   *     (RFC 9126 section 2), {@code revocation_endpoint} or {@code introspection_endpoint}
   * @throws IllegalArgumentException if the endpoint is another
   */
  public MutualTlsMetadata method(String endpoint, Method method) {
    if (!AUTHENTICATING.contains(endpoint)) {
      throw new IllegalArgumentException("no list of methods is registered for this endpoint");
    }
    String member = endpoint + "_auth_methods_supported";
    List<String> listed = appended(methods.get(member), List.of(method.registered));
    return new MutualTlsMetadata(with(methods, member, listed), aliases, bound);
  }

  /** Returns a copy with {@code tls_client_certificate_bound_access_tokens} true. */
  public MutualTlsMetadata boundAccessTokens() {
    return new MutualTlsMetadata(methods, aliases, true);
  }

  /**
   * Returns a copy with the URL at which an endpoint asks for a certificate, if it differs from the
   * URL for other clients.
   *
   * @param endpoint the registered name of the endpoint, such as {@code token_endpoint}
   * @param url an https URL with a host, without user information and fragment
   * @throws IllegalArgumentException if the name does not end in {@code _endpoint}, or the URL is
   *     not of this form
   */
  public MutualTlsMetadata alias(String endpoint, URI url) {
    if (!endpoint.endsWith(ENDPOINT) || endpoint.length() == ENDPOINT.length()) {
      throw new IllegalArgumentException("the name of an endpoint must end in " + ENDPOINT);
    }
    if (!"https".equalsIgnoreCase(url.getScheme())
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException("the URL of an endpoint must be https://host/path");
    }
    return new MutualTlsMetadata(methods, with(aliases, endpoint, url.toString()), bound);
  }

  /**
   * Returns the document with these members added. Methods and aliases are added to those that the
   * document lists; nothing is removed.
   *
   * @param document members as a JSON library represents them; not changed
   * @throws IllegalArgumentException if a list of methods in the document is not a list, or its
   *     aliases are not a map
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
      throw new IllegalArgumentException(ALIASES + " is not an object");
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
      throw new IllegalArgumentException("a list of methods is not an array");
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
