package io.github.proxymtls.samples.site;

import io.github.proxymtls.samples.site.Reply.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that is sent exactly as given: no header is merged, sorted, rejected or corrected.
 * Immutable.
 *
 * @param target the path and query exactly as sent
 */
public record RawRequest(String method, String target, List<Header> headers, String body) {

  public RawRequest {
    headers = List.copyOf(headers);
  }

  /** Returns a GET request. */
  public static RawRequest get(String target) {
    return new RawRequest("GET", target, List.of(), "");
  }

  /** Returns a POST request with a form. */
  public static RawRequest form(String target, String body) {
    return new RawRequest("POST", target, List.of(), body)
        .header("Content-Type", "application/x-www-form-urlencoded");
  }

  /** Returns a copy with one more header line at the end. */
  public RawRequest header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new RawRequest(method, target, more, body);
  }

  /**
   * Returns the octets of the request in HTTP/1.1. Without a {@code Connection} header the
   * connection ends with it.
   */
  public byte[] octets(String host) {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(host).append("\r\n");
    if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Connection"))) {
      text.append("Connection: close\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    headers.forEach(
        header -> text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
    return text.append("\r\n").append(body).toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
