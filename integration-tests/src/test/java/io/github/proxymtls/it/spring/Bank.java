package io.github.proxymtls.it.spring;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Three Spring Boot applications of a bank, each behind its own proxy. They use the filter only
 * through its jar and properties.
 */
final class Bank implements AutoCloseable {

  static final String ISSUER = "https://issuer.bank.example";

  private static final String KIOSK_KEYS = "/kiosk/jwks.json";
  private static final String ISSUER_KEYS = "/issuer/jwks.json";

  private final Site site;
  private final Pki.Held teller;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final Branch authorization;
  private final Branch resources;
  private final Branch x509;

  /** An application and the proxy in front of it. */
  record Branch(Running application, Proxy proxy) {

    int port(Listener listener) {
      return proxy.port(listener);
    }

    /** Returns the application itself, without the proxy. */
    int directPort() {
      return application.port();
    }
  }

  private Bank(Site site) throws Exception {
    this.site = closing(site);
    this.teller =
        site.certificates()
            .clientRoot()
            .client("teller")
            .subject("CN=teller,O=Example Bank,C=XX")
            .issue();
    try {
      KeySets keys = closing(KeySets.start());
      keys.serve(KIOSK_KEYS, kioskKeys());
      authorization = branch(AuthorizationServer.class, ofAuthorization(keys.uri(KIOSK_KEYS)));
      keys.serve(ISSUER_KEYS, new JWKSet(signingKeys(authorization.application())));
      resources = branch(ResourceServer.class, ofResources(keys.uri(ISSUER_KEYS)));
      x509 =
          branch(
              X509Application.class,
              FilterLines.of(site).without("binding", "client.self-signed").and());
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private List<String> ofAuthorization(String kioskKeys) throws IOException {
    return FilterLines.of(site)
        .without("binding.protected-resources")
        .with("binding.clients", registrations())
        .and(
            "spring.security.oauth2.authorizationserver.issuer=" + ISSUER,
            "bank.kiosk.jwks=" + kioskKeys);
  }

  private List<String> ofResources(String issuerKeys) throws IOException {
    return FilterLines.of(site)
        .without("binding.clients", "binding.client-authentication")
        .with("binding.token-jwks-uri", issuerKeys)
        .with("binding.token-issuer", ISSUER)
        .and("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + issuerKeys);
  }

  /** Starts all of them with the files of a site, which is closed together with them. */
  static Bank open(Site site) throws Exception {
    return new Bank(site);
  }

  Site site() {
    return site;
  }

  /** A client whose certificate the root issued directly. */
  Pki.Held teller() {
    return teller;
  }

  Branch authorization() {
    return authorization;
  }

  Branch resources() {
    return resources;
  }

  Branch x509() {
    return x509;
  }

  private Branch branch(Class<?> application, List<String> lines) throws IOException {
    Running running = closing(Running.start(application, site, lines));
    return new Branch(
        running, site.startProxy(Site.CREDENTIAL, site.certificates().proxy(), running.port()));
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    closing.push(closeable);
    return closeable;
  }

  /** Returns the site's registrations and one more. */
  private Path registrations() throws IOException {
    String teller =
        """
        [{"client_id": "teller", "token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_subject_dn": "CN=teller,O=Example Bank,C=XX", "proxymtls_source": "proxy"},
        """;
    String others = Files.readString(site.file("application/clients.json")).strip();
    return Files.writeString(
        site.file("application/bank-clients.json"), teller + others.substring(1));
  }

  /**
   * Returns the keys with which kiosk is registered at the filter; Spring fetches them from the
   * client.
   */
  private JWKSet kioskKeys() throws IOException, ParseException {
    String clients = Files.readString(site.file("application/clients.json"));
    for (Object client : JSONArrayUtils.parse(clients)) {
      if (client instanceof Map<?, ?> members && members.get("jwks") instanceof Map<?, ?> keys) {
        return JWKSet.parse(JSONObjectUtils.toJSONString(strings(keys)));
      }
    }
    throw new IllegalStateException("no client has keys");
  }

  private static Map<String, Object> strings(Map<?, ?> members) {
    Map<String, Object> named = new LinkedHashMap<>();
    members.forEach((name, value) -> named.put(name.toString(), value));
    return named;
  }

  @SuppressWarnings("unchecked")
  private static List<JWK> signingKeys(Running server) throws KeySourceException {
    JWKSource<SecurityContext> source = server.context().getBean(JWKSource.class);
    return source.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
  }

  @Override
  public void close() throws Exception {
    while (!closing.isEmpty()) {
      closing.pop().close();
    }
  }
}
