package io.github.proxymtls.testing;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Clients with certificates, for the tests of an application. A throw-away CA issues the
 * certificates, and a throw-away credential stands for the proxy: a request with the headers of
 * {@link Client#headers} passes the real filter.
 *
 * <pre>{@code
 * try (TestClients clients = TestClients.create()) {
 *   ProxyMtlsFilter filter = clients.filter();
 *   Map<String, String> headers = clients.named("alice").headers();
 * }
 * }</pre>
 */
public final class TestClients implements AutoCloseable {

  /** Sets one header of a request, such as {@code HttpRequest.Builder::header}. */
  @FunctionalInterface
  public interface HeaderSetter<R> {

    /** Sets one header. */
    void set(R request, String name, String value);
  }

  /** Clients of the JDK and of servers treat the standard header themselves. */
  private static final String CREDENTIAL = "Test-Proxy-Credential";

  private static final String USER = "test-proxy";
  private static final int SECRET_OCTETS = 32;

  private final Pki.Authority authority = Pki.create().root("Test clients");
  private final String password;
  private final Path anchors;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final ProxyMtls engine;

  private TestClients(Map<String, String> more) {
    byte[] secret = new byte[SECRET_OCTETS];
    new SecureRandom().nextBytes(secret);
    password = base64Url(secret);
    try {
      anchors = Files.createTempFile("test-clients", ".pem");
      Files.writeString(anchors, authority.pem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    properties.put("proxymtls.format", "rfc9440");
    properties.put("proxymtls.proxy.authentication", "basic");
    properties.put("proxymtls.proxy.basic.header", CREDENTIAL);
    properties.put("proxymtls.proxy.basic.user", USER);
    properties.put("proxymtls.proxy.basic.password-hash", hash(password));
    properties.put("proxymtls.client.trust-anchors", anchors.toString());
    properties.putAll(more);
    ProxyMtls.Builder builder = ProxyMtls.builder();
    properties.forEach(builder::set);
    engine = builder.build();
  }

  /** Clients of an application that has no keys but the necessary ones. */
  public static TestClients create() {
    return new TestClients(Map.of());
  }

  /**
   * Clients of an application with more keys.
   *
   * @param keys such as {@code proxymtls.client.principal}; leave out the format, the proxy's
   *     authentication and the trust anchors
   * @throws io.github.proxymtls.ConfigurationException with every problem
   */
  public static TestClients create(Map<String, String> keys) {
    return new TestClients(keys);
  }

  /** The keys that make an application accept these clients: for Spring's test properties. */
  public Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  /** An engine that accepts these clients. {@link #close} closes it. */
  public ProxyMtls engine() {
    return engine;
  }

  /** A new filter that accepts these clients. */
  public ProxyMtlsFilter filter() {
    return new ProxyMtlsFilter(engine);
  }

  /** A client whose certificate has the subject {@code CN=name}. */
  public Client named(String name) {
    return named(name, certificate -> certificate);
  }

  /**
   * A client whose certificate has the subject {@code CN=name} and more.
   *
   * @param more such as {@code certificate -> certificate.dns("svc.example")}
   */
  public Client named(String name, UnaryOperator<CertificateBuilder> more) {
    return new Client(more.apply(authority.client(name)).issue());
  }

  /** Closes the engine, and deletes the file with the trust anchor. */
  @Override
  public void close() {
    engine.close();
    try {
      Files.deleteIfExists(anchors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String password) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.US_ASCII));
      return "$proxymtls-sha256$1$" + base64Url(sha256);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String base64Url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** One client. */
  public final class Client {

    private final Pki.Held held;

    private Client(Pki.Held held) {
      this.held = held;
    }

    /** The certificate with its private key. */
    public Pki.Held certificate() {
      return held;
    }

    /** The headers of this client's requests, as the proxy sends them. */
    public Map<String, String> headers() {
      byte[] credential = (USER + ":" + password).getBytes(StandardCharsets.US_ASCII);
      return Map.of(
          CREDENTIAL,
          "Basic " + Base64.getEncoder().encodeToString(credential),
          "Client-Cert",
          ":" + Base64.getEncoder().encodeToString(held.der()) + ":");
    }

    /**
     * Sets the headers of this client on a request, and returns the request.
     *
     * @param setter such as {@code HttpRequest.Builder::header}
     */
    public <R> R sends(R request, HeaderSetter<R> setter) {
      headers().forEach((name, value) -> setter.set(request, name, value));
      return request;
    }

    /**
     * The identity that the engine makes of this client by a decision on {@code /}.
     *
     * @throws IllegalStateException if the engine does not accept the client
     */
    public ClientIdentity identity() {
      Decision decision = engine.decide(new ClientRequest(headers()));
      if (decision instanceof Decision.Accepted accepted) {
        return accepted.client();
      }
      throw new IllegalStateException("not accepted: " + decision);
    }
  }
}
