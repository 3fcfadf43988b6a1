package io.github.proxymtls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the library needs to know of a request, free of any server's types. */
public interface RequestFacts {

  /** The request method, as received. */
  String method();

  /** The decoded path within the application: servlet path and path info. */
  String path();

  /** The request URI's path as received, undecoded. */
  String rawPath();

  /** The query string as received, or null. */
  @Nullable String query();

  /** The protocol, such as {@code HTTP/1.1} or {@code HTTP/2.0}. */
  String protocol();

  /** The peer's address as an IP literal, as the container reports it; empty where it has none. */
  String remoteAddress();

  /** True where the container marks the address as taken from a forwarding header. */
  boolean addressRewritten();

  /** True where the container itself terminated TLS for this request. */
  boolean tls();

  /** The peer's certificates of that TLS connection, leaf first; empty without. */
  List<X509Certificate> tlsCertificates();

  /** Every header name, as received; a name may occur more than once. */
  Iterable<String> headerNames();

  /** The lines of a header, matched without regard to case; empty without. */
  List<String> headers(String name);

  /** The form body, read and parsed at the first call within {@code limits.form-body}. */
  Form form();

  /**
   * The same where nothing is enforced: only a body whose length is announced and within the limit
   * may be read, because the application must get the whole of it.
   */
  default Form announcedForm() {
    return form();
  }
}
