package io.github.proxymtls.oauth;

import org.jspecify.annotations.Nullable;

/**
 * Looks up the registered OAuth clients of an application.
 *
 * <pre>{@code
 * ProxyMtls.builder().clientRegistry(clientId -> clients.metadataOf(clientId)).build();
 * }</pre>
 *
 * <p>The filter calls it on the thread of the request, from many threads at once, but for each
 * {@code client_id} from one thread at a time. Other requests for the same client wait for the
 * result, at most five seconds. The filter caches a registration for {@code
 * proxymtls.binding.registry.time-to-live} and the absence of a client for {@code
 * proxymtls.binding.registry.negative-time-to-live}; it does not cache a failure. The
 * implementation must limit the duration of a look-up, because the filter does not interrupt it.
 */
@FunctionalInterface
public interface ClientRegistry {

  /**
   * Looks up a client.
   *
   * @param clientId 1 to 255 characters of %x20-7E, sent by a client that is not yet authenticated
   * @return the client's metadata as one JSON object with the registered names of RFC 7591 and RFC
   *     8705, at most 262144 characters; its {@code client_id} equals the parameter. Null if no
   *     client has this id. If the metadata cannot be used, the filter rejects the client: 401
   *     {@code invalid_client}, and {@code client-registration-invalid} in the log
   * @throws Exception if the look-up fails. The filter then rejects the client: 503, and {@code
   *     client-registry-unavailable} in the log
   */
  @Nullable String find(String clientId) throws Exception;
}
