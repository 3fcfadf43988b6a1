package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a request that concern its client.
 *
 * @param credential the header of the proxy's credential, which the client binding must not take
 *     for a second authentication method of the client
 * @param announced true where nothing is enforced, so that no body is read but an announced one
 */
record ClientFacts(RequestFacts request, @Nullable String credential, boolean announced)
    implements RequestFacts {

  @Override
  public List<String> headers(String name) {
    return name.equalsIgnoreCase(credential) ? List.of() : request.headers(name);
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String rawPath() {
    return request.rawPath();
  }

  @Override
  public @Nullable String query() {
    return request.query();
  }

  @Override
  public String protocol() {
    return request.protocol();
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public boolean addressRewritten() {
    return request.addressRewritten();
  }

  @Override
  public boolean tls() {
    return request.tls();
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return request.tlsCertificates();
  }

  @Override
  public Iterable<String> headerNames() {
    return request.headerNames();
  }

  @Override
  public Form form() {
    return announced ? request.announcedForm() : request.form();
  }
}
