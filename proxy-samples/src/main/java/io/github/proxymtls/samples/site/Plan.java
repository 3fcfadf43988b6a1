package io.github.proxymtls.samples.site;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.server.Container;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Site} shall be. Immutable.
 *
 * @param sessionResumption true where clients may resume TLS sessions
 * @param changes by key, what differs from the properties of the proxy's sample; empty: the key is
 *     left out
 */
public record Plan(
    ProxyKind proxy,
    Container container,
    Authentication authentication,
    boolean sessionResumption,
    Map<String, Optional<String>> changes) {

  public Plan {
    changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
  }

  /** The sample as it is: Jetty, and the proxy authenticates by both credential and certificate. */
  public static Plan of(ProxyKind proxy) {
    return new Plan(proxy, Container.JETTY, Authentication.BASIC_AND_MTLS, false, Map.of());
  }

  /** The same on another container. */
  public Plan on(Container other) {
    return new Plan(proxy, other, authentication, sessionResumption, changes);
  }

  /** The same with another proof asked of the proxy. */
  public Plan authenticatedBy(Authentication other) {
    return new Plan(proxy, container, other, sessionResumption, changes);
  }

  /** The same with TLS sessions that clients may resume. */
  public Plan withSessionResumption() {
    return new Plan(proxy, container, authentication, true, changes);
  }

  /** The same with one key set. */
  public Plan with(String key, String value) {
    return changed(key, Optional.of(value));
  }

  /** The same with one key left out. */
  public Plan without(String key) {
    return changed(key, Optional.empty());
  }

  private Plan changed(String key, Optional<String> value) {
    Map<String, Optional<String>> more = new LinkedHashMap<>(changes);
    more.put(key, value);
    return new Plan(proxy, container, authentication, sessionResumption, more);
  }

  /** The filter's properties: the sample's text with what differs. */
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
