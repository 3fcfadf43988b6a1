package io.github.proxymtls.samples.site;

import java.util.List;

/** The outcome of a request that a {@link TlsClient} sent. */
public sealed interface Reply {

  /**
   * An HTTP response.
   *
   * @param headers the headers in the order received
   * @param body the body, decoded as UTF-8
   */
  record Answer(int status, List<Header> headers, String body) implements Reply {

    /** Returns the values of a header, whose name is case-insensitive. */
    public List<String> values(String name) {
      return headers.stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .toList();
    }
  }

  /**
   * No response: the handshake failed, or the connection was closed.
   *
   * @param why the message of the TLS library
   */
  record NoResponse(String why) implements Reply {}

  /** A header line. */
  record Header(String name, String value) {}
}
