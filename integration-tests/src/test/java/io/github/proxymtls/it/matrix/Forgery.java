package io.github.proxymtls.it.matrix;

import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.site.RawRequest;
import java.util.Map;
import java.util.TreeMap;

/** Requests that pretend to come from the proxy on behalf of another client. */
final class Forgery {

  static final RawRequest WHOAMI = RawRequest.get("/whoami");

  /** A value longer than the reference server's container accepts. */
  private static final int TOO_LONG = 140 * 1024;

  private static final String FORGED = "forged";
  private static final String CREDENTIAL = "Proxy-Authorization";
  private static final String OTHER_CREDENTIAL = "X-Proxy-Authorization";

  /** {@code edge-1:guess}. */
  private static final String GUESS = "Basic ZWRnZS0xOmd1ZXNz";

  private final Map<String, String> headers;

  private Forgery(Map<String, String> headers) {
    this.headers = headers;
  }

  /**
   * Returns the headers of a format.
   *
   * @param victim the headers that a proxy would send for the victim; other headers have values
   *     that no proxy sends
   */
  static Forgery of(HeaderFormat format, Map<String, String> victim) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put(format.certificate(), FORGED);
    if (format.chain() != null) {
      String prefix = format.chainPrefix();
      headers.put(prefix == null ? format.chain() : prefix + "0", FORGED);
    }
    if (format.verify() != null) {
      headers.put(format.verify(), format.verifySuccess().iterator().next());
    }
    headers.putAll(victim);
    return new Forgery(headers);
  }

  RawRequest headers() {
    RawRequest request = WHOAMI;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.header(header.getKey(), header.getValue());
    }
    return request;
  }

  RawRequest headersTwice() {
    RawRequest request = headers();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.header(header.getKey(), header.getValue());
    }
    return request;
  }

  RawRequest twins(char separator) {
    RawRequest request = WHOAMI;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.header(header.getKey().replace('-', separator), header.getValue());
    }
    return request;
  }

  RawRequest connection() {
    String names = String.join(", ", headers.keySet());
    return WHOAMI.header(
        "Connection", "close, " + names + ", " + CREDENTIAL + ", " + OTHER_CREDENTIAL);
  }

  RawRequest credential() {
    return WHOAMI.header(CREDENTIAL, GUESS).header(OTHER_CREDENTIAL, GUESS);
  }

  RawRequest tooLarge() {
    return WHOAMI.header("X-Filler", "x".repeat(TOO_LONG));
  }
}
