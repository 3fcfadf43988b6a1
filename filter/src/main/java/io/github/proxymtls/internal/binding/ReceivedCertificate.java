package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.path.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its origin.
 *
 * @param certificate a validated certificate, or one that only a pin can accept
 * @param source where the certificate came from
 * @param proxy the proxy that forwarded it, or null for {@link ClientIdentity.Source#TLS}
 * @param profile the profile used, or null
 */
public record ReceivedCertificate(
    ClientCertificate certificate,
    ClientIdentity.Source source,
    @Nullable ProxyIdentity proxy,
    @Nullable String profile) {}
