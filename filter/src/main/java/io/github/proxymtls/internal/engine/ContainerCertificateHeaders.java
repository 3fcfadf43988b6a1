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
record ContainerCertificateHeaders(List<String> names) {

  /** The headers that a peer which is not a proxy must not send; they include a configured one. */
  static final ContainerCertificateHeaders ALL =
      new ContainerCertificateHeaders(List.of("ssl_client_cert", "ssl_client_escaped_cert"));

  static ContainerCertificateHeaders of(Configuration configuration, ReservedHeaders reserved) {
    boolean tlsCounts =
        configuration.source() != Source.HEADER
            || !configuration.all(profile -> !profile.lists(ProxyRules.Method.MTLS));
    return new ContainerCertificateHeaders(
        ALL.names.stream()
            .filter(name -> tlsCounts && reserved.match(name) != ReservedHeaders.Match.RESERVED)
            .toList());
  }

  @Nullable String firstIn(RequestFacts request) {
    for (String name : names) {
      if (!request.headers(name).isEmpty()) {
        return name;
      }
    }
    return null;
  }
}
