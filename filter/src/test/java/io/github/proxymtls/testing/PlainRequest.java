package io.github.proxymtls.testing;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests of tests have in common: a GET of {@code /} by HTTP/1.1 from a neighbour. */
public interface PlainRequest extends RequestFacts {

  @Override
  default String method() {
    return "GET";
  }

  @Override
  default String path() {
    return "/";
  }

  @Override
  default String rawPath() {
    return path();
  }

  @Override
  default @Nullable String query() {
    return null;
  }

  @Override
  default String protocol() {
    return "HTTP/1.1";
  }

  @Override
  default String remoteAddress() {
    return "127.0.0.1";
  }

  @Override
  default boolean addressRewritten() {
    return false;
  }

  @Override
  default boolean tls() {
    return !tlsCertificates().isEmpty();
  }

  @Override
  default List<X509Certificate> tlsCertificates() {
    return List.of();
  }

  @Override
  default Form form() {
    return new Form.None();
  }
}
