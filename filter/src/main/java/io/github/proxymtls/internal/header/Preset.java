package io.github.proxymtls.internal.header;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The format in which a known proxy forwards client certificates: a value of {@code
 * proxymtls.format}.
 *
 * @param format the headers and their encoding
 * @param canVerify true if the proxy can verify a certificate before it forwards it; false if it
 *     never does, so that {@code client.validation=proxy} must not be used
 * @param credentialHeader the header in which the proxy can send its Basic credential
 * @param captured the encodings for which the tests contain bytes captured from the real program;
 *     empty if the form is known from documentation alone
 */
public record Preset(
    HeaderFormat format, boolean canVerify, String credentialHeader, Set<Encoding> captured) {

  private static final String XFCC_HEADER = "X-Forwarded-Client-Cert";
  private static final String CERTIFICATE_HEADER = "X-SSL-Client-Cert";
  private static final String VERDICT_HEADER = "X-SSL-Client-Verify";
  private static final String TRAEFIK_HEADER = "X-Forwarded-Tls-Client-Cert";
  private static final String CADDY_PLACEHOLDER =
      ":{http.request.tls.client.certificate_der_base64}:";

  private static final List<Preset> ALL =
      List.of(
          sslClientCert("nginx").captured(Encoding.PERCENT_PEM),
          sslClientCert("ingress-nginx"),
          xfcc("envoy", Encoding.XFCC).captured(Encoding.XFCC),
          xfcc("istio", Encoding.XFCC),
          xfcc("envoy-json", Encoding.XFCC_JSON).captured(Encoding.XFCC_JSON),
          of("haproxy", CERTIFICATE_HEADER, "X-SSL-Client-Chain", Encoding.BASE64_DER, "")
              .verdict(VERDICT_HEADER, "0")
              .captured(Encoding.BASE64_DER),
          of("apache", CERTIFICATE_HEADER, "X-SSL-Client-Chain-", Encoding.PEM, "", "(null)")
              .verdict(VERDICT_HEADER, "SUCCESS")
              .captured(Encoding.PEM, Encoding.PERCENT_PEM, Encoding.BASE64_PEM),
          traefik("traefik", Encoding.BASE64_DER).captured(Encoding.BASE64_DER),
          traefik("traefik-escaped", Encoding.PERCENT_BASE64_DER),
          clientCert("rfc9440").captured(Encoding.RFC9440),
          clientCert("caddy", "::", CADDY_PLACEHOLDER).captured(Encoding.RFC9440),
          of("aws-alb-verify", "X-Amzn-Mtls-Clientcert-Leaf", null, Encoding.PERCENT_PEM),
          chainIncluded("aws-alb-passthrough", "X-Amzn-Mtls-Clientcert", Encoding.PERCENT_PEM)
              .unverified(),
          of("google-cloud", "X-Client-Cert-Leaf", "X-Client-Cert-Chain", Encoding.RFC9440, "")
              .verdict("X-Client-Cert-Chain-Verified", "true"),
          clientCert("cloudflare", "").verdict("Cf-Cert-Verified", "true"),
          of("azure-app-service", "X-ARR-ClientCert", null, Encoding.BASE64_DER, "").unverified(),
          of("cloudfoundry", XFCC_HEADER, null, Encoding.BASE64_DER),
          of("f5", CERTIFICATE_HEADER, null, Encoding.PERCENT_PEM, "").verdict(VERDICT_HEADER, "0"),
          of("tomcat-sslvalve", "ssl_client_cert", null, Encoding.PEM, "", "(null)"));

  public Preset {
    captured = Set.copyOf(captured);
  }

  /** Returns every preset, in the order of the reference page. */
  public static List<Preset> all() {
    return ALL;
  }

  /**
   * Returns the companion headers: those in which the proxy forwards data from the certificate, and
   * which the filter does not read.
   */
  public List<String> companions() {
    return CompanionNames.of(format.name());
  }

  /** Returns the preset of the given name, case-sensitive; null if there is none. */
  public static @Nullable Preset named(String name) {
    for (Preset preset : ALL) {
      if (preset.format.name().equals(name)) {
        return preset;
      }
    }
    return null;
  }

  private static Preset sslClientCert(String name) {
    return of(name, "ssl-client-cert", null, Encoding.PERCENT_PEM, "")
        .verdict("ssl-client-verify", "SUCCESS");
  }

  private static Preset xfcc(String name, Encoding encoding) {
    return chainIncluded(name, XFCC_HEADER, encoding);
  }

  /** Traefik removes {@code Proxy-Authorization} before it forwards a request. */
  private static Preset traefik(String name, Encoding encoding) {
    Preset preset = chainIncluded(name, TRAEFIK_HEADER, encoding);
    return new Preset(preset.format, true, "X-Proxy-Authorization", Set.of());
  }

  private static Preset clientCert(String name, String... absent) {
    return of(name, "Client-Cert", "Client-Cert-Chain", Encoding.RFC9440, absent);
  }

  /** A format whose certificate header holds the chain as well. */
  private static Preset chainIncluded(String name, String header, Encoding encoding) {
    return of(name, header, header, encoding);
  }

  /**
   * @param chain null for a proxy that sends none; the name of the certificate header if that holds
   *     the chain; a name that ends with a hyphen for indexed headers
   * @param absent the spellings of "no certificate"
   */
  private static Preset of(
      String name,
      String certificate,
      @Nullable String chain,
      Encoding encoding,
      String... absent) {
    HeaderFormat format =
        new HeaderFormat(name, certificate, chain, null, Set.of(), encoding, Set.of(absent));
    return new Preset(format, true, "Proxy-Authorization", Set.of());
  }

  private Preset verdict(String header, String success) {
    HeaderFormat withVerdict =
        new HeaderFormat(
            format.name(),
            format.certificate(),
            format.chain(),
            header,
            Set.of(success),
            format.encoding(),
            format.absent());
    return new Preset(withVerdict, canVerify, credentialHeader, captured);
  }

  private Preset unverified() {
    return new Preset(format, false, credentialHeader, captured);
  }

  private Preset captured(Encoding... encodings) {
    return new Preset(format, canVerify, credentialHeader, Set.of(encodings));
  }
}
