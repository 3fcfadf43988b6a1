package io.github.proxymtls.internal.engine;

import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers from which other components (Tomcat's SSLValve, Undertow's SSLHeaderHandler) set the
 * attribute with the certificate of the TLS connection. Where that certificate counts, a request
 * with such a header is ambiguous, unless it is the configured header.
 */
final class ContainerCertificateHeaders {

  private static final List<String> NAMES = List.of("ssl_client_cert", "ssl_client_escaped_cert");

  private final List<String> names;

  ContainerCertificateHeaders(Configuration configuration, ReservedHeaders reservedHeaders) {
    boolean tlsCounts =
        configuration.source() != Source.HEADER
            || !configuration.all(profile -> !profile.lists(ProxyRules.Method.MTLS));
    names =
        tlsCounts
            ? NAMES.stream()
                .filter(name -> reservedHeaders.match(name) != ReservedHeaders.Match.RESERVED)
                .toList()
            : List.of();
  }

  @Nullable String firstIn(RequestFacts request) {
    return firstIn(request, names);
  }

  /** Does the same for a peer that is not a proxy, for which a configured header counts as well. */
  @Nullable String firstInWithoutProxy(RequestFacts request) {
    return firstIn(request, NAMES);
  }

  private static @Nullable String firstIn(RequestFacts request, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!request.headers(names.get(i)).isEmpty()) {
        return names.get(i);
      }
    }
    return null;
  }
}
