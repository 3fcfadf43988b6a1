package io.github.proxymtls.samples.site;

import io.github.proxymtls.testing.Pki;
import java.time.Duration;
import java.time.Instant;

/**
 * The certificates of a {@link Site}.
 *
 * @param clientRoot the root of the client certificates
 * @param clientIssuing the CA below it, which issues them
 * @param proxyRoot the root of the proxy certificates, different from the clients' root
 * @param serverRoot the root of the certificates of the listeners and of the application
 * @param ledger the client {@code ledger}, registered by its subject
 * @param reports the client {@code reports}, registered by its subject
 * @param kiosk the client {@code kiosk}, whose self-signed certificate is registered
 * @param unregistered a self-signed certificate that is not registered
 * @param expired a certificate with ledger's subject from the right CA, expired an hour ago
 * @param impostor a certificate with ledger's subject, from CAs with the names of the right ones
 * @param proxy the proxy's own certificate
 * @param otherProxy a certificate of the same CA with another name
 * @param listener the certificate of the proxy's listeners, for {@code localhost}
 * @param application the application's certificate
 */
public record SiteCertificates(
    Pki.Authority clientRoot,
    Pki.Authority clientIssuing,
    Pki.Authority proxyRoot,
    Pki.Authority serverRoot,
    Pki.Held ledger,
    Pki.Held reports,
    Pki.Held kiosk,
    Pki.Held unregistered,
    Pki.Held expired,
    Pki.Held impostor,
    Pki.Held proxy,
    Pki.Held otherProxy,
    Pki.Held listener,
    Pki.Held application) {

  static final String LEDGER = "CN=ledger,O=Example Bank,C=XX";
  static final String REPORTS = "CN=reports,O=Example Bank,C=XX";

  private static final String ROOT = "Example Client Root";
  private static final String ISSUING = "Example Client Issuing CA";

  /** Creates all certificates. */
  public static SiteCertificates create(Instant now) {
    return create(Pki.create(), now);
  }

  /** Creates all certificates with the given PKI. */
  public static SiteCertificates create(Pki pki, Instant now) {
    Pki.Authority clientRoot = pki.root(ROOT);
    Pki.Authority issuing = clientRoot.intermediate(ISSUING);
    Pki.Authority untrusted = pki.root(ROOT).intermediate(ISSUING);
    Pki.Authority proxies = pki.root("Example Proxy Root");
    Pki.Authority servers = pki.root("Example Server Root");
    return new SiteCertificates(
        clientRoot,
        issuing,
        proxies,
        servers,
        issuing.client("ledger").subject(LEDGER).uri("spiffe://bank.example/ledger").issue(),
        issuing.client("reports").subject(REPORTS).dns("reports.bank.example").issue(),
        pki.selfSigned("kiosk").issue(),
        pki.selfSigned("unregistered").issue(),
        issuing
            .client("ledger")
            .subject(LEDGER)
            .validity(now.minus(Duration.ofDays(30)), now.minus(Duration.ofHours(1)))
            .issue(),
        untrusted.client("ledger").subject(LEDGER).issue(),
        proxies.client("edge-1").dns("edge-1.proxy.example").issue(),
        proxies.client("edge-2").dns("edge-2.proxy.example").issue(),
        servers.server("localhost").dns("localhost").ip("127.0.0.1").issue(),
        servers
            .server("application.example")
            .dns("application.example")
            .dns("localhost")
            .ip("127.0.0.1")
            .issue());
  }
}
