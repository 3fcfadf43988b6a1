package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.binding.registry.Clients;
import io.github.proxymtls.internal.binding.registry.Registration;
import io.github.proxymtls.internal.path.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its origin. Immutable, except that it remembers the last decisions that depend
 * on nothing else: without a client, and for a registration that names the certificate's subject or
 * another name. A changed registration is another object.
 */
public final class ReceivedCertificate {

  private final ClientCertificate certificate;
  private final ClientIdentity.Source source;
  private final @Nullable ProxyIdentity proxy;
  private final @Nullable String profile;
  private @Nullable BoundClient withoutClient;
  private @Nullable BoundClient bound;

  /**
   * @param certificate a validated certificate, or one that only a pin can accept
   * @param source where the certificate came from
   * @param proxy the proxy that forwarded it, or null for {@link ClientIdentity.Source#TLS}
   * @param profile the profile used, or null
   */
  public ReceivedCertificate(
      ClientCertificate certificate,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      @Nullable String profile) {
    this.certificate = certificate;
    this.source = source;
    this.proxy = proxy;
    this.profile = profile;
  }

  public ClientCertificate certificate() {
    return certificate;
  }

  public ClientIdentity.Source source() {
    return source;
  }

  public @Nullable ProxyIdentity proxy() {
    return proxy;
  }

  @Nullable String profile() {
    return profile;
  }

  /** Accepts the certificate without a client. */
  BoundClient withoutClient() {
    BoundClient known = withoutClient;
    if (known == null) {
      known = BoundClient.of(this);
      withoutClient = known;
    }
    return known;
  }

  /**
   * Returns the client that {@link #remember} got last if it has this identifier and is one of
   * these clients, which never change; otherwise null.
   *
   * @param registry the {@link Clients#identity} of the clients; null for clients that may change
   */
  @Nullable BoundClient bound(String clientId, @Nullable Object registry) {
    BoundClient last = bound;
    return last != null
            && registry != null
            && last.registry() == registry
            && clientId.equals(last.clientId())
        ? last
        : null;
  }

  /**
   * Returns the client that {@link #remember} got last if it has this registration, otherwise null.
   * Compares the objects: an equal one is decided again.
   */
  @SuppressWarnings("ReferenceEquality")
  @Nullable BoundClient bound(Registration registration) {
    BoundClient last = bound;
    return last != null && last.registration() == registration ? last : null;
  }

  /** Remembers a client; without a lock, because it never changes. */
  void remember(BoundClient client) {
    bound = client;
  }
}
