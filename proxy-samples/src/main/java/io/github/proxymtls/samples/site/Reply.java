package io.github.proxymtls.samples.site;

import java.util.List;

/** What became of a request that a {@link TlsClient} sent. */
public sealed interface Reply {

  /**
   * An HTTP response.
   *
   * @param headers in the order received
   * @param body its octets read as UTF-8
   */
  record Answer(int status, List<Header> headers, String body) implements Reply {

    /** The values of a header, its name compared without regard to case. */
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
   * @param why as the TLS library says it
   */
  record Broken(String why) implements Reply {}

  /** A header line. */
  record Header(String name, String value) {}
}
