package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A configuration under test: keys without their prefix, which a test changes and then reads. */
public final class Given {

  private final Map<String, String> keys = new LinkedHashMap<>();
  private InCode inCode = InCode.NOTHING;

  private Given(String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      with(keysAndValues[i], keysAndValues[i + 1]);
    }
  }

  public static Given nothing() {
    return new Given();
  }

  /** Returns a complete configuration for NGINX. */
  public static Given nginx() {
    return new Given(
        "format", "nginx",
        "proxy.authentication", "basic",
        "proxy.basic.users-file", "users",
        "client.trust-anchors", "ca.pem");
  }

  /** Returns a complete configuration with certificates from the container's own TLS handshake. */
  public static Given tls() {
    return new Given("client.source", "tls", "client.trust-anchors", "ca.pem");
  }

  /** Returns a complete configuration with the custom format. */
  public static Given custom() {
    return nginx()
        .with("format", "custom")
        .with("header.certificate", "X-Cert")
        .with("header.encoding", "pem");
  }

  /** Returns a complete configuration whose proxy authenticates by certificate. */
  public static Given mtls() {
    return nginx()
        .without("proxy.basic.users-file")
        .with("proxy.authentication", "mtls")
        .with("proxy.mtls.trust-anchors", "proxies.pem")
        .with("proxy.mtls.san-dns", "edge.example");
  }

  /** Returns a complete configuration with both kinds of client binding. */
  public static Given binding() {
    return nginx()
        .with("binding.clients", "clients.json")
        .with("binding.client-authentication", "/oauth2/token")
        .with("binding.protected-resources", "/api/*");
  }

  /** Returns a complete configuration with two profiles: one by credential, one by certificate. */
  public static Given profiles() {
    return nothing()
        .with("profiles", "edge,mesh")
        .with("profile.edge.format", "nginx")
        .with("profile.edge.proxy.authentication", "basic")
        .with("profile.edge.proxy.basic.users-file", "users")
        .with("profile.edge.client.trust-anchors", "customers.pem")
        .with("profile.mesh.format", "envoy")
        .with("profile.mesh.proxy.authentication", "mtls")
        .with("profile.mesh.proxy.mtls.trust-anchors", "mesh-ca.pem")
        .with("profile.mesh.proxy.mtls.san-uri", "spiffe://mesh/gateway")
        .with("profile.mesh.client.trust-anchors", "mesh-ca.pem");
  }

  public Given with(String key, String value) {
    keys.put("proxymtls." + key, value);
    return this;
  }

  public Given without(String key) {
    assertThat(keys.remove("proxymtls." + key)).as(key).isNotNull();
    return this;
  }

  Given tokenKeysInCode() {
    return inCode(new InCode(true, false, false));
  }

  Given inCode(InCode given) {
    inCode = given;
    return this;
  }

  public Map<String, String> keys() {
    return keys;
  }

  /** The result of reading. */
  public record Read(Configuration configuration, Problems problems) {

    /** Returns each problem as {@code code key}. */
    public List<String> problemCodes() {
      return codes(problems.list());
    }

    /** Returns each warning as {@code code key}. */
    public List<String> warningCodes() {
      return codes(problems.warnings());
    }

    private static List<String> codes(List<Problem> problems) {
      List<String> codes = new ArrayList<>();
      for (Problem problem : problems) {
        String key = problem.where().split("[, ]", 2)[0];
        codes.add(problem.code() + " " + key.replace("proxymtls.", ""));
      }
      return codes;
    }
  }

  public Read read() {
    Problems problems = new Problems();
    Settings settings =
        Settings.read(List.of(new Settings.Source("code", keys)), Map.of(), Map.of(), problems);
    return new Read(ConfigurationReader.read(settings, inCode, problems), problems);
  }

  /** Reads a configuration that must have no problem. */
  public Configuration accepted() {
    Read read = read();
    assertThat(read.problems().list()).isEmpty();
    return Objects.requireNonNull(read.configuration());
  }

  /** Reads a configuration that must have no problem, and returns its first profile. */
  Profile profile() {
    return accepted().profiles().get(0);
  }

  /** Reads a configuration that must have exactly these problems, each as {@code code key}. */
  public Read refused(String... codes) {
    Read read = read();
    assertThat(read.problemCodes()).containsExactlyInAnyOrder(codes);
    return read;
  }
}
