package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.internal.config.Problems;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link DataSource} that the operator configured. The look-up stays within this server.
 */
final class JndiDataSource {

  private static final String KEY = "proxymtls.binding.jdbc.data-source";
  private static final String JAVA = "java:";

  private JndiDataSource() {}

  /**
   * Looks up the name once.
   *
   * @param name a name with the scheme {@code java:}, or one relative to {@code java:comp/env/}
   * @return null after a problem
   */
  // The operator configures the name, and the scheme java: stays within this server.
  @SuppressWarnings("BanJNDI")
  static @Nullable DataSource find(String name, Problems problems) {
    String fault;
    try {
      Object found = new InitialContext().lookup(name.startsWith(JAVA) ? name : env(name));
      if (found instanceof DataSource source) {
        return source;
      }
      fault = "the JNDI object of this name is not a DataSource";
    } catch (NamingException e) {
      fault = "JNDI has no object of this name: " + e.getClass().getSimpleName();
    }
    problems.add(
        "data-source-missing",
        KEY,
        fault,
        "declare the DataSource to the server, or correct the name");
    return null;
  }

  private static String env(String name) {
    return JAVA + "comp/env/" + name;
  }
}
