package io.github.proxymtls.oauth;

import org.jspecify.annotations.Nullable;

/**
 * Where an application keeps its registered OAuth clients.
 *
 * <pre>{@code
 * ProxyMtls.builder().clientRegistry(clientId -> clients.metadataOf(clientId)).build();
 * }</pre>
 *
 * <p>It is called by many threads at once, on the thread of the request, but for one {@code
 * client_id} by one thread at a time; others that ask for the same wait for its answer, five
 * seconds at most. The answer is remembered for {@code proxymtls.binding.jdbc.time-to-live}, that
 * there is none for {@code .negative-time-to-live}, a failure not at all. How long it may take is
 * its own affair: nothing interrupts it.
 */
@FunctionalInterface
public interface ClientRegistry {

  /**
   * Looks a client up.
   *
   * @param clientId 1 to 255 characters of %x20-7E, as sent by somebody who is not yet
   *     authenticated
   * @return the client's metadata as one JSON object with the registered names of RFC 7591 and RFC
   *     8705, {@code client_id} among them and equal to the one asked for, at most 262144
   *     characters; null where no client has this id. Metadata that cannot be used refuse the
   *     client: 401 {@code invalid_client}, {@code client-registration-invalid} in the log
   * @throws Exception if it cannot be told whether there is one: 503, {@code
   *     client-registry-unavailable} in the log, never an acceptance
   */
  @Nullable String find(String clientId) throws Exception;
}
