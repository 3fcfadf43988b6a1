package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Backend;
import io.github.proxymtls.samples.configure.Endpoint;
import io.github.proxymtls.samples.configure.GeneratedFile;
import io.github.proxymtls.samples.configure.Generator;
import io.github.proxymtls.samples.configure.ProxyOptions;
import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.files.OwnerOnlyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which a proxy is started.
 *
 * @param folder its own folder, which holds the files below and receives its configuration
 * @param properties the filter's properties, which the configuration must match
 * @param application the port of the application on the loopback address, with TLS
 * @param credential {@code user:password} for the application, or null to send none
 * @param sessionResumption true if clients may resume TLS sessions
 * @param webSocket true if the proxy passes WebSocket handshakes
 * @param change what is done to each file of the configuration before the proxy reads it
 */
public record ProxySetup(
    Path folder,
    Path properties,
    int application,
    @Nullable String credential,
    boolean sessionResumption,
    boolean webSocket,
    UnaryOperator<String> change) {

  /** The name in the application's certificate. */
  public static final String APPLICATION_NAME = "application.example";

  /** The listeners' certificate with its chain, and its key. */
  public static final String SERVER_CERTIFICATE = "server.pem";

  public static final String SERVER_KEY = "server.key";

  /** The roots with which client certificates are verified. */
  public static final String CLIENT_CA = "client-ca.pem";

  /** The proxy's own certificate with its chain, and its key. */
  public static final String PROXY_CERTIFICATE = "proxy.pem";

  public static final String PROXY_KEY = "proxy.key";

  /** Certificate, chain and key in one file, for proxies that need this form. */
  public static final String SERVER_IDENTITY = "server-identity.pem";

  public static final String PROXY_IDENTITY = "proxy-identity.pem";

  /** The root of the application's certificate. */
  public static final String APPLICATION_CA = "application-ca.pem";

  /** Returns the value of the credential's header; empty without a credential. */
  String authorization() {
    return credential == null
        ? ""
        : "Basic "
            + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes the configuration of a proxy that listens on these ports, and returns its main file.
   *
   * @throws io.github.proxymtls.ConfigurationException if the properties do not fit
   */
  Path configure(Target target, Ports ports) throws IOException {
    return configure(target, ports, APPLICATION_NAME);
  }

  /**
   * Writes the configuration for another name of the application.
   *
   * @throws io.github.proxymtls.ConfigurationException if the properties do not fit
   */
  Path configure(Target target, Ports ports, String applicationName) throws IOException {
    ProxyOptions blueprint =
        new ProxyOptions(
            new Endpoint(Ports.LOOPBACK, ports.verified()),
            new Endpoint(Ports.LOOPBACK, ports.anyCertificate()),
            new Backend(true, Ports.LOOPBACK, application, applicationName),
            authorization(),
            sessionResumption,
            webSocket,
            "");
    for (GeneratedFile file : new Generator(target, null).generate(properties, blueprint)) {
      OwnerOnlyFile.write(file(file.name()), change.apply(file.text()));
    }
    return file(target.files().get(0));
  }

  Path file(String name) {
    return folder.resolve(name);
  }
}
