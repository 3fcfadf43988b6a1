package io.github.proxymtls.testing;

import io.github.proxymtls.RequestFacts;
import org.jspecify.annotations.Nullable;

/** What requests of tests have in common: HTTP/1.1 from a neighbour, and nothing unusual. */
public interface PlainRequest extends RequestFacts {

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
}
