package io.github.proxymtls.internal.engine;

import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers from which other components (Tomcat's SSLValve, Undertow's SSLHeaderHandler) write
 * the attribute that holds the certificate of the TLS connection. Wherever that certificate counts,
 * a request that carries one is ambiguous, unless it is the configured header.
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

  /** The same for a peer that is no proxy, of which a configured header is no proxy's word. */
  @Nullable String firstInWithoutProxy(RequestFacts request) {
    return firstIn(request, NAMES);
  }

  private static @Nullable String firstIn(RequestFacts request, List<String> names) {
    for (String name : names) {
      if (!request.headers(name).isEmpty()) {
        return name;
      }
    }
    return null;
  }
}
