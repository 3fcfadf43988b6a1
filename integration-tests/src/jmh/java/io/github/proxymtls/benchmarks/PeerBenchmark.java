package io.github.proxymtls.benchmarks;

import static io.github.proxymtls.testing.HostileBundles.keyed;
import static java.util.stream.Collectors.joining;

import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.keycloak.common.crypto.CryptoIntegration;
import org.keycloak.services.x509.NginxProxySslClientCertificateLookup;
import org.keycloak.services.x509.NginxProxyTrustedClientCertificateLookup;
import org.keycloak.services.x509.Rfc9440ClientCertificateLookup;
import org.keycloak.services.x509.X509ClientCertificateLookup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What other software does with the header of every request: it reads a fresh header string and
 * parses the certificate. Only the look-up with a trust store validates it.
 */
public class PeerBenchmark extends MeasurementSettings {

  /** What others offer for this purpose. */
  public enum Peer {
    KEYCLOAK_RFC9440("Keycloak, RFC 9440", HeaderForm.RFC9440, 20),
    KEYCLOAK_NGINX("Keycloak, NGINX", HeaderForm.PERCENT_PEM, 0),
    KEYCLOAK_NGINX_TRUST_STORE("Keycloak, NGINX, trust store", HeaderForm.PERCENT_PEM, 0),
    TOMCAT_SSL_VALVE("Tomcat, SSLValve", HeaderForm.PERCENT_PEM, 60),
    UNDERTOW_SSL_HEADER_HANDLER("Undertow, SSLHeaderHandler", HeaderForm.PEM, 30);

    private final String title;
    private final HeaderForm form;
    private final double least;

    /**
     * @param least how many times longer than ours it must take; zero for no limit
     */
    Peer(String title, HeaderForm form, double least) {
      this.title = title;
      this.form = form;
      this.least = least;
    }

    String title() {
      return title;
    }

    HeaderForm form() {
      return form;
    }

    double least() {
      return least;
    }

    /** Returns the names of those with a limit, for JMH. */
    static String limited() {
      return names(peer -> peer.least > 0);
    }

    static String unlimited() {
      return names(peer -> peer.least == 0);
    }

    private static String names(Predicate<Peer> which) {
      return Arrays.stream(values()).filter(which).map(Peer::name).collect(joining(","));
    }
  }

  /** Finds the certificate of a request with this header. */
  @FunctionalInterface
  interface Lookup {

    X509Certificate find(String value) throws Exception;
  }

  @Param public Peer peer;

  private Lookup lookup;
  private byte[] line;

  @Setup(Level.Trial)
  public void prepare() throws Exception {
    Pki.Authority root = keyed(Pki.create().rootBuilder("Root"), "RSA-2048").issueAuthority();
    Pki.Authority issuing = keyed(root.intermediateBuilder("Issuing"), "RSA-2048").issueAuthority();
    Pki.Held client = Clients.typical(issuing, "RSA-2048", 0);
    CryptoIntegration.init(PeerBenchmark.class.getClassLoader());
    lookup = lookup(root, issuing);
    line = HeaderForm.ascii(peer.form().value(client));
    if (!client.certificate().equals(find())) {
      throw new IllegalStateException("not the certificate");
    }
  }

  private Lookup lookup(Pki.Authority root, Pki.Authority issuing) throws Exception {
    return switch (peer) {
      case KEYCLOAK_RFC9440 -> keycloak(new Rfc9440ClientCertificateLookup("h", "chain", 1));
      case KEYCLOAK_NGINX ->
          keycloak(new NginxProxyTrustedClientCertificateLookup("h", null, 0, true));
      case KEYCLOAK_NGINX_TRUST_STORE ->
          keycloak(
              new NginxProxySslClientCertificateLookup(
                  "h",
                  null,
                  1,
                  new HashSet<>(Set.of(issuing.certificate())),
                  new HashSet<>(Set.of(root.certificate())),
                  true,
                  true));
      case TOMCAT_SSL_VALVE -> new TomcatPeer();
      case UNDERTOW_SSL_HEADER_HANDLER -> new UndertowPeer();
    };
  }

  private static Lookup keycloak(X509ClientCertificateLookup lookup) {
    return value -> lookup.getCertificateChain(new KeycloakRequest(value))[0];
  }

  @Benchmark
  public X509Certificate find() throws Exception {
    return lookup.find(new String(line, StandardCharsets.ISO_8859_1));
  }
}
