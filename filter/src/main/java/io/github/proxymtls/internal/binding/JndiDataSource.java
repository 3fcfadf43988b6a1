package io.github.proxymtls.internal.binding;

import io.github.proxymtls.internal.config.Problems;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds a {@link DataSource} that the operator named, within this server alone. */
final class JndiDataSource {

  private static final String KEY = "proxymtls.binding.jdbc.data-source";
  private static final String JAVA = "java:";

  private JndiDataSource() {}

  /**
   * Looks it up, once.
   *
   * @param name with the scheme {@code java:}, or below {@code java:comp/env/}
   * @return null after a problem
   */
  // The name is the operator's, and java: leads nowhere but into this server.
  @SuppressWarnings("BanJNDI")
  static @Nullable DataSource find(String name, Problems problems) {
    String fault;
    try {
      Object found = new InitialContext().lookup(name.startsWith(JAVA) ? name : env(name));
      if (found instanceof DataSource source) {
        return source;
      }
      fault = "is no DataSource";
    } catch (NamingException e) {
      fault = "is not there: " + e.getClass().getSimpleName();
    }
    problems.add(
        "data-source-missing",
        KEY,
        "what JNDI has under this name " + fault,
        "declare the DataSource to the server, or correct the name");
    return null;
  }

  private static String env(String name) {
    return JAVA + "comp/env/" + name;
  }
}
