package io.github.proxymtls.samples.proxy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is started with.
 *
 * @param folder its own folder, which holds the files below, and into which its configuration goes
 * @param application the port of the application on the loopback address, behind TLS
 * @param credential {@code user:password} towards the application; null: it sends none
 */
public record ProxySetup(Path folder, int application, @Nullable String credential) {

  /** The name in the application's certificate. */
  public static final String APPLICATION_NAME = "application.example";

  /** The listeners' certificate with its chain, and its key. */
  public static final String SERVER_CERTIFICATE = "server.pem";

  public static final String SERVER_KEY = "server.key";

  /** The roots that clients' certificates are verified against. */
  public static final String CLIENT_CA = "client-ca.pem";

  /** The proxy's own certificate with its chain, and its key. */
  public static final String PROXY_CERTIFICATE = "proxy.pem";

  public static final String PROXY_KEY = "proxy.key";

  /** The root of the application's certificate. */
  public static final String APPLICATION_CA = "application-ca.pem";

  /** The value of the credential's header; empty for none. */
  String authorization() {
    return credential == null
        ? ""
        : "Basic "
            + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
  }

  Path file(String name) {
    return folder.resolve(name);
  }
}
