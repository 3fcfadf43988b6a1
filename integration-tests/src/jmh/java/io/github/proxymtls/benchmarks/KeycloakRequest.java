package io.github.proxymtls.benchmarks;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;

/** A request of a trusted proxy with one header, whatever its name, for Keycloak's look-ups. */
record KeycloakRequest(String value) implements HttpRequest, HttpHeaders {

  private static final Map<String, List<String>> OTHERS =
      Map.of("chain", List.of(), "ssl-client-verify", List.of("SUCCESS"));

  @Override
  public HttpHeaders getHttpHeaders() {
    return this;
  }

  @Override
  public boolean isProxyTrusted() {
    return true;
  }

  @Override
  public List<String> getRequestHeader(String name) {
    List<String> other = OTHERS.get(name);
    return other == null ? List.of(value) : other;
  }

  @Override
  public String getHeaderString(String name) {
    List<String> lines = getRequestHeader(name);
    return lines.isEmpty() ? null : lines.get(0);
  }

  @Override
  public MultivaluedMap<String, String> getRequestHeaders() {
    MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
    headers.putSingle("h", value);
    headers.putSingle("ssl-client-verify", "SUCCESS");
    headers.putSingle("x-forwarded-client-cert", value);
    return headers;
  }

  @Override
  public boolean containsHeaderString(String name, String separator, Predicate<String> predicate) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getHttpMethod() {
    return "GET";
  }

  @Override
  public MultivaluedMap<String, String> getDecodedFormParameters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public X509Certificate[] getClientCertificateChain() {
    throw new UnsupportedOperationException();
  }

  @Override
  public UriInfo getUri() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<MediaType> getAcceptableMediaTypes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Locale> getAcceptableLanguages() {
    throw new UnsupportedOperationException();
  }

  @Override
  public MediaType getMediaType() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Locale getLanguage() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Cookie> getCookies() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Date getDate() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getLength() {
    throw new UnsupportedOperationException();
  }
}
