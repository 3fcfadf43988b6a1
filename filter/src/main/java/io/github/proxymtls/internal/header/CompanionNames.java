package io.github.proxymtls.internal.header;

import java.util.List;
import java.util.stream.Stream;

/**
 * The companion headers of each preset: headers in which the proxy, or a common configuration of
 * it, forwards names and other data from the client certificate or its TLS connection. {@code
 * docs/formats.md} names the source of each.
 */
final class CompanionNames {

  private static final List<String> SSL_CLIENT =
      List.of(
          "ssl-client-subject-dn", "ssl-client-issuer-dn", "ssl-client-dn", "ssl-client-serial");

  private static final List<String> X_CLIENT_SSL =
      List.of("X-Client-SSL-CN", "X-Client-SSL-Issuer", "X-Client-SSL-SAN");

  private static final List<String> X_SSL_CLIENT =
      List.of(
          "X-SSL-Client",
          "X-SSL-Client-Has-Cert",
          "X-SSL-Client-DN",
          "X-SSL-Client-CN",
          "X-SSL-Client-S-DN",
          "X-SSL-Client-I-DN",
          "X-SSL-Client-Subject",
          "X-SSL-Client-Subject-DN",
          "X-SSL-Client-Subject-CN",
          "X-SSL-Client-Issuer",
          "X-SSL-Client-Issuer-DN",
          "X-SSL-Client-Root-CA-DN",
          "X-SSL-Client-Serial",
          "X-SSL-Client-SHA1",
          "X-SSL-Client-Fingerprint",
          "X-SSL-Client-Not-Before",
          "X-SSL-Client-Not-After",
          "X-SSL-Client-NotBefore",
          "X-SSL-Client-NotAfter",
          "X-SSL-Client-Session-ID",
          "X-SSL-Issuer");

  private static final List<String> MOD_SSL =
      List.of(
          "SSL_CLIENT_CERT",
          "SSL_CLIENT_VERIFY",
          "SSL_CLIENT_S_DN",
          "SSL_CLIENT_S_DN_CN",
          "SSL_CLIENT_I_DN",
          "SSL_CLIENT_M_SERIAL");

  private static final List<String> HAPROXY_BOSHRELEASE =
      List.of("X-SSL-Client-Verify", "X-Forwarded-Client-Chain");

  private static final List<String> TRAEFIK = List.of("X-Forwarded-Tls-Client-Cert-Info");

  private static final List<String> AWS_ALB =
      List.of(
          "X-Amzn-Mtls-Clientcert-Subject",
          "X-Amzn-Mtls-Clientcert-Issuer",
          "X-Amzn-Mtls-Clientcert-Serial-Number",
          "X-Amzn-Mtls-Clientcert-Validity");

  private static final List<String> GOOGLE_CLOUD =
      List.of(
          "X-Client-Cert-Present",
          "X-Client-Cert-Error",
          "X-Client-Cert-Hash",
          "X-Client-Cert-Serial-Number",
          "X-Client-Cert-SPIFFE",
          "X-Client-Cert-URI-SANs",
          "X-Client-Cert-DNSName-SANs",
          "X-Client-Cert-Valid-Not-Before",
          "X-Client-Cert-Valid-Not-After",
          "X-Client-Cert-Issuer-DN",
          "X-Client-Cert-Subject-DN");

  private static final List<String> CLOUDFLARE =
      List.of(
          "Cf-Cert-Presented",
          "Cf-Cert-Revoked",
          "Cf-Cert-Issuer-DN",
          "Cf-Cert-Subject-DN",
          "Cf-Cert-Issuer-DN-RFC2253",
          "Cf-Cert-Subject-DN-RFC2253",
          "Cf-Cert-Issuer-DN-Legacy",
          "Cf-Cert-Subject-DN-Legacy",
          "Cf-Cert-Serial",
          "Cf-Cert-Issuer-Serial",
          "Cf-Cert-Fingerprint-SHA256",
          "Cf-Cert-Fingerprint-SHA1",
          "Cf-Cert-SHA256",
          "Cf-Cert-SHA1",
          "Cf-Cert-Not-Before",
          "Cf-Cert-Not-After",
          "Cf-Cert-SKI",
          "Cf-Cert-Issuer-SKI",
          "Cf-Client-Cert-Der-Base64",
          "Cf-Client-Cert-Sha256");

  private static final List<String> SSL_VALVE =
      List.of("ssl_client_escaped_cert", "ssl_cipher", "ssl_session_id", "ssl_cipher_usekeysize");

  private CompanionNames() {}

  /** Returns the companion headers of a preset; empty if none are known. */
  static List<String> of(String preset) {
    return switch (preset) {
      case "nginx", "ingress-nginx" -> SSL_CLIENT;
      case "istio" -> X_CLIENT_SSL;
      case "haproxy", "f5" -> X_SSL_CLIENT;
      case "apache" -> both(X_SSL_CLIENT, MOD_SSL);
      case "cloudfoundry" -> both(X_SSL_CLIENT, HAPROXY_BOSHRELEASE);
      case "traefik", "traefik-escaped" -> TRAEFIK;
      case "aws-alb-verify" -> both(AWS_ALB, List.of("X-Amzn-Mtls-Clientcert"));
      case "aws-alb-passthrough" -> both(AWS_ALB, List.of("X-Amzn-Mtls-Clientcert-Leaf"));
      case "google-cloud" -> GOOGLE_CLOUD;
      case "cloudflare" -> CLOUDFLARE;
      case "tomcat-sslvalve" -> SSL_VALVE;
      default -> List.of();
    };
  }

  private static List<String> both(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
