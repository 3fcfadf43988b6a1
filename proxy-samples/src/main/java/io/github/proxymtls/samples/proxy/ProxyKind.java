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

/** The proxies that there are samples for. */
public enum ProxyKind {
  /** The small one in this jar, which sends what NGINX sends. */
  EMBEDDED("nginx", "ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return EmbeddedProxy.start(setup);
    }
  },
  /** NGINX, from {@code PATH}, {@code /usr/sbin} or where {@code PROXYMTLS_NGINX} says. */
  NGINX("nginx", "ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Nginx.start(setup);
    }
  },
  /**
   * Envoy, from {@code PATH}, where {@code PROXYMTLS_ENVOY} says, or where {@code
   * integration-tests/run} puts it.
   */
  ENVOY("envoy", "x-forwarded-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Envoy.start(setup);
    }
  },
  /** HAProxy, from {@code PATH}, {@code /usr/sbin} or where {@code PROXYMTLS_HAPROXY} says. */
  HAPROXY("haproxy", "x-ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Haproxy.start(setup);
    }
  },
  /**
   * Apache httpd, which is {@code apache2} or {@code httpd} in {@code PATH} or {@code /usr/sbin},
   * or where {@code PROXYMTLS_APACHE} says.
   */
  APACHE("apache", "x-ssl-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Apache.start(setup);
    }
  },
  /**
   * Traefik, from {@code PATH}, where {@code PROXYMTLS_TRAEFIK} says, or where {@code
   * integration-tests/run} puts it.
   */
  TRAEFIK("traefik", "x-forwarded-tls-client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Traefik.start(setup);
    }
  },
  /**
   * Caddy 2.8 or later, from {@code PATH}, where {@code PROXYMTLS_CADDY} says, or where {@code
   * integration-tests/run} puts it.
   */
  CADDY("caddy", "client-cert") {
    @Override
    public Proxy start(ProxySetup setup) throws IOException {
      return Caddy.CURRENT.start(setup);
    }
  },
  /**
   * Caddy 2.6 or 2.7, as in Debian, from {@code PATH}, {@code /usr/bin} or where {@code
   * PROXYMTLS_CADDY_2_6} says.
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
   * Starts one and waits until both listeners answer.
   *
   * @throws MissingProgramException if its program is not installed; the message says how to
   * @throws IOException if it does not start; the message holds what it printed
   */
  public abstract Proxy start(ProxySetup setup) throws IOException;

  /** The filter's properties that belong to this proxy, as in its sample. */
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

  /** The header in which it sends the certificate. */
  public String certificateHeader() {
    return certificateHeader;
  }

  /** The header in which it sends its credential. */
  public String credentialHeader() {
    return preset().credentialHeader();
  }

  /** The companion headers of its sample's format. */
  public List<String> companions() {
    return preset().companions();
  }

  private Preset preset() {
    return Objects.requireNonNull(Preset.named(sample));
  }

  /**
   * What a proxy of this kind sends for a client whose certificate it accepts: names and values of
   * headers, in the form of its sample's format.
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
              certificateHeader, PemWithBlanks.of(certificate), "x-ssl-client-verify", "SUCCESS");
      case TRAEFIK -> Map.of(certificateHeader, Base64Der.of(certificate));
      case CADDY, CADDY_2_6 -> Map.of(certificateHeader, ":" + Base64Der.of(certificate) + ":");
    };
  }

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
