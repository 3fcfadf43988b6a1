package io.github.proxymtls.samples.probe;

import io.github.proxymtls.samples.files.KeyStores;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.SingleKeyManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client that sends a bounded number of requests, with or without its certificate. */
public final class ProbeClient {

  /** The maximum number of requests. */
  static final int MOST = 60;

  private static final String IDENTITY = "identity";

  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final @Nullable KeyStore servers;
  private int sent;

  private ProbeClient(List<X509Certificate> chain, PrivateKey key, @Nullable KeyStore servers) {
    this.chain = chain;
    this.key = key;
    this.servers = servers;
  }

  /**
   * Reads the client's certificate and key.
   *
   * @param serverCa the CAs of the servers, or null for those of the JDK
   * @throws IOException if a file cannot be read; the message names it
   */
  public static ProbeClient read(Path certificate, Path key, @Nullable Path serverCa)
      throws IOException {
    KeyStore identity = KeyStores.identity(certificate, key);
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate member : identity.getCertificateChain(IDENTITY)) {
        chain.add((X509Certificate) member);
      }
      PrivateKey secret = (PrivateKey) identity.getKey(IDENTITY, KeyStores.PASSWORD.toCharArray());
      return new ProbeClient(
          chain, secret, serverCa == null ? null : KeyStores.authorities(serverCa));
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + ": " + e.getMessage(), e);
    }
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  /** Returns the number of requests so far. */
  int sent() {
    return sent;
  }

  /** Returns TLS settings of their own, which share no session with others. */
  SSLContext context(boolean withCertificate) {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(servers);
      KeyManager[] keys =
          withCertificate ? new KeyManager[] {new SingleKeyManager(chain, key)} : new KeyManager[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends requests on one connection, until one of them ends it. */
  List<Outcome> send(Address address, ProbeTls tls, List<RawRequest> requests) {
    sent += requests.size();
    if (sent > MOST) {
      throw new IllegalStateException("more than " + MOST + " requests");
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (ProbeConnection connection = ProbeConnection.open(address, tls)) {
      for (RawRequest request : requests) {
        outcomes.add(connection.exchange(request, thumbprint()));
      }
    } catch (IOException e) {
      outcomes.add(Outcome.none(String.valueOf(e.getMessage())));
    }
    return outcomes;
  }

  /** Sends one request on a connection of its own. */
  Outcome send(Address address, boolean withCertificate, RawRequest request) {
    return send(address, ProbeTls.of(context(withCertificate)), List.of(request)).get(0);
  }

  private String thumbprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
