package io.github.proxymtls.internal.binding.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.decision.Result;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrations in H2. */
class JdbcRegistryTest {

  private static final String QUERY = "select metadata from clients where client_id = ?";
  private static final String REGISTRATION =
      "{\"client_id\": \"a\", \"token_endpoint_auth_method\": \"tls_client_auth\","
          + " \"tls_client_auth_san_dns\": \"a.example\"}";

  private JdbcConnectionPool database;

  @BeforeEach
  void start() throws SQLException {
    database =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    table("varchar", "clob");
  }

  @AfterEach
  void stop() throws SQLException {
    assertThat(database.getActiveConnections()).as("every connection went back").isZero();
    run("shutdown");
    database.dispose();
  }

  @ParameterizedTest
  @ValueSource(strings = {"clob", "varchar", "json", "character large object"})
  void findsTheRegistrationOfAClient(String type) throws Exception {
    run("drop table clients");
    table("varchar", type);
    insert("a", REGISTRATION);

    assertThat(clients(QUERY).find("a")).extracting(Result::refusal).isNull();
    assertThat(clients(QUERY).find("b")).isNull();
    assertThat(clients(QUERY).find("A")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"' or '1'='1", "a' --", "%", "a\\", "\"", "?", "a;drop table clients"})
  void clientIdIsAParameterAndNeverPartOfTheQuery(String id) throws Exception {
    insert("a", REGISTRATION);

    assertThat(clients(QUERY).find(id)).isNull();
    assertThat(clients(QUERY).find("a")).extracting(Result::refusal).isNull();
  }

  /** A database whose comparison is not exact must not choose the client. */
  @Test
  void rejectsARegistrationOfAnotherSpelling() throws Exception {
    run("drop table clients");
    table("varchar_ignorecase", "clob");
    insert("a", REGISTRATION);

    assertThat(clients(QUERY).find("a")).extracting(Result::refusal).isNull();
    assertThat(reason(QUERY, "A")).isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
  }

  @Test
  void rejectsTwoRows() throws Exception {
    insert("a", REGISTRATION);
    insert("a", REGISTRATION);

    assertThat(clients(QUERY).find("a"))
        .extracting(Result::refusal)
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
              assertThat(refusal.detail()).contains("more than one row");
            });
  }

  /** If NULL meant "no such client", the client could pass where other methods may. */
  @Test
  void sqlNullIsNotAMissingClient() throws Exception {
    insert("a", null);

    assertThat(reason(QUERY, "a")).isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
    assertThat(clients(QUERY).find("b")).isNull();
  }

  @Test
  void rejectsARowOverTheMaximumLength() throws Exception {
    insert("a", REGISTRATION + " ".repeat(RegistryClients.MAXIMUM_LENGTH));
    insert("b", "x".repeat(8_000_000));

    assertThat(reason(QUERY, "a")).isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
    assertThat(new JdbcRegistry(database, QUERY).find("b"))
        .hasSizeLessThan(2 * RegistryClients.MAXIMUM_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select client_id, metadata from clients where client_id = ?",
        "select metadata from nowhere where client_id = ?",
        "select metadata from clients where client_id = cast(? as int)",
        "delete from clients where client_id = ?",
        "?",
        "this is no query ?"
      })
  void failedQueryIsUnavailable(String query) throws Exception {
    insert("a", REGISTRATION);

    assertThat(reason(query, "a")).isEqualTo(Reason.CLIENT_REGISTRY_UNAVAILABLE);
    assertThat(reason(query, "b")).isEqualTo(Reason.CLIENT_REGISTRY_UNAVAILABLE);
  }

  @Tag("slow")
  @Test
  void abandonsASlowQuery() {
    String endless =
        "select cast(count(*) as varchar) || ? from system_range(1, 1000000000000) where x > 0";

    assertThatThrownBy(() -> new JdbcRegistry(database, endless).find("a"))
        .isInstanceOf(SQLException.class)
        .satisfies(
            timeout -> assertThat(((SQLException) timeout).getSQLState()).isEqualTo("57014"));
  }

  @Test
  void databaseWithoutConnectionsIsUnavailable() throws Exception {
    insert("a", REGISTRATION);
    database.setMaxConnections(1);
    database.setLoginTimeout(1);
    try (Connection taken = database.getConnection()) {
      assertThat(taken.isClosed()).isFalse();
      assertThat(reason(QUERY, "a")).isEqualTo(Reason.CLIENT_REGISTRY_UNAVAILABLE);
    }
    assertThat(clients(QUERY).find("a")).extracting(Result::refusal).isNull();
  }

  /** A pool without auto-commit may keep the transaction and its old view of the rows. */
  @Test
  void leavesNoTransactionOpen() throws Exception {
    try (Connection kept = database.getConnection()) {
      kept.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      kept.setAutoCommit(false);
      JdbcRegistry registry = new JdbcRegistry(keeping(kept), QUERY);

      assertThat(registry.find("a")).isNull();
      insert("a", REGISTRATION);
      assertThat(registry.find("a")).isEqualTo(REGISTRATION);
    }
  }

  /** A data source that counts connections which are not closed. */
  private static DataSource keeping(Connection kept) {
    ClassLoader loader = JdbcRegistryTest.class.getClassLoader();
    Object open =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                method.getName().equals("close") ? null : method.invoke(kept, arguments));
    return (DataSource)
        Proxy.newProxyInstance(
            loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> open);
  }

  private @Nullable Reason reason(String query, String clientId) {
    Result<Registration> found = clients(query).find(clientId);
    return found == null || found.refusal() == null ? null : found.refusal().reason();
  }

  private Clients clients(String query) {
    return new RegistryClients(
        new JdbcRegistry(database, query),
        new RegistryRules(
            null, null, Duration.ofMinutes(1), Duration.ofSeconds(10), Set.of(), List.of()),
        new RegistrationReader.Context(
            List.of(), new ClientKeySets(Set.of(), Duration.ofMinutes(1), Clock.systemUTC())),
        System::nanoTime);
  }

  private void table(String id, String metadata) throws SQLException {
    run("create table clients (client_id " + id + ", metadata " + metadata + ")");
  }

  private void insert(String id, @Nullable String metadata) throws SQLException {
    boolean json = "JSON".equals(typeOfMetadata());
    String value = json ? "? format json" : "?";
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("insert into clients values (?, " + value + ")")) {
      statement.setString(1, id);
      statement.setString(2, metadata);
      statement.execute();
    }
  }

  private String typeOfMetadata() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement("select metadata from clients")) {
      return statement.getMetaData().getColumnTypeName(1);
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
