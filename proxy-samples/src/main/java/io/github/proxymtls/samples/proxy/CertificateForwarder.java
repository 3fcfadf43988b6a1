package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.samples.files.KeyStores;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Forwards requests to the application with the headers of the {@code nginx} format and the proxy's
 * own credentials. It removes the client's headers of these names, their twins, and companion
 * headers.
 */
final class CertificateForwarder extends ProxyHandler.Reverse {

  private static final String CERTIFICATE = "ssl-client-cert";
  private static final String VERDICT = "ssl-client-verify";
  private static final String CREDENTIAL = "proxy-authorization";
  private static final ReservedHeaders STRIPPED =
      new ReservedHeaders(
          List.of(),
          Set.of(CERTIFICATE, VERDICT, CREDENTIAL, "early-data"),
          Preset.all().stream()
              .flatMap(preset -> preset.companions().stream())
              .collect(Collectors.toUnmodifiableSet()));
  private static final int HEADER_BYTES = 128 * 1024;

  private final ProxySetup setup;
  private final ClientTrust trust;

  CertificateForwarder(ProxySetup setup, ClientTrust trust) throws IOException {
    super(request -> rewrite(setup, request));
    this.setup = setup;
    this.trust = trust;
    setHttpClient(client(setup));
  }

  private static HttpURI rewrite(ProxySetup setup, Request request) {
    return HttpURI.build(request.getHttpURI())
        .scheme("https")
        .authority(Ports.LOOPBACK, setup.application());
  }

  /** A client that verifies the application by its CA and address, and authenticates itself. */
  private static HttpClient client(ProxySetup setup) throws IOException {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setTrustStore(KeyStores.authorities(setup.file(ProxySetup.APPLICATION_CA)));
    tls.setKeyStore(
        KeyStores.identity(
            setup.file(ProxySetup.PROXY_CERTIFICATE), setup.file(ProxySetup.PROXY_KEY)));
    tls.setKeyManagerPassword(KeyStores.PASSWORD);
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    HttpClient client = new HttpClient(new HttpClientTransportDynamic(connector));
    client.setFollowRedirects(false);
    client.setRequestBufferSize(HEADER_BYTES);
    return client;
  }

  /**
   * Runs after the client's headers were copied, without those that its Connection header names.
   */
  @Override
  public void addProxyHeaders(Request fromClient, org.eclipse.jetty.client.Request toApplication) {
    X509Certificate[] chain = chain(fromClient);
    toApplication.headers(
        headers -> {
          strip(headers);
          headers.put(HttpHeader.HOST, fromClient.getHeaders().get(HttpHeader.HOST));
          headers.put(VERDICT, trust.verdict(chain));
          if (chain.length > 0) {
            headers.put(CERTIFICATE, PercentEncoding.of(chain[0]));
          }
          if (!setup.authorization().isEmpty()) {
            headers.put(CREDENTIAL, setup.authorization());
          }
        });
  }

  private static void strip(HttpFields.Mutable headers) {
    for (Iterator<HttpField> fields = headers.iterator(); fields.hasNext(); ) {
      if (STRIPPED.match(fields.next().getName()) != ReservedHeaders.Match.UNRELATED) {
        fields.remove();
      }
    }
  }

  private static X509Certificate[] chain(Request request) {
    SslSessionData session = (SslSessionData) request.getAttribute(SslSessionData.ATTRIBUTE);
    X509Certificate[] chain = session == null ? null : session.peerCertificates();
    return chain == null ? new X509Certificate[0] : chain;
  }
}
