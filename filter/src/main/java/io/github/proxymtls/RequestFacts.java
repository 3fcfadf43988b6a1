package io.github.proxymtls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a request, independent of the server's types. */
public interface RequestFacts {

  /** Returns the request method, as received. */
  String method();

  /** Returns the decoded path within the application: servlet path and path info. */
  String path();

  /** Returns the path of the request URI as received, without decoding. */
  String rawPath();

  /** Returns the query string as received, or null. */
  @Nullable String query();

  /** Returns the protocol, such as {@code HTTP/1.1} or {@code HTTP/2.0}. */
  String protocol();

  /** Returns the peer's IP address as the container reports it; empty if it has none. */
  String remoteAddress();

  /** Returns true if the container took the address from a forwarding header. */
  boolean addressRewritten();

  /** Returns true if the container itself terminated TLS for this request. */
  boolean tls();

  /**
   * Returns the peer's certificates of this TLS connection, leaf first; empty if there are none.
   */
  List<X509Certificate> tlsCertificates();

  /** Returns every header name, as received; a name may occur more than once. */
  Iterable<String> headerNames();

  /** Returns the lines of a header, whose name is case-insensitive; empty if there are none. */
  List<String> headers(String name);

  /**
   * Returns the form body. The first call reads and parses it, up to {@code
   * proxymtls.limits.form-body}.
   */
  Form form();

  /**
   * Returns the form body if nothing is enforced: only a body whose length is announced and within
   * the limit may be read, because the application must receive all of it.
   */
  default Form announcedForm() {
    return form();
  }
}
