package io.github.proxymtls.config;

import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.header.HeaderLimits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, immutable. Made by {@link ConfigurationReader}.
 *
 * @param format null only where {@code source} is {@link Source#TLS}
 * @param proxy null where {@code source} is {@link Source#TLS}
 * @param formBody the most octets of a form body that are buffered
 */
public record Configuration(
    Source source,
    @Nullable HeaderFormat format,
    @Nullable ProxyRules proxy,
    ClientRules client,
    boolean sessionBound,
    List<PathPattern> include,
    List<PathPattern> exclude,
    BindingRules binding,
    CacheControl cacheControl,
    boolean reportOnly,
    HeaderLimits limits,
    int formBody,
    long cacheMaximumBytes,
    Duration cacheTimeToLive,
    Duration reloadInterval) {

  /** {@code proxymtls.client.source}. */
  public enum Source {
    HEADER,
    TLS,
    HEADER_OR_TLS
  }

  /** {@code proxymtls.response.cache-control}. */
  public enum CacheControl {
    DEFAULT,
    ENFORCE,
    OFF
  }

  /** Every file that is read again when its content changes. */
  public List<Resource> resources() {
    ProxyRules.Basic basic = proxy == null ? null : proxy.basic();
    ProxyRules.Mtls mtls = proxy == null ? null : proxy.mtls();
    return Stream.of(
            basic == null ? null : basic.usersFile(),
            mtls == null ? null : mtls.trustAnchors(),
            client.trustAnchors(),
            client.intermediates(),
            binding.clients())
        .filter(Objects::nonNull)
        .toList();
  }
}
