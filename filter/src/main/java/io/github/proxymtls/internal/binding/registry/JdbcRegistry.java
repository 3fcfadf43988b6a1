package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.oauth.ClientRegistry;
import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Registrations in a database: the query for a {@code client_id} returns one column and at most one
 * row. A second row or SQL NULL is an error, never "no such client".
 */
final class JdbcRegistry implements ClientRegistry {

  /** The time limit of the query, in seconds. The pool limits the wait for a connection. */
  private static final int QUERY_SECONDS = 2;

  private final DataSource database;
  private final String query;

  JdbcRegistry(DataSource database, String query) {
    this.database = database;
    this.query = query;
  }

  @Override
  public @Nullable String find(String clientId)
      throws SQLException, IOException, UnusableRegistrationException {
    try (Connection connection = database.getConnection()) {
      String found = find(clientId, connection);
      if (!connection.getAutoCommit()) {
        // Otherwise the pool would reuse a transaction that still sees the present rows.
        connection.rollback();
      }
      return found;
    }
  }

  private @Nullable String find(String clientId, Connection connection)
      throws SQLException, IOException, UnusableRegistrationException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setQueryTimeout(QUERY_SECONDS);
      statement.setMaxRows(2);
      statement.setString(1, clientId);
      try (ResultSet rows = statement.executeQuery()) {
        return only(rows);
      }
    }
  }

  private static @Nullable String only(ResultSet rows)
      throws SQLException, IOException, UnusableRegistrationException {
    int columns = rows.getMetaData().getColumnCount();
    if (columns != 1) {
      throw new SQLException("the query returns " + columns + " columns, expected one");
    }
    if (!rows.next()) {
      return null;
    }
    String json = text(rows);
    if (rows.next()) {
      throw new UnusableRegistrationException("the query returns more than one row");
    }
    return json;
  }

  /** Reads at most one character more than the allowed maximum. */
  private static String text(ResultSet rows)
      throws SQLException, IOException, UnusableRegistrationException {
    try (Reader reader = rows.getCharacterStream(1)) {
      if (reader == null) {
        throw new UnusableRegistrationException("the query returns NULL");
      }
      StringBuilder text = new StringBuilder();
      char[] some = new char[8192];
      int count = reader.read(some);
      while (count >= 0 && text.length() <= RegistryClients.MAXIMUM_LENGTH) {
        text.append(some, 0, count);
        count = reader.read(some);
      }
      return text.toString();
    }
  }
}
