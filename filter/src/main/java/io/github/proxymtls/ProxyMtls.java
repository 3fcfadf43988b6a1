package io.github.proxymtls;

import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.engine.EngineBuilder;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The engine: facts of a request in, a {@link Decision} out. Thread-safe; one per application. The
 * filter ({@link io.github.proxymtls.servlet.ProxyMtlsFilter}) asks it for every request of a
 * servlet application; other servers call {@link #decide}.
 *
 * <pre>{@code
 * try (ProxyMtls engine = ProxyMtls.builder().set("proxymtls.config", "proxymtls.properties").build()) {
 *   Decision decision = engine.decide(facts);
 * }
 * }</pre>
 *
 * <p>The engine checks the configured files every {@code proxymtls.reload-interval} and reloads
 * them when their content changes. If a file cannot be used, the last good files of its kind stay
 * in use.
 *
 * <p>Only {@link Builder#build} creates an engine.
 */
public sealed interface ProxyMtls extends AutoCloseable permits AdapterEngine {

  /**
   * Returns a builder for a configuration in code. All other keys come from the standard sources.
   */
  static Builder builder() {
    return new EngineBuilder();
  }

  /**
   * Decides on a request, and notifies the listeners. A path that the configuration does not cover
   * gives {@link Decision.Anonymous}: nothing of such a request was checked. Report-only mode does
   * not change the decision, only what the listeners are told about it.
   *
   * <p>The caller must hide the headers that the configuration reads from the application, whatever
   * the decision; the filter does so itself. Malformed input never causes an exception. An
   * exception is a defect of the library; the caller must then reject the request.
   */
  Decision decide(RequestFacts request);

  /**
   * Returns whether the engine can accept clients, and what has failed or fails soon. It asks no
   * other system; it costs about as much as a decision on a new certificate.
   */
  Health health();

  /**
   * Stops reloading, fetching keys and checking revocation. A thread remains only if a file or the
   * resolution of a name blocks it; a warning then reports it.
   */
  @Override
  void close();

  /** Collects sources of configuration above the standard ones. Not thread-safe. */
  interface Builder {

    /** Sets one key, with precedence over every other source. */
    Builder set(String key, String value);

    /**
     * Adds init-parameters, with lower precedence than code and than those added before.
     *
     * @param origin the place that error messages name, such as {@code filter init-parameter}
     */
    Builder initParameters(String origin, Map<String, String> values);

    /**
     * Sets the keys with which the filter verifies bearer tokens on protected resources, instead of
     * {@code proxymtls.binding.token-jwks-uri} and {@code proxymtls.binding.token-issuer}.
     */
    Builder tokenKeys(TokenKeys keys);

    /**
     * Sets the registry of the clients that authenticate, instead of a file or a database. The
     * engine caches its results for {@code proxymtls.binding.registry.time-to-live}.
     */
    Builder clientRegistry(ClientRegistry registry);

    /**
     * Sets the database of the registered clients, instead of its JNDI name; {@code
     * proxymtls.binding.jdbc.query} is the query. The engine does not close it.
     */
    Builder dataSource(DataSource source);

    /** Adds a listener for decisions and reloads. */
    Builder listener(ProxyMtlsListener listener);

    /** Replaces the system clock. */
    Builder clock(Clock replacement);

    /**
     * Reads the configuration, loads its files and starts the engine.
     *
     * @throws ConfigurationException with every problem
     */
    ProxyMtls build();
  }
}
