package io.github.proxymtls;

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
 * <p>The engine reads the files that the configuration names again when their content changes,
 * every {@code proxymtls.reload-interval}. Files that cannot be used leave the last good ones of
 * their kind in force.
 *
 * <p>Only {@link Builder#build} makes an engine; the filter takes no other implementation.
 */
public interface ProxyMtls extends AutoCloseable {

  /** Starts a configuration in code; everything else comes from the standard sources. */
  static Builder builder() {
    return new EngineBuilder();
  }

  /**
   * Decides for one request, and tells the listeners. A path that the configuration does not cover
   * is {@link Decision.Anonymous}: nothing of such a request was checked. Report-only mode does not
   * change the decision, only what the listeners are told about it.
   *
   * <p>The caller keeps the headers that the configuration reads from the application, whatever is
   * decided; the filter does that by itself. Bad input is never an exception. After an exception,
   * which is a defect of the library, reject the request.
   */
  Decision decide(RequestFacts request);

  /**
   * Stops reloading, fetching keys and asking about revocation. No thread is left but one that a
   * file keeps waiting, or the resolution of a name, and then a warning says so.
   */
  @Override
  void close();

  /** Collects sources above the standard ones. Not thread-safe. */
  interface Builder {

    /** Sets one key, above every other source. */
    Builder set(String key, String value);

    /**
     * Adds init-parameters, below code and below those added before.
     *
     * @param origin the place that error messages name, such as {@code filter init-parameter}
     */
    Builder initParameters(String origin, Map<String, String> values);

    /**
     * Gives the keys by which the filter verifies bearer tokens on protected resources, in place of
     * {@code proxymtls.binding.token-jwks-uri} and {@code .token-issuer}.
     */
    Builder tokenKeys(TokenKeys keys);

    /**
     * Gives the registry of the clients that authenticate, instead of a file or a database. The
     * engine remembers its answers for {@code proxymtls.binding.jdbc.time-to-live}.
     */
    Builder clientRegistry(ClientRegistry registry);

    /**
     * Gives the database of the registered clients, instead of its JNDI name; {@code
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
