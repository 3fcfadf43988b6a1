package io.github.proxymtls.samples.site;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.server.Container;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a {@link Site}. Immutable.
 *
 * @param sessionResumption true if clients may resume TLS sessions
 * @param webSocket true if the proxy passes WebSocket handshakes
 * @param changes the differences from the properties of the proxy's sample, by key; an empty value
 *     removes the key
 */
public record SiteSettings(
    ProxyKind proxy,
    Container container,
    Authentication authentication,
    boolean sessionResumption,
    boolean webSocket,
    Map<String, Optional<String>> changes) {

  public SiteSettings {
    changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
  }

  /**
   * Returns the settings of the sample: Jetty, and a proxy that authenticates itself with both
   * credential and certificate.
   */
  public static SiteSettings of(ProxyKind proxy) {
    return new SiteSettings(
        proxy, Container.JETTY, Authentication.BASIC_AND_MTLS, false, false, Map.of());
  }

  /** Returns a copy with another container. */
  public SiteSettings on(Container other) {
    return new SiteSettings(proxy, other, authentication, sessionResumption, webSocket, changes);
  }

  /** Returns a copy with another authentication of the proxy. */
  public SiteSettings authenticatedBy(Authentication other) {
    return new SiteSettings(proxy, container, other, sessionResumption, webSocket, changes);
  }

  /** Returns a copy in which clients may resume TLS sessions. */
  public SiteSettings withSessionResumption() {
    return new SiteSettings(proxy, container, authentication, true, webSocket, changes);
  }

  /** Returns a copy in which the proxy passes WebSocket handshakes. */
  public SiteSettings withWebSocket() {
    return new SiteSettings(proxy, container, authentication, sessionResumption, true, changes);
  }

  /** Returns a copy with one key set. */
  public SiteSettings with(String key, String value) {
    return changed(key, Optional.of(value));
  }

  /** Returns a copy with one key removed. */
  public SiteSettings without(String key) {
    return changed(key, Optional.empty());
  }

  private SiteSettings changed(String key, Optional<String> value) {
    Map<String, Optional<String>> more = new LinkedHashMap<>(changes);
    more.put(key, value);
    return new SiteSettings(proxy, container, authentication, sessionResumption, webSocket, more);
  }

  /** Returns the filter's properties: the sample's text with the differences. */
  String properties() {
    Map<String, Optional<String>> all = new LinkedHashMap<>(authentication.changes());
    all.putAll(changes);
    StringBuilder text = new StringBuilder();
    proxy
        .properties()
        .lines()
        .filter(line -> !all.containsKey(line.split("=", 2)[0]))
        .forEach(line -> text.append(line).append('\n'));
    text.append('\n');
    all.forEach(
        (key, value) ->
            value.ifPresent(set -> text.append(key).append('=').append(set).append('\n')));
    return text.toString();
  }
}
