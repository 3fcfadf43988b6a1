package io.github.proxymtls.internal.binding.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configured data source. */
class JndiDataSourceTest {

  private static final String KEY = "proxymtls.binding.jdbc.data-source";
  private static final JdbcDataSource SOURCE = new JdbcDataSource();

  private final Problems problems = new Problems(Map.of(KEY, "the test"));

  @BeforeEach
  void name() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
  }

  @AfterEach
  void forget() {
    System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc/clients", "java:comp/env/jdbc/clients"})
  void findsItBelowTheNamesOfTheApplication(String name) {
    assertThat(JndiDataSource.find(name, problems)).isSameAs(SOURCE);
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc/other", "java:/clients", "text"})
  void missingNameIsAProblem(String name) {
    assertThat(JndiDataSource.find(name, problems)).isNull();
    assertThat(problems.list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("data-source-missing");
              assertThat(problem.where()).contains(KEY);
            });
  }

  @Test
  void serverWithoutJndiIsAProblem() {
    forget();

    assertThat(JndiDataSource.find("jdbc/clients", problems)).isNull();
    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly("JNDI has no object of this name: NoInitialContextException");
  }

  /** The JNDI names of a server. */
  public static final class Names implements InitialContextFactory {

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) throws NamingException {
          return switch (name) {
            case "java:comp/env/jdbc/clients" -> SOURCE;
            case "java:comp/env/text" -> "a text";
            default -> throw new NameNotFoundException(name);
          };
        }
      };
    }
  }
}
