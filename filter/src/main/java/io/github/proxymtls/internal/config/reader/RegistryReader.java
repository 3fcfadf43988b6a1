package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.fetch.AllowedHosts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the source of the registered clients. */
final class RegistryReader {

  private static final String JAVA = "java:";

  private final Values values;
  private final InCode inCode;

  RegistryReader(Values values, InCode inCode) {
    this.values = values;
    this.inCode = inCode;
  }

  /**
   * @param profiles the profiles that a registration may name
   */
  RegistryRules read(List<String> profiles) {
    Amounts amounts = new Amounts(values);
    RegistryRules rules =
        new RegistryRules(
            values.file(BindingKeys.CLIENTS),
            jdbc(),
            amounts.duration(BindingKeys.REGISTRY_TIME_TO_LIVE, 1),
            amounts.duration(BindingKeys.REGISTRY_NEGATIVE_TIME_TO_LIVE, 0),
            allowedHosts(),
            profiles);
    if (values.given(BindingKeys.CLIENT_AUTHENTICATION)) {
      checkOne();
    } else {
      checkNone();
    }
    if (!asksJdbc() && !inCode.clientRegistry()) {
      warnOfTime(BindingKeys.REGISTRY_TIME_TO_LIVE);
      warnOfTime(BindingKeys.REGISTRY_NEGATIVE_TIME_TO_LIVE);
    }
    return rules;
  }

  private boolean asksJdbc() {
    return inCode.dataSource()
        || values.anyGiven(BindingKeys.JDBC_DATA_SOURCE, BindingKeys.JDBC_QUERY);
  }

  private void checkOne() {
    boolean file = values.given(BindingKeys.CLIENTS);
    int registries = (file ? 1 : 0) + (asksJdbc() ? 1 : 0) + (inCode.clientRegistry() ? 1 : 0);
    if (registries == 0) {
      values.required(
          BindingKeys.CLIENTS,
          "proxymtls.binding.client-authentication is set, but there is no registry of clients",
          "set the JSON file of the registrations or a database, or provide a ClientRegistry in code");
    }
    if (registries > 1) {
      values.conflict(
          file ? BindingKeys.CLIENTS : BindingKeys.JDBC_QUERY,
          "is one of several client registries",
          "use one of file, database and ClientRegistry in code");
    }
  }

  private void checkNone() {
    for (Key key :
        List.of(
            BindingKeys.CLIENTS,
            BindingKeys.JDBC_DATA_SOURCE,
            BindingKeys.JDBC_QUERY,
            BindingKeys.JWKS_ALLOWED_HOSTS)) {
      values.notInForce(
          key,
          "no path for client authentication is configured",
          "set proxymtls.binding.client-authentication, or remove the key");
    }
  }

  private Set<String> allowedHosts() {
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : values.list(BindingKeys.JWKS_ALLOWED_HOSTS)) {
      if (AllowedHosts.isEntry(host)) {
        hosts.add(host.toLowerCase(Locale.ROOT));
      } else {
        values.invalidUnseen(
            BindingKeys.JWKS_ALLOWED_HOSTS,
            "an element is not a host name or IP address",
            "write keys.example, or keys.example:8443 for that port alone; without scheme, path or wildcard, IPv6 in brackets");
      }
    }
    return Set.copyOf(hosts);
  }

  private void warnOfTime(Key key) {
    values.warnNotInForce(
        key, "there is no database and no ClientRegistry in code", "remove the key");
  }

  private RegistryRules.@Nullable Jdbc jdbc() {
    if (!asksJdbc()) {
      return null;
    }
    String name = values.text(BindingKeys.JDBC_DATA_SOURCE);
    String query = values.text(BindingKeys.JDBC_QUERY);
    checkDataSource(name);
    if (query == null) {
      values.required(
          BindingKeys.JDBC_QUERY,
          "a data source is configured",
          "write a query with one ? for the client_id");
      return null;
    }
    if (query.chars().filter(c -> c == '?').count() != 1) {
      values.invalidUnseen(
          BindingKeys.JDBC_QUERY,
          "the query has no ? or more than one",
          "write exactly one ? for the client_id");
    }
    return new RegistryRules.Jdbc(name, query);
  }

  private void checkDataSource(@Nullable String name) {
    if (name == null && !inCode.dataSource()) {
      values.required(
          BindingKeys.JDBC_DATA_SOURCE,
          "proxymtls.binding.jdbc.query is set",
          "set the JNDI name of the DataSource, or provide one in code");
    }
    if (name == null) {
      return;
    }
    if (inCode.dataSource()) {
      values.conflict(
          BindingKeys.JDBC_DATA_SOURCE,
          "is set, and a DataSource is also provided in code",
          "use one of the two");
    }
    if (name.indexOf(':') >= 0 && !name.startsWith(JAVA)) {
      values.invalid(
          BindingKeys.JDBC_DATA_SOURCE,
          "is not a local JNDI name",
          "write java:comp/env/NAME, or NAME as an abbreviation");
    }
  }
}
