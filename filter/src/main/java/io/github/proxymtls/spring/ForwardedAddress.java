package io.github.proxymtls.spring;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.ProxyRules;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

/**
 * Checks whether a forwarded header can replace the peer's address. Such an address cannot
 * authenticate a proxy.
 */
final class ForwardedAddress {

  private static final String STRATEGY = "server.forward-headers-strategy";
  private static final String NONE = "none";

  /** Each of these keys makes Spring Boot add Tomcat's RemoteIpValve. */
  private static final List<String> VALVE_KEYS =
      List.of("server.tomcat.remoteip.remote-ip-header", "server.tomcat.remoteip.protocol-header");

  private ForwardedAddress() {}

  /**
   * Rejects a configuration that authenticates by address if the address may be replaced.
   *
   * @throws ConfigurationException if it does, with one problem
   */
  static void refuse(Configuration configuration, Environment environment) {
    String cause = cause(environment);
    if (cause == null || configuration.all(profile -> !byAddress(profile.proxy()))) {
      return;
    }
    throw new ConfigurationException(
        List.of(
            new Problem(
                "conflict",
                "proxymtls.proxy.authentication lists address, but a forwarded header would"
                    + " determine the address",
                cause,
                "set " + STRATEGY + "=none and no " + String.join(", no ", VALVE_KEYS))));
  }

  private static boolean byAddress(@Nullable ProxyRules proxy) {
    return proxy != null && proxy.methods().contains(ProxyRules.Method.ADDRESS);
  }

  private static @Nullable String cause(Environment environment) {
    for (String key : VALVE_KEYS) {
      if (!environment.getProperty(key, "").isBlank()) {
        return key;
      }
    }
    String strategy = environment.getProperty(STRATEGY);
    if (strategy != null) {
      return NONE.equals(strategy.strip().toLowerCase(Locale.ROOT)) ? null : STRATEGY;
    }
    CloudPlatform platform = CloudPlatform.getActive(environment);
    return platform != null && platform.isUsingForwardHeaders()
        ? STRATEGY + " (not set, on the platform " + platform + ")"
        : null;
  }
}
