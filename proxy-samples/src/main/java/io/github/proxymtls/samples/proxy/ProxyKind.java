package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.internal.header.Preset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The proxies for which there are samples. */
public enum ProxyKind {
  /** The small proxy in this jar, which sends the same headers as NGINX. */
  EMBEDDED("nginx", "ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return EmbeddedProxy.start(setup);
    }
  },
  /** NGINX, from {@code PATH}, {@code /usr/sbin} or the file that {@code PROXYMTLS_NGINX} names. */
  NGINX("nginx", "ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Nginx.start(setup);
    }
  },
  /**
   * Envoy, from {@code PATH}, the file that {@code PROXYMTLS_ENVOY} names, or where {@code
   * integration-tests/run} installs it.
   */
  ENVOY("envoy", "x-forwarded-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Envoy.start(setup);
    }
  },
  /**
   * HAProxy, from {@code PATH}, {@code /usr/sbin} or the file that {@code PROXYMTLS_HAPROXY} names.
   */
  HAPROXY("haproxy", "x-ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Haproxy.start(setup);
    }
  },
  /**
   * Apache httpd: {@code apache2} or {@code httpd} in {@code PATH} or {@code /usr/sbin}, or the
   * file that {@code PROXYMTLS_APACHE} names.
   */
  APACHE("apache", "x-ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Apache.start(setup);
    }
  },
  /**
   * Traefik, from {@code PATH}, the file that {@code PROXYMTLS_TRAEFIK} names, or where {@code
   * integration-tests/run} installs it.
   */
  TRAEFIK("traefik", "x-forwarded-tls-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Traefik.start(setup);
    }
  },
  /**
   * Caddy 2.8 or later, from {@code PATH}, the file that {@code PROXYMTLS_CADDY} names, or where
   * {@code integration-tests/run} installs it.
   */
  CADDY("caddy", "client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Caddy.CURRENT.start(setup);
    }
  },
  /**
   * Caddy 2.6 or 2.7, as in Debian, from {@code PATH}, {@code /usr/bin} or the file that {@code
   * PROXYMTLS_CADDY_2_6} names.
   */
  CADDY_2_6("caddy", "client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Caddy.OF_2_6.start(setup);
    }

    @Override
    public String label() {
      return "caddy-2.6";
    }
  };

  private final String sample;
  private final String certificateHeader;

  ProxyKind(String sample, String certificateHeader) {
    this.sample = sample;
    this.certificateHeader = certificateHeader;
  }

  /**
   * Starts the proxy and waits until both listeners accept connections.
   *
   * @throws MissingProgramException if its program is not installed; the message says how to
   *     install it
   * @throws IOException if it does not start; the message contains its output
   */
  public abstract Proxy start(ProxySetup setup) throws IOException;

  /** Returns the filter's properties of the proxy's sample. */
  public String properties() {
    String resource = "/samples/" + sample + "/proxymtls.properties";
    try (InputStream in = ProxyKind.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the header in which it sends the certificate. */
  public String certificateHeader() {
    return certificateHeader;
  }

  /** Returns the header in which it sends its credential. */
  public String credentialHeader() {
    return preset().credentialHeader();
  }

  /** Returns the companion headers of its sample's format. */
  public List<String> companions() {
    return preset().companions();
  }

  private Preset preset() {
    return Objects.requireNonNull(Preset.named(sample));
  }

  /**
   * Returns the headers that a proxy of this kind sends for a client whose certificate it accepts,
   * by name, in its sample's format.
   */
  public Map<String, String> headers(X509Certificate certificate) {
    String encoded = PercentEncoding.of(certificate);
    return switch (this) {
      case EMBEDDED, NGINX -> Map.of(certificateHeader, encoded, "ssl-client-verify", "SUCCESS");
      case ENVOY ->
          Map.of(
              certificateHeader, "Hash=" + Sha256.hex(certificate) + ";Cert=\"" + encoded + "\"");
      case HAPROXY ->
          Map.of(certificateHeader, Base64Der.of(certificate), "x-ssl-client-verify", "0");
      case APACHE ->
          Map.of(
              certificateHeader, PemWithSpaces.of(certificate), "x-ssl-client-verify", "SUCCESS");
      case TRAEFIK -> Map.of(certificateHeader, Base64Der.of(certificate));
      case CADDY, CADDY_2_6 -> Map.of(certificateHeader, ":" + Base64Der.of(certificate) + ":");
    };
  }

  /** Returns the name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
