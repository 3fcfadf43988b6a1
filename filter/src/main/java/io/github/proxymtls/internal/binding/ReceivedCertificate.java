package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.decision.Acceptance;
import io.github.proxymtls.internal.path.TrustDecision;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its origin. Immutable, except that it remembers the last decisions that depend
 * on nothing else: without a client, and for a registration that names the certificate's subject or
 * another name. A changed registration is another object.
 */
public final class ReceivedCertificate {

  private record Bound(Registration client, Acceptance decision) {}

  private final TrustDecision.ClientCertificate certificate;
  private final ClientIdentity.Source source;
  private final @Nullable ProxyIdentity proxy;
  private final @Nullable String profile;
  private @Nullable Acceptance withoutClient;
  private @Nullable Bound bound;

  /**
   * @param certificate a validated certificate, or one that only a pin can accept
   * @param source where the certificate came from
   * @param proxy the proxy that forwarded it, or null for {@link ClientIdentity.Source#TLS}
   * @param profile the profile used, or null
   */
  public ReceivedCertificate(
      TrustDecision.ClientCertificate certificate,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      @Nullable String profile) {
    this.certificate = certificate;
    this.source = source;
    this.proxy = proxy;
    this.profile = profile;
  }

  public TrustDecision.ClientCertificate certificate() {
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
  Acceptance acceptance() {
    Acceptance known = withoutClient;
    if (known == null) {
      known = new Acceptance(BoundClient.of(this, null));
      withoutClient = known;
    }
    return known;
  }

  /**
   * Returns the decision for a registration that {@link #remember} got last, otherwise null.
   * Compares the objects: an equal one is decided again.
   */
  @SuppressWarnings("ReferenceEquality")
  @Nullable Acceptance acceptance(Registration client) {
    Bound last = bound;
    return last != null && last.client == client ? last.decision : null;
  }

  /** Remembers a decision; without a lock, because a decision never changes. */
  void remember(Registration client, Acceptance decision) {
    bound = new Bound(client, decision);
  }
}
